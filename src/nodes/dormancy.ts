// Dormancy: a line on which nobody speaks is asked once whether somebody is there, and then ended.
import type { UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';

const TAKES = [
  'carrier.started',
  'speech.started',
  'speech.stopped',
  'caller.voice',
  'caller.digit',
  'entry.key',
  'playout.started',
  'playout.drained',
  'tools.busy',
  'answer.owed',
  'screening',
  'hold',
  'utterance.done',
] as const;

const GIVES = ['utterance.wanted', 'end.wanted'] as const;

/** The question may take this long to be spoken; beyond it, it counts as asked. */
export const QUESTION_MS_MAX = 20_000;

/** Who comes to rest after so long may still say something: a model, a function. */
const REST_MS_MIN = 1000;

/** How long quiet may last, and what is said about it. */
export interface DormancyOptions {
  /** Quiet on both sides for this long: the question is asked. */
  readonly quietMs: number;
  readonly question: string;
  /** Quiet for this long after the question: the end is wanted. */
  readonly answerMs: number;
  readonly farewell: string;
}

/**
 * Quiet is: the caller says nothing, nothing plays, no phone screens the call, nobody is on hold. While a tool runs or the
 * model owes an answer (how long it may, the model watch says) nobody is asked; that time counts as quiet all the same.
 * The caller's voice or a key takes everything back, so that a later silence is asked about anew. Null: a quiet line stays open.
 */
export function dormancy(
  options: DormancyOptions | null,
): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let stage: 'idle' | 'waiting' | 'asking' | 'asked' | 'over' = options === null ? 'over' : 'idle';
  let callerSpeaks = false;
  let agentSpeaks = false;
  let toolsBusy = false;
  let answerOwed = false;
  let screened = false;
  let onHold = false;
  let questions = 0;
  let questionId: UtteranceId | null = null;
  let quietSince: Micros | null = null;

  /** Waits out what this stage has left of its quiet, and not at all while somebody is busy. */
  const wait = (at: Micros): readonly Action[] => {
    if (options === null || stage === 'idle' || stage === 'over') return NOTHING;
    if (callerSpeaks || agentSpeaks || screened || onHold) quietSince = null;
    else quietSince ??= at;
    if (quietSince === null || toolsBusy || answerOwed) return [{ kind: 'timer.stop', name: 'quiet' }];
    if (stage === 'asking') return NOTHING;
    const mostMs = stage === 'waiting' ? options.quietMs : options.answerMs;
    const restMs = Math.max(mostMs - msBetween(quietSince, at), Math.min(mostMs, REST_MS_MIN));
    return [{ kind: 'timer.start', name: 'quiet', afterMs: restMs }];
  };

  /** From now on it is quiet, if it is: the wait begins anew. */
  const waitAnew = (at: Micros): readonly Action[] => {
    quietSince = null;
    return wait(at);
  };

  /** Somebody is there. */
  const callerIsThere = (at: Micros): readonly Action[] => {
    if (stage === 'idle' || stage === 'over') return NOTHING;
    stage = 'waiting';
    return [{ kind: 'timer.stop', name: 'question' }, ...waitAnew(at)];
  };

  /** Also when it could not be spoken: a line on which nobody speaks and nothing can be said has nothing to wait for. */
  const asked = (at: Micros): readonly Action[] => {
    stage = 'asked';
    return [{ kind: 'timer.stop', name: 'question' }, ...waitAnew(at)];
  };

  const ask = (question: string): Steps<(typeof GIVES)[number]> => {
    stage = 'asking';
    questions += 1;
    questionId = `dormancy-${questions}` as UtteranceId;
    return [
      {
        kind: 'utterance.wanted',
        utteranceId: questionId,
        text: question,
        protected: false,
        optional: false,
      },
      { kind: 'timer.start', name: 'question', afterMs: QUESTION_MS_MAX },
    ];
  };

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'carrier.started':
          if (stage !== 'idle') return NOTHING;
          stage = 'waiting';
          return wait(at);
        case 'speech.started':
        case 'speech.stopped':
          callerSpeaks = frame.kind === 'speech.started';
          return callerIsThere(at);
        case 'caller.voice':
        case 'caller.digit':
        case 'entry.key':
          return callerIsThere(at);
        case 'playout.started':
        case 'playout.drained':
          agentSpeaks = frame.kind === 'playout.started';
          return wait(at);
        case 'tools.busy':
          toolsBusy = frame.busy;
          return wait(at);
        case 'answer.owed':
          answerOwed = frame.owed;
          return wait(at);
        case 'screening':
          screened = frame.on;
          return wait(at);
        case 'hold':
          onHold = frame.on;
          return wait(at);
        default:
          return stage === 'asking' && frame.utteranceId === questionId ? asked(at) : NOTHING;
      }
    },
    onTimer(name, at) {
      if (name === 'question') return asked(at);
      if (options === null) return NOTHING;
      if (stage === 'waiting') return ask(options.question);
      stage = 'over';
      return [{ kind: 'end.wanted', reason: 'dormant', farewell: options.farewell, transferTo: null }];
    },
  };
}
