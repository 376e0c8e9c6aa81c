// Plan call: an agent and a caller become the plan of one call.
import { assert } from '../base/assert.ts';
import type { World } from '../base/world.ts';
import type { CallOrder } from '../call/order.ts';
import type { BargeInPlan, CallPlan, OutboundPlan } from '../call/plan.ts';
import type { ReadyAgent } from './agent.ts';
import type { Caller } from './agent-options.ts';
import { callInstructions } from './call-instructions.ts';
import { callVariables } from './call-variables.ts';
import { consentFor } from './consent.ts';
import type { AgentPlan, SpeakerPlan } from '../nodes/cast.ts';
import { fillTemplate } from './fill-template.ts';
import { agentsOf, planAgent } from './plan-cast.ts';

/** What the place where an agent runs says, as far as a plan needs it. */
export interface PlanSettings {
  /** Where callers are transferred to when the agent names nobody; null: nowhere. */
  readonly transferTo: string | null;
}

/** The plan of one call; `order` of one that we place. Settles within `VARIABLES_MS_MAX` and `INSTRUCTIONS_MS_MAX`, and never rejects. */
export async function planCall(
  agent: ReadyAgent,
  caller: Caller,
  settings: PlanSettings,
  world: World,
  order: CallOrder | null = null,
): Promise<CallPlan> {
  const variables = { ...(await callVariables(agent, caller, world)), ...order?.variables };
  const missing = new Set<string>();
  const filled = (template: string): string => {
    const result = fillTemplate(template, variables);
    for (const name of result.missing) missing.add(name);
    return result.text;
  };
  const greeting = order === null ? agent.greeting : order.greeting;
  const outbound = order === null ? null : outboundOf(order, (template) => spoken(filled(template)));
  // Whoever is not us: who calls, or is called.
  const other = order === null ? caller.from : caller.to;
  const agents = agentsOf(agent);
  const told = await callInstructions(agents, { from: caller.from, to: caller.to, variables }, world);
  const [own, ...others] = agents.map((one) => {
    const planned = planAgent(one, agent, filled, told.get(one));
    return outbound === null ? planned : callingOut(planned, outbound);
  });
  assert(own !== undefined, 'the first agent of a call is the agent');
  const plan: CallPlan = {
    ...own,
    handoffs: others,
    filler: agent.filler,
    greeting: greeting === null ? null : spoken(filled(greeting)),
    bargeIn: bargeInOf(agent),
    sensitivity: agent.bargeInSensitivity,
    durationMsMax: order?.durationMsMax ?? agent.durationMsMax,
    dormancy: agent.dormancy,
    recording: consentFor(agent.recording, other, order === null ? caller.fromState : null),
    redact: agent.redact,
    budget: agent.budget,
    transferTo: agent.transferTo ?? settings.transferTo,
    transferKind: agent.transferKind,
    phrases: agent.phrases,
    variables,
    outbound,
    briefing: null,
  };
  if (missing.size > 0) {
    world.log.warn('agent.variables-missing', { agent: agent.name, names: [...missing].join(' ') });
  }
  return plan;
}

function outboundOf(
  { purpose, voicemail }: CallOrder,
  said: (template: string) => string | null,
): OutboundPlan {
  const message = voicemail?.action === 'message' ? said(voicemail.message) : null;
  return {
    purpose: purpose === null ? null : said(purpose),
    // A message of which nothing is left is none.
    voicemail:
      voicemail?.action !== 'message'
        ? voicemail
        : message === null
          ? { action: 'hang-up' }
          : { action: 'message', message },
  };
}

function callingOut(agent: AgentPlan, outbound: OutboundPlan): AgentPlan {
  const told = <Speaker extends SpeakerPlan>(one: Speaker): Speaker => ({
    ...one,
    instructions: calling(one.instructions, outbound),
  });
  return { ...told(agent), languages: agent.languages.map(told) };
}

/** Instructions are mostly written for calls that come in: the model is told that this one does not. */
function calling(instructions: string, { purpose }: OutboundPlan): string {
  const why = purpose === null ? '' : ` Why you call, as others are told it: "${purpose}"`;
  return `${instructions}\n\nThis call is an outgoing one: you have called the person you talk to.${why}`;
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
