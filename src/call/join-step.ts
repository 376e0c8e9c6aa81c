// Join step: what the carrier is told of a call whose other side has accepted, or was accepted.
import type { CallId } from '../base/brand.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { NextStep } from './next-step.ts';
import type { CallPlan } from './plan.ts';

/** Who is to be brought together, as this side knows it. */
export interface JoinFacts {
  readonly callId: CallId;
  readonly plan: CallPlan;
  /** The conference; null: nobody is in it any more, or this side may not go there. */
  readonly room: string | null;
}

/** The step, and how the call ends if it does not come back from there; null: back to the agent. */
export function joinStep({
  callId,
  plan,
  room,
}: JoinFacts): { readonly step: NextStep; readonly reason: EndReason } | null {
  if (room !== null) return { step: { kind: 'conference', callId, room }, reason: 'transferred' };
  const { briefing, language } = plan;
  if (briefing === null) return null;
  const step = { kind: 'say', text: briefing.calledOff, language, next: 'hang-up' } as const;
  return { step, reason: 'agent-hangup' };
}
