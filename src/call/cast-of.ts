// Cast of: who may speak in a call, by its plan, and who speaks now, by its journal.
import { agentOf, inLanguage, speaking, type Cast, type Speaker } from '../nodes/cast.ts';
import type { JournalRecord } from './journal.ts';
import type { CallPlan, FillerPlan } from './plan.ts';

/** The agents of a call; `first`: who speaks when a stream begins, where it is not the plan's own. */
export function castOf(plan: CallPlan, first: Speaker = plan): Cast {
  const { agent, language } = first;
  return { agents: [plan, ...plan.handoffs], first: { agent, language } };
}

/** Who speaks, as the journal has it: a call that goes on does so with the agent and the language it had. */
export function speakerNow(plan: CallPlan, records: readonly JournalRecord[]): Speaker {
  let now: Speaker = { agent: plan.agent, language: plan.language };
  for (const { event } of records) {
    if (event.kind === 'agent.handed-over') now = { ...now, agent: event.to };
    else if (event.kind === 'language.switched') now = { ...now, language: event.to };
  }
  const cast = castOf(plan);
  const agent = speaking(cast, now);
  return { agent: agent.agent, language: (inLanguage(agent, now.language) ?? agent).language };
}

/** Whether a call has an agent, and whether that one, or else who speaks now, has a language. */
export function knownSpeaker(
  plan: CallPlan,
  records: readonly JournalRecord[],
  { agent, language }: { readonly agent?: string | undefined; readonly language?: string | undefined },
): { readonly agent: boolean; readonly language: boolean } {
  const cast = castOf(plan);
  const wanted = agent === undefined ? null : agentOf(cast, agent);
  const next = wanted ?? speaking(cast, speakerNow(plan, records));
  return { agent: wanted !== null, language: language !== undefined && inLanguage(next, language) !== null };
}

/** What is said while the caller waits, where the agent has a wish about it. */
export function fillerOf({
  filler,
  phrases,
}: Pick<CallPlan, 'filler' | 'phrases'>):
  | (Omit<FillerPlan, 'texts'> & { readonly texts: readonly [string, ...string[]] })
  | null {
  if (filler === null) return null;
  const [text = phrases.oneMoment, ...others] = filler.texts;
  return { ...filler, texts: [text, ...others] };
}
