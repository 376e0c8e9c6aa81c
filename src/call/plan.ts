// Plan: all that one call needs to know of its agent, settled before the phone is answered.
import type { VoicemailPolicy } from '../frames/dialling.ts';
import type { Redactable } from '../frames/redactable.ts';
import type { TransferKind } from '../frames/transfer-frames.ts';
import type { AgentPlan } from '../nodes/cast.ts';

/** One call's agent with everything filled in; it does not change while the call goes on. */
export interface CallPlan extends AgentPlan {
  /** Agents that the caller may be handed over to, also by way of others. */
  readonly handoffs: readonly AgentPlan[];
  /** Spoken first; null: the caller speaks first. */
  readonly greeting: string | null;
  readonly bargeIn: BargeInPlan;
  readonly sensitivity: 'low' | 'medium' | 'high';
  readonly durationMsMax: number;
  /** Null: it may cost what it costs. */
  readonly budget: BudgetPlan | null;
  /** Null: a quiet line stays open until the duration cap. */
  readonly dormancy: DormancyPlan | null;
  readonly recording: RecordingPlan;
  /** What is taken out of all that is kept of the call. */
  readonly redact: readonly Redactable[];
  /** Where a caller is sent who needs a human; null when there is nobody. */
  readonly transferTo: string | null;
  /** How, unless it is said otherwise. */
  readonly transferKind: TransferKind;
  /** Null: nothing but what each function says for itself, and `oneMoment`. */
  readonly filler: FillerPlan | null;
  readonly phrases: PhrasePlan;
  readonly variables: Readonly<Record<string, string>>;
  /** Null: somebody calls us. */
  readonly outbound: OutboundPlan | null;
  /** Null: whoever is on the phone is not asked to take another call over. */
  readonly briefing: BriefingPlan | null;
}

/** What a call may cost. */
export interface BudgetPlan {
  /** US dollars, as far as prices are known. */
  readonly usdMax: number;
  /** What becomes of a call that has cost so much; a caller who has no human to go to is told goodbye. */
  readonly onReached: 'end' | 'transfer';
  readonly farewell: string;
}

/** What is said to a human who is asked to take a call over; as `BriefingOptions` of the node. */
export interface BriefingPlan {
  readonly text: string;
  readonly accepted: string;
  readonly declined: string;
  readonly calledOff: string;
}

/** What holds for a call that we place, with its variables filled in. */
export interface OutboundPlan {
  /** Who calls and why, as it is said to a phone that screens calls; null: the model says it in its own words. */
  readonly purpose: string | null;
  /** What happens when a machine picks up; null: nobody listens for one. */
  readonly voicemail: VoicemailPolicy | null;
}

/** What interrupts the agent. */
export interface BargeInPlan {
  readonly speech: boolean;
  readonly digit: boolean;
  /** The one digit that interrupts; null: each does. */
  readonly interruptDigit: string | null;
}

/** What is said while the caller waits. */
export interface FillerPlan {
  /** One at a time, in turn; empty: `oneMoment`. */
  readonly texts: readonly string[];
  readonly answerAfterMs: number;
  readonly toolAfterMs: number;
}

/** What happens on a quiet line. */
export interface DormancyPlan {
  /** Quiet on both sides for this long: the question is asked. */
  readonly quietMs: number;
  readonly question: string;
  /** Quiet for this long after the question: the call ends. */
  readonly answerMs: number;
  readonly farewell: string;
}

/** Whether the call is recorded, and what the caller is told before. */
export interface RecordingPlan {
  readonly on: boolean;
  /** Spoken before the greeting, protected; null when none is required. */
  readonly notice: string | null;
  readonly basis: 'always' | 'state' | null;
}

/** What is said when the call takes a turn that no prompt foresees. */
export interface PhrasePlan {
  /** The duration cap is reached. */
  readonly timeUp: string;
  /** An answer is late: it holds the line until there is one. */
  readonly oneMoment: string;
  /** The model is gone and cannot be had again. */
  readonly apology: string;
  /** A human is being called. */
  readonly transferring: string;
  /** A human is being asked: music comes behind it. */
  readonly holding: string;
  /** Nobody took the transferred call: the agent is back. */
  readonly transferFailed: string;
  /** The stream broke and the caller is back. */
  readonly resumed: string;
  /** This process holds as many calls as it may. Said by the carrier's voice: no call is opened for it. */
  readonly busy: string;
}

/** Every fixed text of a plan, so that each can be rendered before it is needed. */
export function fixedTexts(plan: CallPlan): readonly string[] {
  const { greeting, recording, dormancy } = plan;
  const { busy: _, holding, ...phrases } = plan.phrases;
  const agents = [plan, ...plan.handoffs];
  const texts = [
    recording.notice,
    greeting,
    plan.budget?.farewell,
    dormancy?.question,
    dormancy?.farewell,
    ...Object.values(phrases),
    plan.transferKind === 'warm' ? holding : null,
    plan.briefing?.accepted,
    plan.briefing?.declined,
    plan.briefing?.calledOff,
    ...agents.flatMap((agent) => agent.tools.map((tool) => tool.filler)),
    ...agents.flatMap((agent) => agent.guardrails.map((rail) => rail.instead)),
    ...(plan.filler?.texts ?? []),
  ];
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text !== ''))];
}
