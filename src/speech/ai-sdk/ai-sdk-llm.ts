// AI SDK llm: any language model of the AI SDK, asked by the interface that its providers keep.
import type { World } from '../../base/world.ts';
import type { Llm, LlmAnswer, LlmEvent, LlmRequest } from '../llm.ts';
import { aiSdkFault } from './ai-sdk-fault.ts';
import type { AiSdkCall, AiSdkMetadata, AiSdkModel } from './ai-sdk-model.ts';
import { aiSdkPrompt, type CallMemory } from './ai-sdk-prompt.ts';
import { AiSdkReader } from './ai-sdk-reader.ts';

/** What is asked with what. */
export interface AiSdkOptions {
  /** The model, or what will have it once it is asked. */
  readonly model: AiSdkModel | (() => Promise<AiSdkModel>);
  /** Default: the model's own. */
  readonly name?: string;
  /** How long it may think, where its provider heeds it; null: its own choice. Default null. */
  readonly effort?: string | null;
  /** A provider's own settings, by its name. */
  readonly providerOptions?: AiSdkMetadata;
}

/** How long an answer may take to begin. */
const BEGIN_MS_MAX = 8000;
/** Calls of which it is known what goes back with them: those of one long call's last hours. */
const REMEMBERED_MAX = 1024;

/** https://ai-sdk.dev/docs/foundations/providers-and-models#ai-sdk-language-model-specification */
export function aiSdkLlm(options: AiSdkOptions): Llm {
  const { model } = options;
  const memory = new Map<string, CallMemory>();
  const remember = (callId: string, one: CallMemory): void => {
    memory.set(callId, one);
    for (const oldest of memory.keys()) {
      if (memory.size <= REMEMBERED_MAX) break;
      memory.delete(oldest);
    }
  };
  return {
    name: options.name ?? (typeof model === 'function' ? 'ai-sdk' : model.modelId),
    ask(world, request, hear) {
      const reader = new AiSdkReader(remember);
      const call = callOf(request, options, (id) => memory.get(id) ?? null);
      return ask(
        world,
        { call, reader, model: async () => (typeof model === 'function' ? model() : model) },
        hear,
      );
    },
  };
}

function callOf(
  { messages, tools }: LlmRequest,
  { effort = null, providerOptions }: AiSdkOptions,
  remembered: (callId: string) => CallMemory | null,
): Omit<AiSdkCall, 'abortSignal'> {
  return {
    prompt: aiSdkPrompt(messages, remembered),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => {
            return { type: 'function', name, description, inputSchema: parameters } as const;
          }),
          toolChoice: { type: 'auto' },
        }),
    ...(effort === null ? {} : { reasoning: effort }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
  };
}

interface Question {
  readonly call: Omit<AiSdkCall, 'abortSignal'>;
  readonly reader: AiSdkReader;
  readonly model: () => Promise<AiSdkModel>;
}

function ask(world: World, { call, reader, model }: Question, hear: (event: LlmEvent) => void): LlmAnswer {
  const abort = new AbortController();
  let over = false;

  function stop(): void {
    if (over) return;
    over = true;
    begin.stop();
    abort.abort();
  }

  function tell(event: LlmEvent): void {
    if (over) return;
    if (event.kind === 'done' || event.kind === 'fault') stop();
    hear(event);
  }

  async function read(): Promise<void> {
    const asked = await model();
    if (over) return;
    const { stream } = await asked.doStream({ ...call, abortSignal: abort.signal });
    const parts = stream.getReader();
    // Whoever does not heed the signal is told that nobody reads it any more.
    const leave = (): void => void parts.cancel().catch(() => {});
    if (over) return leave();
    abort.signal.addEventListener('abort', leave, { once: true });
    for (;;) {
      const { done, value } = await parts.read();
      if (over) return;
      begin.stop();
      for (const event of done ? reader.end() : reader.read(value)) tell(event);
      if (done) return;
    }
  }

  const begin = world.timers.after(BEGIN_MS_MAX, () =>
    tell({
      kind: 'fault',
      code: 'unreachable',
      detail: `no answer within ${BEGIN_MS_MAX} ms`,
      fatal: false,
    }),
  );
  read().catch((error: unknown) => tell({ kind: 'fault', ...aiSdkFault(error) }));
  return { stop };
}
