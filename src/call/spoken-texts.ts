// Spoken texts: every fixed text of a call, as each who may speak in it says it, so that all can be rendered before.
import type { Speaker } from '../nodes/cast.ts';
import { fixedTexts, type CallPlan } from './plan.ts';

/** What one speaker says that nobody before it does. */
export interface SpokenTexts {
  readonly speaker: Speaker;
  readonly voice: string;
  readonly texts: readonly string[];
}

/** Speakers whose texts are told; who stands behind them has the model speak, and is kept from then on. */
const SPEAKERS_MAX = 32;

/** The plan's own first. `changesVoice` false: all speak in its voice. `more`: further texts of the plan's own. */
export function spokenTexts(
  plan: CallPlan,
  changesVoice: boolean,
  more: readonly string[] = [],
): readonly SpokenTexts[] {
  const own = [...new Set([...fixedTexts(plan), ...more])];
  const told = new Set<string>();
  const groups: SpokenTexts[] = [];
  for (const agent of [plan, ...plan.handoffs])
    for (const one of [agent, ...agent.languages]) {
      const voice = changesVoice ? one.voice : plan.voice;
      const texts = own
        .map((text) => (Object.hasOwn(one.wording, text) ? (one.wording[text] ?? text) : text))
        .filter((text) => !told.has(`${voice} ${text}`));
      for (const text of texts) told.add(`${voice} ${text}`);
      const speaker = { agent: agent.agent, language: one.language };
      if (texts.length > 0 && groups.length < SPEAKERS_MAX) groups.push({ speaker, voice, texts });
    }
  return groups;
}
