// Items: between the conversation's items and their form on the wire.
import { unreachable } from '../../base/assert.ts';
import type { NewItem } from './client-events.ts';
import type { ConversationItem } from './conversation.ts';
import { refusal, type Refusal } from './refusal.ts';

/** What a part is called in a message of each role that a client puts in. */
const TEXT_PART = { user: 'input_text', system: 'input_text', assistant: 'output_text' } as const;

/** A client's item as the conversation keeps it, or why it cannot be; `newId` gives ids where the client gave none. */
export function itemOf(given: NewItem, newId: (prefix: string) => string): ConversationItem | Refusal {
  const id = given.id ?? newId('item');
  switch (given.type) {
    case 'message': {
      const wanted = TEXT_PART[given.role];
      const wrong = given.content.findIndex((part) => part.type !== wanted);
      if (wrong >= 0) {
        const param = `item.content[${wrong}].type`;
        return refusal('invalid_value', `Invalid '${param}': this role takes '${wanted}'.`, param);
      }
      const text = given.content.map((part) => part.text).join('\n');
      return { kind: 'message', id, role: given.role, status: 'completed', form: 'text', text, audioMs: 0 };
    }
    case 'function_call':
      return {
        kind: 'function_call',
        id,
        status: 'completed',
        callId: given.call_id ?? newId('call'),
        name: given.name,
        argumentsJson: given.arguments,
      };
    case 'function_call_output':
      return {
        kind: 'function_call_output',
        id,
        status: 'completed',
        callId: given.call_id,
        output: given.output,
      };
    default:
      return unreachable(given);
  }
}

/** An item as events carry it. */
export function wireItem(item: ConversationItem): Readonly<Record<string, unknown>> {
  const head = { id: item.id, object: 'realtime.item', type: item.kind, status: item.status };
  switch (item.kind) {
    case 'message':
      return { ...head, role: item.role, content: wireContent(item) };
    case 'function_call':
      return { ...head, call_id: item.callId, name: item.name, arguments: item.argumentsJson };
    case 'function_call_output':
      return { ...head, call_id: item.callId, output: item.output };
    default:
      return unreachable(item);
  }
}

function wireContent(item: Extract<ConversationItem, { kind: 'message' }>): readonly unknown[] {
  const input = item.role !== 'assistant';
  if (item.form === 'audio') return [{ type: input ? 'input_audio' : 'output_audio', transcript: item.text }];
  // A message that has only begun has no part yet.
  return item.text === null ? [] : [{ type: input ? 'input_text' : 'output_text', text: item.text }];
}
