// Turn latency: how long the caller waited, for the first sound of all and for each answer.
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Node } from '../graph/node.ts';

/**
 * Measures from the stream's start to the agent's first sound, and from the end of the caller's speech to the
 * sound that follows it. A turn that the caller takes up again before it was answered is not counted.
 */
export function turnLatency(): Node<
  'carrier.started' | 'speech.started' | 'speech.stopped' | 'playout.started',
  'journal.entry'
> {
  let streamAt: Micros | null = null;
  let firstHeard = false;
  let waitsSince: Micros | null = null;

  const sound = (at: Micros): FrameOf<'journal.entry'>[] => {
    const given: FrameOf<'journal.entry'>[] = [];
    if (!firstHeard && streamAt !== null) {
      const afterMs = Math.round(msBetween(streamAt, at));
      given.push({ kind: 'journal.entry', event: { kind: 'agent.first-audio', afterMs } });
    }
    if (waitsSince !== null) {
      const latencyMs = Math.round(msBetween(waitsSince, at));
      given.push({ kind: 'journal.entry', event: { kind: 'turn.answered', latencyMs } });
    }
    firstHeard = true;
    waitsSince = null;
    return given;
  };

  return {
    takes: ['carrier.started', 'speech.started', 'speech.stopped', 'playout.started'],
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
          return NOTHING;
        default:
          return sound(at);
      }
    },
  };
}
