// Chat wire: a request and the chunks of its answer in the language of OpenAI's chat completions. Pure.
import type { LlmCall, LlmEvent, LlmMessage, LlmRequest, LlmUsage } from '../llm.ts';
import { isFatal } from '../http-fault.ts';
import { fieldsOf, listOf, numberOf, objectOf, textOf, type Fields } from '../wire-fields.ts';

/** What a request needs beside the conversation. */
export interface ChatSettings {
  readonly model: string;
  /** How long it may think; null: it is not told. What a caller waits for should not think long. */
  readonly effort: string | null;
}

/** Calls of one answer; more are left out. */
const CALLS_MAX = 32;
/** Longest arguments of a call. */
const ARGUMENTS_CHARS_MAX = 64 * 1024;

/** The body of `POST /chat/completions`. https://platform.openai.com/docs/api-reference/chat/create */
export function encodeChat(request: LlmRequest, { model, effort }: ChatSettings): string {
  return JSON.stringify({
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: request.messages.map(messageOf),
    ...(request.tools.length === 0
      ? {}
      : {
          tools: request.tools.map(({ name, description, parameters }) => ({
            type: 'function',
            function: { name, description, parameters },
          })),
        }),
    ...(effort === null ? {} : { reasoning_effort: effort }),
  });
}

const ROLES = { system: 'system', caller: 'user', agent: 'assistant' } as const;

function messageOf(message: LlmMessage): Fields {
  switch (message.role) {
    case 'calls':
      return {
        role: 'assistant',
        content: null,
        tool_calls: message.calls.map(({ id, name, argumentsJson }) => ({
          id,
          type: 'function',
          function: { name, arguments: argumentsJson },
        })),
      };
    case 'result':
      return { role: 'tool', tool_call_id: message.callId, content: message.outputJson };
    default:
      return { role: ROLES[message.role], content: message.text };
  }
}

interface OpenCall {
  id: string;
  name: string;
  argumentsJson: string;
}

/** Reads the data of one answer's events. Tolerates what compatible servers do differently. */
export class ChatReader {
  readonly #calls = new Map<number, OpenCall>();
  readonly #newId: () => string;
  #usage: LlmUsage | null = null;
  #cut = false;
  #over = false;
  #begun = false;

  /** `newId` names calls that the server gave no id. */
  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** True once anything of it was an answer in this protocol. */
  get begun(): boolean {
    return this.#begun;
  }

  /** True once the answer has said that it is over. */
  get over(): boolean {
    return this.#over;
  }

  /** Null for what is not the protocol. */
  read(data: string): readonly LlmEvent[] | null {
    if (this.#over) return [];
    if (data.trim() === '[DONE]') return this.end();
    const chunk = fieldsOf(data);
    if (chunk === null) return null;
    const error = objectOf(chunk['error']);
    if (error !== null) {
      this.#over = true;
      const code = textOf(error['code']) || textOf(error['type']) || 'error';
      return [{ kind: 'fault', code, detail: textOf(error['message']), fatal: isFatal(code) }];
    }
    this.#begun ||= Array.isArray(chunk['choices']);
    this.#usage = usageOf(objectOf(chunk['usage'])) ?? this.#usage;
    const choice = objectOf(listOf(chunk['choices'])[0]);
    if (choice === null) return [];
    // A server that does not stream sends the whole message.
    const delta = objectOf(choice['delta']) ?? objectOf(choice['message']) ?? {};
    for (const [at, call] of listOf(delta['tool_calls']).entries()) this.#call(objectOf(call) ?? {}, at);
    if (choice['finish_reason'] === 'length') this.#cut = true;
    const text = textOf(delta['content']);
    return text === '' ? [] : [{ kind: 'text', delta: text }];
  }

  /** All of it has come: the calls, whole by now, and the end. */
  end(): readonly LlmEvent[] {
    if (this.#over) return [];
    this.#over = true;
    // What was cut off in the middle is no call.
    const calls = this.#cut ? [] : [...this.#calls.values()].filter(({ name }) => name !== '');
    return [
      ...calls.map(({ id, name, argumentsJson }) => {
        const call: LlmCall = {
          id: id === '' ? this.#newId() : id,
          name,
          argumentsJson: argumentsJson === '' ? '{}' : argumentsJson,
        };
        return { kind: 'call', call } as const;
      }),
      { kind: 'done', cut: this.#cut, usage: this.#usage },
    ];
  }

  #call(part: Fields, at: number): void {
    const index = numberOf(part['index']) ?? at;
    if (!this.#calls.has(index) && this.#calls.size === CALLS_MAX) return;
    const known = this.#calls.get(index) ?? { id: '', name: '', argumentsJson: '' };
    const made = objectOf(part['function']) ?? {};
    // The id and the name come with the first part; some servers repeat them with each.
    if (known.id === '') known.id = textOf(part['id']);
    if (known.name === '') known.name = textOf(made['name']);
    const written =
      typeof made['arguments'] === 'object'
        ? JSON.stringify(made['arguments'] ?? {})
        : textOf(made['arguments']);
    known.argumentsJson = (known.argumentsJson + written).slice(0, ARGUMENTS_CHARS_MAX);
    this.#calls.set(index, known);
  }
}

function usageOf(usage: Fields | null): LlmUsage | null {
  if (usage === null) return null;
  const details = objectOf(usage['prompt_tokens_details']) ?? {};
  return {
    inputTokens: numberOf(usage['prompt_tokens']) ?? 0,
    cachedTokens: numberOf(details['cached_tokens']) ?? 0,
    outputTokens: numberOf(usage['completion_tokens']) ?? 0,
  };
}
