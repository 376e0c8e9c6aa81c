// Session settings: what a model is told of a plan when a session is opened.
import type { CallPlan } from '../../call/plan.ts';
import { PCMU, type AudioFormat } from '../../media/audio.ts';
import type { SessionSettings } from '../../models/model.ts';

/** What a model's session is opened with, by a call's plan. `format`: in which it hears and speaks, µ-law by default. */
export function sessionSettings(plan: CallPlan, format: AudioFormat = PCMU): SessionSettings {
  return {
    instructions: plan.instructions,
    voice: plan.voice,
    language: plan.language,
    format,
    tools: plan.tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    interruptible: plan.bargeIn.speech,
    sensitivity: plan.sensitivity,
  };
}
