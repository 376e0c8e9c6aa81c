// Fake llm: a language model without a wire, which follows a script at a pace of its own.
import type { Timer } from '../../base/world.ts';
import type { Llm, LlmCall, LlmEvent, LlmRequest } from '../../speech/llm.ts';

/** What it answers: texts piece by piece and calls, in this order; then it is done, unless it says otherwise. Null: nothing more. */
export type FakeAnswer = readonly (string | LlmCall | Extract<LlmEvent, { kind: 'done' | 'fault' }> | null)[];

/** How a fake language model is. */
export interface FakeLlmOptions {
  /** From a request to the first event, and from one event to the next. Defaults 20 and 5 ms. */
  readonly firstMs?: number;
  readonly gapMs?: number;
}

/** A language model that answers as it is told. */
export interface FakeLlm extends Llm {
  /** What it was asked, oldest first. */
  readonly requests: readonly LlmRequest[];
  /** How many answers were given up. */
  readonly stopped: number;
}

/** `answer` is asked for each request, with its number from 0 on. */
export function fakeLlm(
  answer: (request: LlmRequest, number: number) => FakeAnswer,
  options: FakeLlmOptions = {},
): FakeLlm {
  const requests: LlmRequest[] = [];
  let stopped = 0;
  return {
    name: 'fake-llm',
    requests,
    get stopped() {
      return stopped;
    },
    ask({ timers }, request, hear) {
      requests.push(request);
      const steps = [...answer(request, requests.length - 1)];
      let over = false;
      let timer: Timer | null = null;
      const next = (): void => {
        const step = steps.shift();
        if (step === null) return;
        const event = eventOf(step);
        over = event.kind === 'done' || event.kind === 'fault';
        if (!over) timer = timers.after(options.gapMs ?? 5, next);
        hear(event);
      };
      timer = timers.after(options.firstMs ?? 20, next);
      return {
        stop() {
          if (over) return;
          over = true;
          stopped += 1;
          timer?.stop();
        },
      };
    },
  };
}

function eventOf(step: Exclude<FakeAnswer[number], null> | undefined): LlmEvent {
  if (step === undefined)
    return { kind: 'done', cut: false, usage: { inputTokens: 100, cachedTokens: 40, outputTokens: 10 } };
  if (typeof step === 'string') return { kind: 'text', delta: step };
  return 'kind' in step ? step : { kind: 'call', call: step };
}
