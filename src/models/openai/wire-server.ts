// Wire, server side: the text of one message becomes one event of the closed union. Pure, and never throws.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import type { Usage } from '../../frames/model-frames.ts';
import { isBase64 } from '../../media/audio.ts';
import { sliceAudioDelta } from './audio-delta.ts';
import type {
  ItemEvent,
  OutputItemEvent,
  NoticeEvent,
  ResponseDoneEvent,
  ResponseItemEvent,
  ServerEvent,
  SessionEvent,
  WholeItemEvent,
  WireCall,
  WireItem,
} from './server-event.ts';
import { REQUEST_KEY } from './wire-client.ts';
import { countAt, fieldsOf, idAt, parseFields, textAt, type Fields } from '../wire-fields.ts';

/** Reads one message. Unknown fields are ignored; names of the beta are taken for their GA names. */
export function parseServerEvent(text: string): ServerEvent {
  return sliceAudioDelta(text) ?? parseWhole(text);
}

/** Reads one message by parsing all of it: what `parseServerEvent` does beside its fast path. */
export function parseWhole(text: string): ServerEvent {
  const fields = parseFields(text);
  const type = textAt(fields, 'type');
  if (fields === null || type === null) return { kind: 'malformed', type: null };
  const read = READERS.get(BETA_NAMES.get(type) ?? type);
  if (read === undefined) return { kind: 'unknown', type };
  return read(fields) ?? { kind: 'malformed', type };
}

/** What the API was called before it was generally available, and dialects still call it. */
const BETA_NAMES: ReadonlyMap<string, string> = new Map([
  ['response.audio.delta', 'response.output_audio.delta'],
  ['response.audio.done', 'response.output_audio.done'],
  ['response.audio_transcript.delta', 'response.output_audio_transcript.delta'],
  ['response.audio_transcript.done', 'response.output_audio_transcript.done'],
  ['conversation.item.created', 'conversation.item.added'],
]);

type Kind = Exclude<ServerEvent['kind'], 'unknown' | 'malformed'>;
type Reader = (fields: Fields) => ServerEvent | null;

const READER_OF: Readonly<Record<Kind, Reader>> = {
  'session.created': plain('session.created'),
  'session.updated': plain('session.updated'),
  'conversation.created': plain('conversation.created'),
  'rate_limits.updated': plain('rate_limits.updated'),
  'input_audio_buffer.timeout_triggered': plain('input_audio_buffer.timeout_triggered'),
  'input_audio_buffer.speech_started': ofItem('input_audio_buffer.speech_started'),
  'input_audio_buffer.speech_stopped': ofItem('input_audio_buffer.speech_stopped'),
  'input_audio_buffer.committed': ofItem('input_audio_buffer.committed'),
  'conversation.item.truncated': ofItem('conversation.item.truncated'),
  'conversation.item.deleted': ofItem('conversation.item.deleted'),
  'conversation.item.added': withItem('conversation.item.added'),
  'conversation.item.done': withItem('conversation.item.done'),
  'conversation.item.input_audio_transcription.delta': callerTextDelta,
  'conversation.item.input_audio_transcription.updated': callerTextUpdated,
  'conversation.item.input_audio_transcription.completed': callerTextCompleted,
  'conversation.item.input_audio_transcription.failed': callerTextFailed,
  'response.created': responseCreated,
  'response.output_item.added': ofOutputItem('response.output_item.added'),
  'response.output_item.done': ofOutputItem('response.output_item.done'),
  'response.output_audio.delta': audioDelta,
  'response.output_audio.done': ofResponseItem('response.output_audio.done'),
  'response.output_audio_transcript.delta': transcriptDelta,
  'response.output_audio_transcript.done': ofResponseItem('response.output_audio_transcript.done'),
  'response.function_call_arguments.done': ofResponseItem('response.function_call_arguments.done'),
  'response.done': responseDone,
  error: errorOf,
};

// A map, because a type such as `constructor` must find nothing.
const READERS: ReadonlyMap<string, Reader> = new Map(Object.entries(READER_OF));

function plain(kind: SessionEvent['kind'] | NoticeEvent['kind']): Reader {
  return () => ({ kind });
}

function ofItem(kind: ItemEvent['kind']): Reader {
  return (fields) => {
    const itemId = idAt<ItemId>(fields, 'item_id');
    return itemId && { kind, itemId };
  };
}

function withItem(kind: WholeItemEvent['kind']): Reader {
  return (fields) => {
    const item = itemOf(fields['item']);
    return item && { kind, item };
  };
}

function ofOutputItem(kind: OutputItemEvent['kind']): Reader {
  return (fields) => {
    const responseId = idAt<ResponseId>(fields, 'response_id');
    const item = itemOf(fields['item']);
    return responseId && item && { kind, responseId, item };
  };
}

function ofResponseItem(kind: ResponseItemEvent['kind']): Reader {
  return (fields) => {
    const responseId = idAt<ResponseId>(fields, 'response_id');
    const itemId = idAt<ItemId>(fields, 'item_id');
    return responseId && itemId && { kind, responseId, itemId };
  };
}

function callerTextDelta(fields: Fields): ServerEvent | null {
  const itemId = idAt<ItemId>(fields, 'item_id');
  const delta = textAt(fields, 'delta');
  if (itemId === null || delta === null) return null;
  return { kind: 'conversation.item.input_audio_transcription.delta', itemId, delta };
}

function callerTextUpdated(fields: Fields): ServerEvent | null {
  const itemId = idAt<ItemId>(fields, 'item_id');
  const transcript = textAt(fields, 'transcript');
  if (itemId === null || transcript === null) return null;
  return { kind: 'conversation.item.input_audio_transcription.updated', itemId, transcript };
}

function callerTextCompleted(fields: Fields): ServerEvent | null {
  // xAI completes a text that is not complete, too.
  if (textAt(fields, 'status') === 'in_progress') return callerTextUpdated(fields);
  const itemId = idAt<ItemId>(fields, 'item_id');
  const transcript = textAt(fields, 'transcript');
  if (itemId === null || transcript === null) return null;
  const usage = fieldsOf(fields['usage']);
  // Where it is billed by the sound; by tokens it says nothing that a price by the minute needs.
  const transcribedMs = usage?.['type'] === 'duration' ? countAt(usage, 'seconds') * 1000 : null;
  return {
    kind: 'conversation.item.input_audio_transcription.completed',
    itemId,
    transcript,
    ...(transcribedMs === null ? {} : { transcribedMs }),
  };
}

function callerTextFailed(fields: Fields): ServerEvent | null {
  const itemId = idAt<ItemId>(fields, 'item_id');
  return itemId && { kind: 'conversation.item.input_audio_transcription.failed', itemId };
}

function audioDelta(fields: Fields): ServerEvent | null {
  const responseId = idAt<ResponseId>(fields, 'response_id');
  const itemId = idAt<ItemId>(fields, 'item_id');
  const base64 = textAt(fields, 'delta');
  if (responseId === null || itemId === null || base64 === null) return null;
  // No sound at all is odd, but no breach: there is nothing to do about it.
  if (base64 === '') return { kind: 'unknown', type: 'response.output_audio.delta' };
  if (!isBase64(base64)) return null;
  return { kind: 'response.output_audio.delta', responseId, itemId, base64 };
}

function transcriptDelta(fields: Fields): ServerEvent | null {
  const responseId = idAt<ResponseId>(fields, 'response_id');
  const itemId = idAt<ItemId>(fields, 'item_id');
  const delta = textAt(fields, 'delta');
  if (responseId === null || itemId === null || delta === null) return null;
  return { kind: 'response.output_audio_transcript.delta', responseId, itemId, delta };
}

function responseCreated(fields: Fields): ServerEvent | null {
  const response = fieldsOf(fields['response']);
  const responseId = idAt<ResponseId>(response, 'id');
  return responseId && { kind: 'response.created', responseId, requestId: requestIdOf(response) };
}

function responseDone(fields: Fields): ResponseDoneEvent | null {
  const response = fieldsOf(fields['response']);
  const responseId = idAt<ResponseId>(response, 'id');
  const status = textAt(response, 'status');
  if (response === null || responseId === null || status === null) return null;
  const details = fieldsOf(response['status_details']);
  const error = fieldsOf(details?.['error']);
  const output = Array.isArray(response['output']) ? (response['output'] as unknown[]) : [];
  return {
    kind: 'response.done',
    responseId,
    requestId: requestIdOf(response),
    status,
    reason:
      textAt(details, 'reason') ??
      textAt(error, 'code') ??
      textAt(error, 'type') ??
      textAt(response, 'status_details'),
    output: output.map(itemOf).filter((item) => item !== null),
    usage: usageOf(fieldsOf(response['usage'])),
  };
}

function errorOf(fields: Fields): ServerEvent | null {
  const error = fieldsOf(fields['error']);
  if (error === null) return null;
  return {
    kind: 'error',
    type: textAt(error, 'type') ?? 'unknown',
    code: textAt(error, 'code'),
    message: textAt(error, 'message') ?? '',
    param: textAt(error, 'param'),
    commandId: textAt(error, 'event_id'),
  };
}

function requestIdOf(response: Fields | null): string | null {
  return textAt(fieldsOf(response?.['metadata']), REQUEST_KEY);
}

function itemOf(value: unknown): WireItem | null {
  const item = fieldsOf(value);
  const itemId = idAt<ItemId>(item, 'id');
  const type = textAt(item, 'type');
  if (itemId === null || type === null) return null;
  return {
    itemId,
    type,
    role: textAt(item, 'role'),
    status: textAt(item, 'status'),
    call: callOf(item, type),
  };
}

function callOf(item: Fields | null, type: string): WireCall | null {
  if (type !== 'function_call') return null;
  const toolCallId = idAt<ToolCallId>(item, 'call_id');
  const name = idAt(item, 'name');
  const argumentsJson = textAt(item, 'arguments');
  if (toolCallId === null || name === null || argumentsJson === null) return null;
  return { toolCallId, name, argumentsJson };
}

/** Cached tokens are among the input tokens, as OpenAI counts them. */
function usageOf(usage: Fields | null): Usage | null {
  if (usage === null) return null;
  const input = fieldsOf(usage['input_token_details']);
  const output = fieldsOf(usage['output_token_details']);
  const cached = fieldsOf(input?.['cached_tokens_details']);
  return {
    // Without details all of it counts as text: the cheaper guess, and a turn without sound is text.
    inputTextTokens: input === null ? countAt(usage, 'input_tokens') : countAt(input, 'text_tokens'),
    inputAudioTokens: countAt(input, 'audio_tokens'),
    cachedTextTokens: cached === null ? countAt(input, 'cached_tokens') : countAt(cached, 'text_tokens'),
    cachedAudioTokens: countAt(cached, 'audio_tokens'),
    outputTextTokens: output === null ? countAt(usage, 'output_tokens') : countAt(output, 'text_tokens'),
    outputAudioTokens: countAt(output, 'audio_tokens'),
  };
}
