// Plan briefing: the plan of a caller's call becomes that of the call in which a human is asked to take it.
import { z } from 'zod';
import type { CallPlan } from '../call/plan.ts';
import type { Briefing } from '../frames/transfer-frames.ts';
import { ACCEPT_TOOL, DECLINE_TOOL } from '../nodes/briefing.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import { briefingPhrases, type BriefingPhrases } from './briefing-phrases.ts';
import { defineTool } from './define-tool.ts';

/** How long a human may take, from picking up to a decision. */
export const BRIEFING_MS_MAX = 75_000;

/** A human who says nothing is asked after this long, and left alone after as long again. */
const QUIET_MS = 8000;

const DECISIONS: readonly RunnableTool[] = [
  defineTool({
    name: ACCEPT_TOOL,
    description: 'The person you talk to takes the call. Call it as soon as they agree, and say nothing.',
    parameters: z.object({}),
    run: () => ({ accepted: true }),
  }),
  defineTool({
    name: DECLINE_TOOL,
    description:
      'The person you talk to does not take the call. Call it as soon as they refuse, and say nothing.',
    parameters: z.object({}),
    run: () => ({ accepted: false }),
  }),
];

/** Nothing of it is recorded: the human has agreed to nothing yet. Keys decide in code, the model hears a yes or a no. */
export function planBriefing(caller: CallPlan, briefing: Briefing): CallPlan {
  const words = briefingPhrases(caller.language);
  const told = toldOf(briefing, words);
  return {
    ...caller,
    instructions: instructionsFor(told),
    greeting: words.opening,
    // It is heard to its end: whoever picks up says a word first.
    bargeIn: { speech: false, digit: false, interruptDigit: null },
    durationMsMax: BRIEFING_MS_MAX,
    dormancy: {
      quietMs: QUIET_MS,
      question: words.question,
      answerMs: QUIET_MS,
      farewell: words.undecided,
    },
    recording: { on: false, notice: null, basis: null },
    transferTo: null,
    transferKind: 'cold',
    budget: null,
    tools: DECISIONS,
    guardrails: [],
    languages: [],
    handoffs: [],
    filler: null,
    phrases: { ...caller.phrases, timeUp: words.undecided },
    outbound: { purpose: words.opening, voicemail: { action: 'hang-up' } },
    briefing: {
      text: [...told, words.decide].join(' '),
      accepted: words.accepted,
      declined: words.declined,
      calledOff: words.calledOff,
    },
  };
}

function toldOf({ caller, reason, tried }: Briefing, words: BriefingPhrases): readonly string[] {
  const said = (text: string, sentence: (text: string) => string): readonly string[] => {
    // Quotation marks would end the text in what the model is asked to say.
    const tidy = text
      .replaceAll(/["“”„\s]+/g, ' ')
      .trim()
      .replace(/[.!?…]+$/, '');
    return tidy === '' ? [] : [`${sentence(tidy)}.`];
  };
  return [
    ...said(caller, (who) => words.caller(who)),
    ...said(reason, (why) => words.reason(why)),
    ...said(tried, (what) => words.tried(what)),
  ];
}

function instructionsFor(told: readonly string[]): string {
  const known =
    told.length === 0 ? 'You know nothing more of the caller.' : `What you know: ${told.join(' ')}`;
  return `You have called a colleague, to ask whether they take over a caller who is waiting on hold. You are heard by the colleague alone. ${known} They have been told so, and asked to decide. If they agree, call ${ACCEPT_TOOL}. If they refuse, or can not, call ${DECLINE_TOOL}. If they ask, answer in one short sentence from what you know, make nothing up, and ask whether they take the call. If you did not understand, ask for a yes or a no. Talk about nothing else.`;
}
