// Opening: what is said when the stream begins, before anybody speaks.
import type { UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import type { FrameOf } from '../frames/frame.ts';

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

/** How long what was heard may take to be a turn: some models name none, and show it only by beginning to answer. */
const TURN_MS_MAX = 2000;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

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
 * Speech that is no turn yet is given `TURN_MS_MAX` to become one.
 */
export function opening(lines: readonly OpeningLine[]): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const guard = lines.findLastIndex((line) => line.protected);
  const first = guard === -1 ? lines : lines.slice(0, guard + 1);
  const awaited = lines[guard]?.utteranceId ?? null;
  let stage: 'idle' | 'first' | 'over' = 'idle';
  let speaking = false;
  let answered = false;
  let stoppedAt: Micros | null = null;
  let committedAt: Micros | null = null;

  const give = (those: readonly OpeningLine[]): readonly Given[] =>
    those.map((line) => ({ kind: 'utterance.wanted', ...line, optional: false }) as const);

  /** The caller has the floor, or what they said is answered. */
  const isOvertaken = (at: Micros): boolean =>
    speaking || answered || (committedAt !== null && msBetween(committedAt, at) <= ANSWER_MS_MAX);

  /** What stands behind the protected line is given, now or when it is clear that nothing the caller said is answered. */
  const goOn = (at: Micros): readonly Given[] => {
    if (isOvertaken(at)) return NOTHING;
    const leftMs = stoppedAt === null ? 0 : TURN_MS_MAX - msBetween(stoppedAt, at);
    if (leftMs <= 0) return give(lines.slice(guard + 1));
    return [{ kind: 'timer.start', name: 'turn', afterMs: leftMs }];
  };

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at): readonly Given[] {
      switch (frame.kind) {
        case 'carrier.started':
          if (stage !== 'idle') return NOTHING;
          stage = awaited === null ? 'over' : 'first';
          return give(first);
        case 'utterance.done':
          if (stage !== 'first' || frame.utteranceId !== awaited) return NOTHING;
          stage = 'over';
          return goOn(at);
        case 'speech.started':
        case 'speech.stopped':
          speaking = frame.kind === 'speech.started';
          stoppedAt = at;
          return NOTHING;
        case 'caller.committed':
          committedAt = at;
          stoppedAt = null;
          return [{ kind: 'timer.stop', name: 'turn' }];
        case 'response.started':
          // One that speaks a line answers nobody.
          answered ||= !lines.some(({ utteranceId }) => frame.requestId === utteranceId);
          return NOTHING;
      }
    },
    onTimer: (_name, at) => goOn(at),
  };
}
