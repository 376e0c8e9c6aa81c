// Fake plan: a small agent's plan, to be varied by a test.
import type { CallPlan } from '../../call/plan.ts';

/** Everything on, nothing recorded, nobody to transfer to. */
export function fakePlan(change: Partial<CallPlan> = {}): CallPlan {
  return {
    agent: 'front-desk',
    instructions: 'You answer the phone.',
    voice: 'marin',
    language: 'en-US',
    greeting: 'Hello, how can I help?',
    bargeIn: { speech: true, digit: true, interruptDigit: null },
    sensitivity: 'medium',
    durationMsMax: 3600_000,
    dormancy: {
      quietMs: 15_000,
      question: 'Are you still there?',
      answerMs: 10_000,
      farewell: 'Goodbye then.',
    },
    recording: { on: false, notice: null, basis: null },
    redact: [],
    budget: null,
    transferTo: null,
    transferKind: 'cold',
    tools: [],
    guardrails: [],
    languages: [],
    wording: {},
    handoffs: [],
    filler: null,
    phrases: {
      timeUp: 'We have to stop here. Goodbye.',
      oneMoment: 'One moment, please.',
      apology: 'I am sorry, something is broken here.',
      transferring: 'One moment, I will connect you.',
      holding: 'One moment, I will ask a colleague.',
      transferFailed: 'Nobody is there right now. What else can I do?',
      resumed: 'We were cut off. Where were we?',
      busy: 'All lines are busy.',
    },
    variables: {},
    outbound: null,
    briefing: null,
    ...change,
  };
}
