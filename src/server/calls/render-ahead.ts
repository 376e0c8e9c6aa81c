// Render ahead: has the agent's fixed texts spoken when the server starts, so that the first caller waits for none.
import type { ReadyAgent } from '../../agent/agent.ts';
import { planBriefing } from '../../agent/plan-briefing.ts';
import { planCall } from '../../agent/plan-call.ts';
import type { World } from '../../base/world.ts';
import type { Phrases } from '../../call/phrases.ts';
import { fixedTexts } from '../../call/plan.ts';
import { NO_BRIEFING } from '../../frames/transfer-frames.ts';
import { spokenTexts } from '../../call/spoken-texts.ts';
import { renderPhrases } from '../../call/render-phrases.ts';
import { PCMU } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import { voicedName, type Model } from '../../models/model.ts';
import { sessionSettings } from './session-settings.ts';

/** Whose texts are rendered, by which model, and where the sound is kept. */
export interface RenderAheadOptions {
  readonly world: World;
  readonly agent: ReadyAgent;
  readonly model: Model;
  readonly phrases: Phrases;
  readonly transferTo: string | null;
}

/** A caller of whom nothing is known: every notice that may be needed is in its plan. */
const NOBODY = { carrier: 'none', carrierCallId: 'none', from: '', to: '', fromState: null } as const;

/** Resolves to how many texts are new in memory. A model that cannot be had costs the head start, nothing else. */
export async function renderAhead(options: RenderAheadOptions): Promise<number> {
  const { world, agent, model, phrases, transferTo } = options;
  // The carrier speaks any text at once.
  if (model.speech === 'carrier') return 0;
  // What a call's own variables change is not fixed; its `variables` function is the business's, and not asked for nobody.
  const fixed = {
    ...agent,
    variables: null,
    greeting: agent.greeting?.includes('{{') === true ? null : agent.greeting,
  };
  const plan = await planCall(fixed, NOBODY, { transferTo }, world);
  const asking = plan.transferKind === 'warm' ? fixedTexts(planBriefing(plan, NO_BRIEFING)) : [];
  let [wanted, kept] = [0, 0];
  // One after the other: each is a session of its own.
  for (const { speaker, voice, texts: all } of spokenTexts(plan, model.changesVoice, asking)) {
    const key = (text: string) => ({ agent: agent.name, model: voicedName(model), voice, text });
    const texts = all.filter((text) => phrases.find(key(text)) === null);
    const settings = sessionSettings(plan, bestModelFormat(PCMU, model.formats), speaker);
    wanted += texts.length;
    kept += await renderPhrases({
      world,
      texts,
      openModel: () => model.open(world, { ...settings, voice, tools: [] }),
      keep: (text, audio) => phrases.keep(key(text), audio),
    });
    // A model that could not be had for one speaker is not dialled for the next.
    if (kept < wanted) break;
  }
  if (kept < wanted) world.log.warn('phrases.not-rendered', { wanted, kept });
  return kept;
}
