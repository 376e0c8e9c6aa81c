// Plan call: an agent and a caller become the plan of one call.
import type { World } from '../base/world.ts';
import type { BargeInPlan, CallPlan } from '../call/plan.ts';
import type { ReadyAgent } from './agent.ts';
import type { Caller } from './agent-options.ts';
import { callVariables } from './call-variables.ts';
import { consentFor } from './consent.ts';
import { fillTemplate } from './fill-template.ts';

/** What the place where an agent runs says, as far as a plan needs it. */
export interface PlanSettings {
  /** Where callers are transferred to when the agent names nobody; null: nowhere. */
  readonly transferTo: string | null;
}

/** The plan of one call. Settles within `VARIABLES_MS_MAX`, and never rejects. */
export async function planCall(
  agent: ReadyAgent,
  caller: Caller,
  settings: PlanSettings,
  world: World,
): Promise<CallPlan> {
  const variables = await callVariables(agent, caller, world);
  const missing = new Set<string>();
  const filled = (template: string): string => {
    const result = fillTemplate(template, variables);
    for (const name of result.missing) missing.add(name);
    return result.text;
  };
  const plan: CallPlan = {
    agent: agent.name,
    instructions: filled(agent.instructions),
    voice: agent.voice,
    language: agent.language,
    greeting: agent.greeting === null ? null : spoken(filled(agent.greeting)),
    bargeIn: bargeInOf(agent),
    sensitivity: agent.bargeInSensitivity,
    durationMsMax: agent.durationMsMax,
    dormancy: agent.dormancy,
    recording: consentFor(agent.recording, caller.from, caller.fromState),
    transferTo: agent.transferTo ?? settings.transferTo,
    tools: agent.tools,
    phrases: agent.phrases,
    variables,
  };
  if (missing.size > 0) {
    world.log.warn('agent.variables-missing', { agent: agent.name, names: [...missing].join(' ') });
  }
  return plan;
}

function bargeInOf({ bargeIn, interruptDigit }: ReadyAgent): BargeInPlan {
  return {
    speech: bargeIn === 'speech' || bargeIn === 'any',
    digit: bargeIn === 'dtmf' || bargeIn === 'any',
    interruptDigit,
  };
}

/** Closes the gap that a variable without a value leaves: "Hello , how" is spoken as "Hello, how". Null when nothing is left. */
function spoken(text: string): string | null {
  const tidy = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[,.!])/g, '')
    .trim();
  return tidy === '' ? null : tidy;
}
