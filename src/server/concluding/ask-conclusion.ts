// Ask conclusion: has a language model read an ended call. An answer that does not fit is asked for once more, with what was wrong.
import type { ConclusionPlan } from '../../agent/conclusion-options.ts';
import type { World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import { CONCLUDE, type Conclusion } from '../../frames/conclusion.ts';
import type { Llm, LlmMessage, LlmRequest, LlmUsage } from '../../speech/llm.ts';
import { conclusionRequest, readConclusion } from './conclusion-request.ts';

/** How long one answer may take: nobody waits on the line. */
export const ANSWER_MS_MAX = 30_000;

/** Longest answer that is read. */
const ANSWER_CHARS_MAX = 100_000;

/** What came of asking. `problem` has no caller's word; `final`: nobody needs to ask again; `answered`: it took something all the same. */
export type Asked =
  | { readonly ok: true; readonly conclusion: Conclusion; readonly usage: LlmUsage | null }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly final: boolean;
      readonly answered: boolean;
      readonly usage: LlmUsage | null;
    };

/** Asks at most twice. Never rejects. */
export async function askConclusion(
  world: World,
  llm: Llm,
  view: CallView,
  plan: ConclusionPlan | null,
  signal: AbortSignal,
): Promise<Asked> {
  const request = conclusionRequest(view, plan);
  const first = await answerOf(world, llm, request, signal);
  if (!first.ok) return { ...first, answered: false };
  const read = readConclusion(first.json, plan);
  if (read.ok) return { ...read, usage: first.usage };
  const second = await answerOf(world, llm, again(request, first.json, read.problem), signal);
  const usage = sum(first.usage, second.usage);
  if (!second.ok) return { ...second, answered: true, usage };
  const better = readConclusion(second.json, plan);
  return better.ok
    ? { ...better, usage }
    : {
        ok: false,
        problem: `its answer does not fit: ${better.problem}`,
        final: false,
        answered: true,
        usage,
      };
}

type Answer =
  | { readonly ok: true; readonly json: string; readonly usage: LlmUsage | null }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly final: boolean;
      readonly usage: LlmUsage | null;
    };

function answerOf(world: World, llm: Llm, request: LlmRequest, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const failed = (problem: string, final: boolean): void =>
    settle({ ok: false, problem, final, usage: null });
  let text = '';
  let called: string | null = null;
  const answer = llm.ask(world, request, (event) => {
    switch (event.kind) {
      case 'text':
        text = (text + event.delta).slice(0, ANSWER_CHARS_MAX);
        return;
      case 'call':
        if (event.call.name === CONCLUDE) called ??= event.call.argumentsJson.slice(0, ANSWER_CHARS_MAX);
        return;
      case 'done':
        return settle({ ok: true, json: called ?? text, usage: event.usage });
      case 'fault':
        // Its detail is the vendor's own text.
        return failed(`the model could not be asked: ${event.code.slice(0, 60)}`, event.fatal);
    }
  });
  const bound = world.timers.after(ANSWER_MS_MAX, () => failed('the model gave no answer in time', false));
  const aborted = (): void => failed('the server stops', false);
  signal.addEventListener('abort', aborted);
  function settle(result: Answer): void {
    bound.stop();
    signal.removeEventListener('abort', aborted);
    answer.stop();
    resolve(result);
  }
  if (signal.aborted) aborted();
  return promise;
}

function again({ messages, tools }: LlmRequest, json: string, problem: string): LlmRequest {
  const more: readonly LlmMessage[] = [
    { role: 'agent', text: json },
    { role: 'caller', text: `That does not fit: ${problem}. Call ${CONCLUDE} again, so that it does.` },
  ];
  return { messages: [...messages, ...more], tools };
}

function sum(one: LlmUsage | null, other: LlmUsage | null): LlmUsage | null {
  if (one === null || other === null) return null;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}
