// Frames between the graph and a model: who thinks and speaks.
import type { ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import type { Audio } from '../media/audio.ts';

/** The model took the session's settings: caller audio may flow. */
export interface ModelReady {
  readonly kind: 'model.ready';
}

/** The caller began to speak. */
export interface SpeechStarted {
  readonly kind: 'speech.started';
  /** It is inferred from how loud the line is: the model has not said that it hears anything. */
  readonly byLevel?: true;
}

/** The caller's speech ended, by the model's ear. */
export interface SpeechStopped {
  readonly kind: 'speech.stopped';
}

/** The caller's speech became an item of the conversation; its text may come much later. */
export interface CallerCommitted {
  readonly kind: 'caller.committed';
  readonly itemId: ItemId;
}

/** What the caller said, as heard so far. */
export interface CallerText {
  readonly kind: 'caller.text';
  readonly itemId: ItemId;
  /** The whole text so far, not a piece. Empty with `final` when it could not be understood. */
  readonly text: string;
  readonly final: boolean;
  /** BCP-47, where the model tells which language it heard. */
  readonly language?: string;
}

/** The model began a response, because it was asked to or because the caller's turn ended. */
export interface ResponseStarted {
  readonly kind: 'response.started';
  readonly responseId: ResponseId;
  /** The `requestId` of the `response.create` that asked for it; null when the model began by itself. */
  readonly requestId: string | null;
}

/** A stretch of the agent's sound: faster than real time, of any length. */
export interface AgentAudio {
  readonly kind: 'agent.audio';
  /** Null for sound that was rendered before and is played from memory. */
  readonly responseId: ResponseId | null;
  readonly itemId: ItemId;
  readonly audio: Audio;
}

/** Words that the carrier is to speak, in place of sound: of a model that has no voice of its own. */
export interface AgentWords {
  readonly kind: 'agent.words';
  /** Null for a fixed text. */
  readonly responseId: ResponseId | null;
  readonly itemId: ItemId;
  /** As it is to be spoken; goes on where the item's last words ended, space included. */
  readonly text: string;
}

/** A piece of what the agent says, in order, usually ahead of its sound. */
export interface AgentText {
  readonly kind: 'agent.text';
  readonly itemId: ItemId;
  readonly delta: string;
}

/** When words of the agent's sound, where the voice tells it. Marks come in order, each once. */
export interface AgentTiming {
  readonly kind: 'agent.timing';
  readonly itemId: ItemId;
  /** The first `chars` characters of the item's text have sounded `atMs` after its sound began. */
  readonly marks: readonly { readonly chars: number; readonly atMs: number }[];
}

/** All sound and text of an item have been produced. It may be far from played. */
export interface AgentItemDone {
  readonly kind: 'agent.item-done';
  readonly responseId: ResponseId | null;
  readonly itemId: ItemId;
}

/** Tokens of one response. Cached tokens are counted among the input tokens. */
export interface Usage {
  readonly inputTextTokens: number;
  readonly inputAudioTokens: number;
  readonly cachedTextTokens: number;
  readonly cachedAudioTokens: number;
  readonly outputTextTokens: number;
  readonly outputAudioTokens: number;
  /** True: its tokens were not told, and stand here as 0. */
  readonly untold?: boolean;
  /** Characters that were given to a voice of its own. */
  readonly spokenCharacters?: number;
  /** Of the caller's sound that was written down since the response before, by whoever writes it down. */
  readonly transcribedMs?: number;
}

/** What one of several vendors did for a response. */
export interface ResponseStep {
  readonly part: 'llm' | 'tts';
  readonly startedAt: Micros;
  /** When it gave the first of what it was asked for; null: nothing came. */
  readonly firstAt: Micros | null;
  readonly endedAt: Micros;
}

/** A response is over. */
export interface ResponseDone {
  readonly kind: 'response.done';
  readonly responseId: ResponseId;
  readonly status: 'completed' | 'cancelled' | 'incomplete' | 'failed';
  /** The model's word on why it was not completed, e.g. `turn_detected`, `max_output_tokens`, an error code. */
  readonly reason: string | null;
  /** True when the failure is not worth another try (quota, key). */
  readonly fatal: boolean;
  readonly usage: Usage | null;
  /** Of a model that is several vendors: who did what, and when. */
  readonly steps?: readonly ResponseStep[];
}

/** The model refused a `response.create`. */
export interface ResponseRefused {
  readonly kind: 'response.refused';
  readonly requestId: string;
  /** `busy`: another response is active, ask again when it is done. `failed`: it will not be taken. */
  readonly cause: 'busy' | 'failed';
  readonly detail: string;
}

/** The model calls a function. Only whole calls of completed items come here. */
export interface ToolCalled {
  readonly kind: 'tool.called';
  readonly responseId: ResponseId;
  readonly toolCallId: ToolCallId;
  readonly name: string;
  /** The arguments as the model wrote them: JSON, or what it took for JSON. */
  readonly argumentsJson: string;
}

/** The model reported something wrong; the session goes on unless `fatal`. */
export interface ModelFault {
  readonly kind: 'model.fault';
  readonly code: string;
  readonly detail: string;
  readonly fatal: boolean;
}

/** The model's session is gone: refused, lost, expired or closed. Nothing comes after it. */
export interface ModelClosed {
  readonly kind: 'model.closed';
  readonly code: number;
  readonly detail: string;
}

/** Asks for one response. Only the `responses` node sends it. */
export interface ResponseCreate {
  readonly kind: 'response.create';
  readonly requestId: string;
  /** Instructions for this response alone, in addition to the session's; null for none. */
  readonly instructions: string | null;
  /** False forbids tool calls in this response. */
  readonly tools: boolean;
}

/** Stops the active response. */
export interface ResponseCancel {
  readonly kind: 'response.cancel';
  readonly responseId: ResponseId;
}

/** Adds a text to the conversation. */
export interface ContextAdd {
  readonly kind: 'context.add';
  /** Ours; null lets the model choose one. */
  readonly itemId: ItemId | null;
  readonly role: 'caller' | 'agent' | 'system';
  readonly text: string;
}

/** Gives the result of a tool call to the model. */
export interface ContextToolResult {
  readonly kind: 'context.tool-result';
  readonly toolCallId: ToolCallId;
  /** Small JSON. */
  readonly outputJson: string;
}

/** Tells the model how much of an item with sound was heard; more than 0. */
export interface ContextTruncate {
  readonly kind: 'context.truncate';
  readonly itemId: ItemId;
  readonly heardMs: number;
}

/** Takes an item out of the conversation: nothing of it was heard. */
export interface ContextRemove {
  readonly kind: 'context.remove';
  readonly itemId: ItemId;
}

/** A function as the model is told of it. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Changes the session's settings; only what is given changes. */
export interface SessionUpdate {
  readonly kind: 'session.update';
  readonly instructions?: string;
  readonly voice?: string;
  /** BCP-47: what the caller and the agent speak from here on. */
  readonly language?: string;
  /** All functions that may be called from here on. */
  readonly tools?: readonly ToolDeclaration[];
  /** Whether the model stops its own response when the caller speaks. */
  readonly interruptible?: boolean;
}

/** The session is of no use any more, although it has not ended: another is to take its place. */
export interface SessionRenew {
  readonly kind: 'session.renew';
  /** Why, for the journal. */
  readonly detail: string;
}

/** Ends the model's session. */
export interface ModelClose {
  readonly kind: 'model.close';
}

/** Every frame between a model and the graph. */
export type ModelFrame =
  | ModelReady
  | SpeechStarted
  | SpeechStopped
  | CallerCommitted
  | CallerText
  | ResponseStarted
  | AgentAudio
  | AgentWords
  | AgentText
  | AgentTiming
  | AgentItemDone
  | ResponseDone
  | ResponseRefused
  | ToolCalled
  | ModelFault
  | ModelClosed
  | ResponseCreate
  | ResponseCancel
  | ContextAdd
  | ContextToolResult
  | ContextTruncate
  | ContextRemove
  | SessionUpdate
  | SessionRenew
  | ModelClose;
