// AI SDK reader: the parts of one streamed answer, in any version of the AI SDK's models, as ours. Pure.
import type { LlmCall, LlmEvent, LlmUsage } from '../llm.ts';
import { numberOf, objectOf, textOf, type Fields } from '../wire-fields.ts';
import { aiSdkFault } from './ai-sdk-fault.ts';
import type { AiSdkMetadata, AiSdkThought } from './ai-sdk-model.ts';
import type { CallMemory } from './ai-sdk-prompt.ts';

/** Calls of one answer; more are left out. */
const CALLS_MAX = 32;
/** Longest arguments of a call; a call with longer ones is left out. */
const ARGUMENTS_CHARS_MAX = 64 * 1024;
/** Thoughts of one answer that are kept, and the longest of them. */
const THOUGHTS_MAX = 16;
const THOUGHT_CHARS_MAX = 64 * 1024;
/** Parts that cannot be read before an answer is given up. */
const MALFORMED_MAX = 10;

interface Thought {
  text: string;
  metadata: AiSdkMetadata | null;
}

/** Reads one answer. Kinds of parts that are not known are passed over. */
export class AiSdkReader {
  readonly #remember: (callId: string, memory: CallMemory) => void;
  readonly #calls: LlmCall[] = [];
  #thoughts = new Map<string, Thought>();
  #malformed = 0;
  #over = false;

  /** `remember` is told what a call that the answer makes has to be given back with. */
  constructor(remember: (callId: string, memory: CallMemory) => void) {
    this.#remember = remember;
  }

  /** What one part of the stream says. */
  read(part: unknown): readonly LlmEvent[] {
    if (this.#over) return [];
    const fields = objectOf(part) ?? {};
    switch (fields['type']) {
      case 'text-delta': {
        const delta = textOf(fields['delta']);
        return delta === '' ? [] : [{ kind: 'text', delta }];
      }
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        this.#think(fields);
        return [];
      case 'tool-call':
        this.#call(fields);
        return [];
      case 'error':
        return this.#fault(fields['error']);
      case 'finish':
        return this.#finish(fields);
      default:
        return [];
    }
  }

  /** The stream ended without having said so. */
  end(): readonly LlmEvent[] {
    if (this.#over) return [];
    return this.#end({
      kind: 'fault',
      code: 'unreachable',
      detail: 'the answer broke off',
      fatal: false,
    });
  }

  #finish(fields: Fields): readonly LlmEvent[] {
    // A word in version 2, an object since.
    const given = fields['finishReason'];
    const reason = textOf(objectOf(given)?.['unified']) || textOf(given);
    if (this.#malformed > 0 && reason === 'error')
      return this.#end({ kind: 'fault', code: 'malformed', detail: 'not the protocol', fatal: false });
    if (reason === 'interrupted') return this.end();
    if (reason === 'error') return this.#end({ kind: 'fault', code: 'error', detail: '', fatal: false });
    const cut = reason === 'length';
    // What was cut off in the middle is no call.
    const calls = cut ? [] : this.#calls.map((call) => ({ kind: 'call', call }) as const);
    return [...calls, ...this.#end({ kind: 'done', cut, usage: usageOf(objectOf(fields['usage'])) })];
  }

  #fault(error: unknown): readonly LlmEvent[] {
    const fault = aiSdkFault(error);
    if (fault.code !== 'malformed') return this.#end({ kind: 'fault', ...fault });
    this.#malformed += 1;
    return this.#malformed < MALFORMED_MAX ? [] : this.#end({ kind: 'fault', ...fault });
  }

  #end(event: LlmEvent): readonly LlmEvent[] {
    this.#over = true;
    return [event];
  }

  #think(fields: Fields): void {
    const id = textOf(fields['id']);
    if (!this.#thoughts.has(id) && this.#thoughts.size === THOUGHTS_MAX) return;
    const known = this.#thoughts.get(id) ?? { text: '', metadata: null };
    known.text = (known.text + textOf(fields['delta'])).slice(0, THOUGHT_CHARS_MAX);
    known.metadata = metadataOf(fields) ?? known.metadata;
    this.#thoughts.set(id, known);
  }

  #call(fields: Fields): void {
    const [id, name] = [textOf(fields['toolCallId']), textOf(fields['toolName'])];
    const input = fields['input'];
    const argumentsJson = typeof input === 'string' ? input : JSON.stringify(input ?? {});
    // What the vendor runs by itself is none of ours.
    if (fields['providerExecuted'] === true || id === '' || name === '') return;
    if (this.#calls.length === CALLS_MAX || argumentsJson.length > ARGUMENTS_CHARS_MAX) return;
    this.#calls.push({ id, name, argumentsJson: argumentsJson.trim() === '' ? '{}' : argumentsJson });
    const thoughts = [...this.#thoughts.values()].map(({ text, metadata }): AiSdkThought => {
      return { type: 'reasoning', text, ...(metadata === null ? {} : { providerOptions: metadata }) };
    });
    this.#thoughts = new Map();
    this.#remember(id, { thoughts, metadata: metadataOf(fields) });
  }
}

function metadataOf(fields: Fields): AiSdkMetadata | null {
  return objectOf(fields['providerMetadata']) as AiSdkMetadata | null;
}

/** Numbers in version 2, objects with totals since. */
function usageOf(usage: Fields | null): LlmUsage | null {
  if (usage === null) return null;
  const [input, output] = [usage['inputTokens'], usage['outputTokens']];
  const total = (tokens: unknown): number | null => numberOf(objectOf(tokens)?.['total']) ?? numberOf(tokens);
  const [inputTokens, outputTokens] = [total(input), total(output)];
  if (inputTokens === null && outputTokens === null) return null;
  return {
    inputTokens: inputTokens ?? 0,
    cachedTokens: numberOf(objectOf(input)?.['cacheRead']) ?? numberOf(usage['cachedInputTokens']) ?? 0,
    outputTokens: outputTokens ?? 0,
  };
}
