// Opening: what is said when the stream begins, before anybody speaks.
import type { UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import { NOTHING, type Node, type Steps } from '../graph/node.ts';

const TAKES = [
  'carrier.started',
  'utterance.done',
  'speech.started',
  'speech.stopped',
  'caller.committed',
  'response.started',
] as const;
const GIVES = ['utterance.wanted'] as const;

/** How long the model may take to begin its answer. Later than that there is none: a response of its own was in the way. */
const ANSWER_MS_MAX = 1000;

/** One text to be spoken when the stream begins. */
export interface OpeningLine {
  readonly utteranceId: UtteranceId;
  readonly text: string;
  /** Nothing interrupts it: a legal notice. */
  readonly protected: boolean;
}

/**
 * Gives its lines in order at the stream's start; none: the caller speaks first. What stands behind a protected line is
 * given when that is over, unless the caller has spoken into it: then the answer comes next, and no greeting after it.
 */
export function opening(lines: readonly OpeningLine[]): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const guard = lines.findLastIndex((line) => line.protected);
  const first = guard === -1 ? lines : lines.slice(0, guard + 1);
  const awaited = lines[guard]?.utteranceId ?? null;
  let stage: 'idle' | 'first' | 'over' = 'idle';
  let speaking = false;
  let answered = false;
  let committedAt: Micros | null = null;

  const give = (those: readonly OpeningLine[]): Steps<(typeof GIVES)[number]> =>
    those.map((line) => ({ kind: 'utterance.wanted', ...line, optional: false }) as const);

  /** The caller has the floor, or what they said is answered. */
  const isOvertaken = (at: Micros): boolean =>
    speaking || answered || (committedAt !== null && msBetween(committedAt, at) <= ANSWER_MS_MAX);

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'carrier.started':
          if (stage !== 'idle') return NOTHING;
          stage = awaited === null ? 'over' : 'first';
          return give(first);
        case 'utterance.done':
          if (stage !== 'first' || frame.utteranceId !== awaited) return NOTHING;
          stage = 'over';
          return isOvertaken(at) ? NOTHING : give(lines.slice(guard + 1));
        case 'speech.started':
        case 'speech.stopped':
          speaking = frame.kind === 'speech.started';
          return NOTHING;
        case 'caller.committed':
          committedAt = at;
          return NOTHING;
        case 'response.started':
          // One that speaks a line answers nobody.
          answered ||= !lines.some(({ utteranceId }) => frame.requestId === utteranceId);
          return NOTHING;
      }
    },
  };
}
