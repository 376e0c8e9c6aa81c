// Server events: what OpenAI's Realtime API tells us, as a closed union. Kinds are the GA names of the wire.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import type { Usage } from '../../frames/model-frames.ts';

/** The session exists, or has taken what we changed. */
export interface SessionEvent {
  readonly kind: 'session.created' | 'conversation.created' | 'session.updated';
}

/** An event that carries nothing we use but its name. */
export interface NoticeEvent {
  readonly kind: 'input_audio_buffer.timeout_triggered' | 'rate_limits.updated';
}

/** An event about one item of the conversation. */
export interface ItemEvent {
  readonly kind:
    | 'input_audio_buffer.speech_started'
    | 'input_audio_buffer.speech_stopped'
    | 'input_audio_buffer.committed'
    | 'conversation.item.truncated'
    | 'conversation.item.deleted';
  readonly itemId: ItemId;
}

/** An item with its content, outside of a response. */
export interface WholeItemEvent {
  readonly kind: 'conversation.item.added' | 'conversation.item.done';
  readonly item: WireItem;
}

/** The caller's words, from a transcription that runs beside the conversation and may come at any time. */
export type CallerTextEvent =
  | {
      readonly kind: 'conversation.item.input_audio_transcription.delta';
      readonly itemId: ItemId;
      /** PII. */
      readonly delta: string;
    }
  | {
      /** xAI's way: all of the text so far, each time. */
      readonly kind: 'conversation.item.input_audio_transcription.updated';
      readonly itemId: ItemId;
      /** PII. */
      readonly transcript: string;
    }
  | {
      readonly kind: 'conversation.item.input_audio_transcription.completed';
      readonly itemId: ItemId;
      /** PII. */
      readonly transcript: string;
      /** How much sound that took, where it is billed by the sound. */
      readonly transcribedMs?: number;
    }
  | { readonly kind: 'conversation.item.input_audio_transcription.failed'; readonly itemId: ItemId };

/** A response begins. */
export interface ResponseCreatedEvent {
  readonly kind: 'response.created';
  readonly responseId: ResponseId;
  /** The request id that we put into the metadata; null when the server began by itself. */
  readonly requestId: string | null;
}

/** An item of a response begins or is over. */
export interface OutputItemEvent {
  readonly kind: 'response.output_item.added' | 'response.output_item.done';
  readonly responseId: ResponseId;
  readonly item: WireItem;
}

/** A piece of the agent's sound. */
export interface AudioDeltaEvent {
  readonly kind: 'response.output_audio.delta';
  readonly responseId: ResponseId;
  readonly itemId: ItemId;
  /** Standard base64, exactly as it stood on the wire. */
  readonly base64: string;
}

/** A piece of the agent's words. */
export interface TranscriptDeltaEvent {
  readonly kind: 'response.output_audio_transcript.delta';
  readonly responseId: ResponseId;
  readonly itemId: ItemId;
  readonly delta: string;
}

/** Something of a response's item is whole: its sound, its words, its arguments. */
export interface ResponseItemEvent {
  readonly kind:
    | 'response.output_audio.done'
    | 'response.output_audio_transcript.done'
    | 'response.function_call_arguments.done';
  readonly responseId: ResponseId;
  readonly itemId: ItemId;
}

/** A response is over, whatever became of it. */
export interface ResponseDoneEvent {
  readonly kind: 'response.done';
  readonly responseId: ResponseId;
  readonly requestId: string | null;
  readonly status: string;
  /** `status_details.reason`, or the code or type of `status_details.error`. */
  readonly reason: string | null;
  readonly output: readonly WireItem[];
  readonly usage: Usage | null;
}

/** Something was refused or went wrong. The session goes on unless the socket is closed after it. */
export interface ErrorEvent {
  readonly kind: 'error';
  readonly type: string;
  readonly code: string | null;
  /** In the server's words: may quote what we sent, so it has no place in a log line. */
  readonly message: string;
  readonly param: string | null;
  /** The `event_id` of the command it answers. */
  readonly commandId: string | null;
}

/** An event that we have no use for. New ones appear with any release of the API. */
export interface UnknownEvent {
  readonly kind: 'unknown';
  readonly type: string;
}

/** Not an event: no JSON, no object, no type, or a known type without the fields that make it up. */
export interface MalformedEvent {
  readonly kind: 'malformed';
  readonly type: string | null;
}

/** One item as it stands in an event. */
export interface WireItem {
  readonly itemId: ItemId;
  readonly type: string;
  readonly role: string | null;
  /** `in_progress`, `completed`, `incomplete`; null where the server does not say. */
  readonly status: string | null;
  /** Of a `function_call` that is whole enough to be called. */
  readonly call: WireCall | null;
}

/** A function call as it stands in an item. `argumentsJson` is PII. */
export interface WireCall {
  readonly toolCallId: ToolCallId;
  readonly name: string;
  readonly argumentsJson: string;
}

/** https://platform.openai.com/docs/api-reference/realtime-server-events */
export type ServerEvent =
  | SessionEvent
  | NoticeEvent
  | ItemEvent
  | WholeItemEvent
  | CallerTextEvent
  | ResponseCreatedEvent
  | OutputItemEvent
  | AudioDeltaEvent
  | TranscriptDeltaEvent
  | ResponseItemEvent
  | ResponseDoneEvent
  | ErrorEvent
  | UnknownEvent
  | MalformedEvent;
