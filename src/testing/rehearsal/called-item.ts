// Called item: one function call of the model, told to the client in full.
import type { BrainCall } from './brain.ts';
import type { FunctionCallItem } from './conversation.ts';
import { wireItem } from './items.ts';
import type { SpokenItemSettings } from './spoken-item.ts';

/** Characters of arguments in one delta. */
const ARGUMENT_DELTA_CHARS = 12;

/** Emits the whole course of `call`, adds it to the conversation and gives its item. */
export function callFunction(
  settings: Omit<SpokenItemSettings, 'modality' | 'format'>,
  call: BrainCall,
): FunctionCallItem {
  const { outlet, conversation, responseId, outputIndex } = settings;
  const item: FunctionCallItem = {
    kind: 'function_call',
    id: outlet.newId('item'),
    status: 'completed',
    callId: outlet.newId('call'),
    name: call.name,
    argumentsJson: JSON.stringify(call.arguments),
  };
  const begun = wireItem({ ...item, status: 'in_progress', argumentsJson: '' });
  const whole = wireItem(item);
  const inResponse = { response_id: responseId, output_index: outputIndex };
  const ofCall = { ...inResponse, item_id: item.id, call_id: item.callId };
  outlet.emit('response.output_item.added', { ...inResponse, item: begun });
  if (conversation !== null) {
    conversation.insert(item);
    outlet.emit('conversation.item.added', { previous_item_id: conversation.before(item.id), item: begun });
  }
  for (let at = 0; at < item.argumentsJson.length; at += ARGUMENT_DELTA_CHARS) {
    const delta = item.argumentsJson.slice(at, at + ARGUMENT_DELTA_CHARS);
    outlet.emit('response.function_call_arguments.delta', { ...ofCall, delta });
  }
  outlet.emit('response.function_call_arguments.done', {
    ...ofCall,
    name: item.name,
    arguments: item.argumentsJson,
  });
  if (conversation !== null)
    outlet.emit('conversation.item.done', { previous_item_id: conversation.before(item.id), item: whole });
  outlet.emit('response.output_item.done', { ...inResponse, item: whole });
  return item;
}
