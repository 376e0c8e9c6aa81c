// Cascading bench: a whole live call whose model is a transcriber, a language model and a voice in a test's hands.
import { cascadingModel } from '../../models/cascading/cascading-model.ts';
import { CONTRACT_SETTINGS } from '../contracts/model-scene.ts';
import { callBench, type CallBench, type CallBenchOptions } from './call-bench.ts';
import { fakeLlm, type FakeAnswer, type FakeLlm, type FakeLlmOptions } from './fake-llm.ts';
import { fakeStt, type FakeStt, type FakeSttOptions } from './fake-stt.ts';
import { fakeTts, type FakeTts, type FakeTtsOptions } from './fake-tts.ts';
import type { LlmRequest } from '../../speech/llm.ts';

/** What a test changes of the call, and of who holds it. */
export interface CascadingBenchOptions extends Omit<CallBenchOptions, 'openModel'> {
  /** Default: "Fine." to everything. */
  readonly answer?: (request: LlmRequest, number: number) => FakeAnswer;
  readonly stt?: FakeSttOptions;
  readonly llm?: FakeLlmOptions;
  readonly tts?: FakeTtsOptions;
}

/** The call and its vendors. */
export interface CascadingBench extends CallBench {
  readonly stt: FakeStt;
  readonly llm: FakeLlm;
  readonly tts: FakeTts;
  /** What the language model was last told, a line each: `role: text`. */
  readonly told: readonly string[];
}

/** The call is connected; the vendors are ready 5 ms later. */
export function cascadingBench(options: CascadingBenchOptions = {}): CascadingBench {
  const stt = fakeStt(options.stt);
  const llm = fakeLlm(options.answer ?? (() => ['Fine.']), options.llm);
  const tts = fakeTts(options.tts);
  const model = cascadingModel({ stt, llm, tts });
  const bench = callBench({
    ...options,
    openModel: (world, plan) =>
      model.open(world, {
        ...CONTRACT_SETTINGS,
        instructions: plan.instructions,
        tools: plan.tools,
        interruptible: plan.bargeIn.speech,
      }),
  });
  const added = {
    stt,
    llm,
    tts,
    get told() {
      return (llm.requests.at(-1)?.messages ?? []).map((message) => {
        switch (message.role) {
          case 'calls':
            return `calls: ${message.calls.map(({ name }) => name).join(' ')}`;
          case 'result':
            return `result: ${message.outputJson}`;
          default:
            return `${message.role}: ${message.text}`;
        }
      });
    },
  };
  return Object.defineProperties(added, Object.getOwnPropertyDescriptors(bench)) as typeof added & CallBench;
}
