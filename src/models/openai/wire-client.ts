// Wire, client side: our commands as the text of one message each. Pure. Every command carries an `event_id`.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import type { ContextAdd } from '../../frames/model-frames.ts';
import type { Fields } from '../wire-fields.ts';

/** The metadata key under which a response carries our request id. */
export const REQUEST_KEY = 'offhook_request';

/**
 * `input_audio_buffer.append`. The carrier's base64 goes between the quotes as it is: both its alphabet and
 * `eventId`'s are free of anything that JSON would escape.
 */
export function encodeAppend(eventId: string, base64: string): string {
  return `{"type":"input_audio_buffer.append","event_id":"${eventId}","audio":"${base64}"}`;
}

/** `session.update` with the fields that change; `type` is mandatory in each, but of the beta. */
export function encodeSessionUpdate(eventId: string, session: Fields): string {
  return encode('session.update', eventId, { session });
}

/** `response.create`. `instructions` replace the session's for this response; null keeps the session's. */
export function encodeResponseCreate(
  eventId: string,
  response: { readonly requestId: string; readonly instructions: string | null; readonly tools: boolean },
): string {
  return encode('response.create', eventId, {
    response: {
      ...(response.instructions === null ? {} : { instructions: response.instructions }),
      ...(response.tools ? {} : { tool_choice: 'none' }),
      metadata: { [REQUEST_KEY]: response.requestId },
    },
  });
}

/** `response.cancel` of one response. */
export function encodeResponseCancel(eventId: string, responseId: ResponseId): string {
  return encode('response.cancel', eventId, { response_id: responseId });
}

const WIRE_ROLE = { caller: 'user', agent: 'assistant', system: 'system' } as const;

/** `conversation.item.create` of a message. History takes the agent's words as text only, never as sound. */
export function encodeMessage(
  eventId: string,
  { itemId, role, text }: Omit<ContextAdd, 'kind'>,
  names: 'ga' | 'beta' = 'ga',
): string {
  const own = names === 'ga' ? 'output_text' : 'text';
  const content = [{ type: role === 'agent' ? own : 'input_text', text }];
  const item = {
    ...(itemId === null ? {} : { id: itemId }),
    type: 'message',
    role: WIRE_ROLE[role],
    content,
  };
  return encode('conversation.item.create', eventId, { item });
}

/** `conversation.item.create` of a function call's output. */
export function encodeToolResult(eventId: string, toolCallId: ToolCallId, outputJson: string): string {
  return encode('conversation.item.create', eventId, {
    item: { type: 'function_call_output', call_id: toolCallId, output: outputJson },
  });
}

/** `conversation.item.truncate`. `audioEndMs`: a whole number, 1 or more. */
export function encodeTruncate(eventId: string, itemId: ItemId, audioEndMs: number): string {
  return encode('conversation.item.truncate', eventId, {
    item_id: itemId,
    content_index: 0,
    audio_end_ms: audioEndMs,
  });
}

/** `conversation.item.delete`. */
export function encodeDelete(eventId: string, itemId: ItemId): string {
  return encode('conversation.item.delete', eventId, { item_id: itemId });
}

function encode(type: string, eventId: string, rest: Fields): string {
  return JSON.stringify({ type, event_id: eventId, ...rest });
}
