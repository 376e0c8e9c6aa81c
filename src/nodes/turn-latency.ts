// Turn latency: how long the caller waited, for the first sound of all and for each answer.
import type { ResponseId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Node } from '../graph/node.ts';

const TAKES = [
  'carrier.started',
  'speech.started',
  'speech.stopped',
  'response.started',
  'stopgap.wanted',
  'playout.started',
] as const;

/**
 * Measures from the stream's start to the agent's first sound, and from the end of the caller's speech to the
 * first sound of what was begun after it, or is played from memory; a stopgap answers nothing. A turn that the
 * caller takes up again before it was answered is not counted.
 */
export function turnLatency(): Node<(typeof TAKES)[number], 'journal.entry'> {
  /** Responses that began while the caller waited: what still sounds of an earlier one answers nothing. */
  const answers = new Set<ResponseId>();
  let streamAt: Micros | null = null;
  let firstHeard = false;
  let waitsSince: Micros | null = null;
  /** Sounds under its own name, if it does. */
  let stopgap: string | null = null;

  const sound = (
    { itemId, responseId, soundsInMs }: FrameOf<'playout.started'>,
    at: Micros,
  ): FrameOf<'journal.entry'>[] => {
    const given: FrameOf<'journal.entry'>[] = [];
    if (!firstHeard && streamAt !== null) {
      const afterMs = Math.round(msBetween(streamAt, at) + soundsInMs);
      given.push({ kind: 'journal.entry', event: { kind: 'agent.first-audio', afterMs } });
    }
    firstHeard = true;
    if (
      waitsSince === null ||
      String(itemId) === stopgap ||
      (responseId !== null && !answers.has(responseId))
    )
      return given;
    const latencyMs = Math.round(msBetween(waitsSince, at) + soundsInMs);
    waitsSince = null;
    return [...given, { kind: 'journal.entry', event: { kind: 'turn.answered', latencyMs } }];
  };

  return {
    takes: TAKES,
    gives: ['journal.entry'],
    handle(frame, at) {
      switch (frame.kind) {
        case 'carrier.started':
          streamAt ??= at;
          return NOTHING;
        case 'speech.started':
          waitsSince = null;
          return NOTHING;
        case 'speech.stopped':
          waitsSince = at;
          answers.clear();
          return NOTHING;
        case 'response.started':
          if (waitsSince !== null) answers.add(frame.responseId);
          return NOTHING;
        case 'stopgap.wanted':
          stopgap = frame.utteranceId;
          return NOTHING;
        case 'playout.started':
          return sound(frame, at);
      }
    },
  };
}
