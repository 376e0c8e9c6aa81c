// AI SDK prompt: a conversation as models of the AI SDK take it, whoever is behind them. Pure.
import type { LlmCall, LlmMessage } from '../llm.ts';
import { fieldsOf } from '../wire-fields.ts';
import type { AiSdkMessage, AiSdkMetadata, AiSdkThought, AiSdkToolResult } from './ai-sdk-model.ts';

/** What a model wants back with a call that it made. */
export interface CallMemory {
  readonly thoughts: readonly AiSdkThought[];
  readonly metadata: AiSdkMetadata | null;
}

/** Who has said nothing yet is told so: some models refuse a conversation that does not begin with the other side. */
const BEGUN = 'The call has begun.';
const GO_ON = 'Go on.';

/**
 * Not every model takes instructions but at the beginning, or one that does not begin and end with the other side: later
 * instructions come from the other side, marked as what they are.
 */
export function aiSdkPrompt(
  messages: readonly LlmMessage[],
  remembered: (callId: string) => CallMemory | null,
): readonly AiSdkMessage[] {
  const prompt: AiSdkMessage[] = [];
  const names = new Map<string, string>();
  for (const [at, message] of messages.entries()) {
    if (message.role === 'calls') for (const { id, name } of message.calls) names.set(id, name);
    add(
      prompt,
      at === 0 && message.role === 'system' ? first(message.text) : told(message, names, remembered),
    );
  }
  const begin = prompt.findIndex(({ role }) => role !== 'system');
  if (prompt[begin]?.role !== 'user') prompt.splice(begin === -1 ? prompt.length : begin, 0, note(BEGUN));
  if (prompt.at(-1)?.role === 'assistant') prompt.push(note(GO_ON));
  return prompt;
}

function first(text: string): AiSdkMessage {
  return { role: 'system', content: text };
}

function note(text: string): AiSdkMessage {
  return { role: 'user', content: [{ type: 'text', text: `<system>${text}</system>` }] };
}

function told(
  message: LlmMessage,
  names: ReadonlyMap<string, string>,
  remembered: (callId: string) => CallMemory | null,
): AiSdkMessage {
  switch (message.role) {
    case 'system':
      return note(message.text);
    case 'caller':
      return { role: 'user', content: [{ type: 'text', text: message.text }] };
    case 'agent':
      return { role: 'assistant', content: [{ type: 'text', text: message.text }] };
    case 'calls':
      return {
        role: 'assistant',
        content: message.calls.flatMap((call) => parts(call, remembered(call.id))),
      };
    case 'result':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.callId,
            toolName: names.get(message.callId) ?? 'unknown',
            output: output(message.outputJson),
          },
        ],
      };
  }
}

function parts({ id, name, argumentsJson }: LlmCall, memory: CallMemory | null) {
  const metadata = memory?.metadata ?? null;
  return [
    ...(memory?.thoughts ?? []),
    {
      type: 'tool-call' as const,
      toolCallId: id,
      toolName: name,
      input: fieldsOf(argumentsJson) ?? {},
      ...(metadata === null ? {} : { providerOptions: metadata }),
    },
  ];
}

function output(json: string): AiSdkToolResult['output'] {
  try {
    return { type: 'json', value: JSON.parse(json) as unknown };
  } catch {
    return { type: 'text', value: json };
  }
}

/** What the agent says and calls in a row is one entry: between its words and its call nobody may stand. So are the results. */
function add(prompt: AiSdkMessage[], next: AiSdkMessage): void {
  const last = prompt.at(-1);
  if (last?.role === 'assistant' && next.role === 'assistant')
    prompt[prompt.length - 1] = { role: 'assistant', content: [...last.content, ...next.content] };
  else if (last?.role === 'tool' && next.role === 'tool')
    prompt[prompt.length - 1] = { role: 'tool', content: [...last.content, ...next.content] };
  else prompt.push(next);
}
