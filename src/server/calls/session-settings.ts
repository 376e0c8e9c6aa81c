// Session settings: what a model is told of a plan when a session is opened.
import type { CallPlan } from '../../call/plan.ts';
import type { SessionSettings } from '../../models/model.ts';

/** What a model's session is opened with, by a call's plan. */
export function sessionSettings(plan: CallPlan): SessionSettings {
  return {
    instructions: plan.instructions,
    voice: plan.voice,
    language: plan.language,
    encoding: 'pcmu',
    tools: plan.tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    interruptible: plan.bargeIn.speech,
    sensitivity: plan.sensitivity,
  };
}
