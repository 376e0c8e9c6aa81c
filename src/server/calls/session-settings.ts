// Session settings: what a model is told of a plan when a session is opened.
import { castOf } from '../../call/cast-of.ts';
import type { CallPlan } from '../../call/plan.ts';
import { PCMU, type AudioFormat } from '../../media/audio.ts';
import type { SessionSettings } from '../../models/model.ts';
import { planOf, speaking, type Speaker } from '../../nodes/cast.ts';

/** What a model's session is opened with, by a call's plan and who speaks. `format`: in which it hears and speaks, µ-law by default. */
export function sessionSettings(
  plan: CallPlan,
  format: AudioFormat = PCMU,
  speaker: Speaker = plan,
): SessionSettings {
  const cast = castOf(plan, speaker);
  const { agent, languages, tools } = speaking(cast, speaker);
  const { instructions, voice, language } = planOf(cast, { agent, language: speaker.language });
  return {
    instructions,
    voice,
    language,
    ...(languages.length === 0 ? {} : { otherLanguages: languages.map((one) => one.language) }),
    format,
    tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    interruptible: plan.bargeIn.speech,
    sensitivity: plan.sensitivity,
  };
}
