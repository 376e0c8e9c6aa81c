// Intake: keeps what the caller says before the model can hear, so that no first word is lost.
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { durationMs } from '../media/audio.ts';

/** Most sound kept for a model that is not ready; beyond it the oldest goes. */
export const INTAKE_MS_MAX = 30_000;

/** The least that a frame counts for. */
const FRAME_MS_MIN = 10;

/** Holds the caller's sound until `model.ready`, then gives it in order and passes what follows as it is. */
export function intake(): Node<'caller.audio' | 'model.ready' | 'model.closed', 'caller.audio'> {
  let state: 'holding' | 'open' | 'closed' = 'holding';
  let held: CallerAudio[] = [];
  let heldMs = 0;

  const hold = (frame: CallerAudio): void => {
    held.push(frame);
    heldMs += weightMs(frame);
    let spent = 0;
    for (const oldest of held) {
      if (heldMs <= INTAKE_MS_MAX) break;
      heldMs -= weightMs(oldest);
      spent += 1;
    }
    if (spent > 0) held.splice(0, spent);
  };

  return {
    takes: ['caller.audio', 'model.ready', 'model.closed'],
    gives: ['caller.audio'],
    handle(frame) {
      switch (frame.kind) {
        case 'caller.audio':
          if (state === 'open') return [frame];
          if (state === 'holding') hold(frame);
          return NOTHING;
        case 'model.ready': {
          if (state !== 'holding') return NOTHING;
          state = 'open';
          const kept = held;
          held = [];
          return kept;
        }
        default:
          state = 'closed';
          held = [];
          return NOTHING;
      }
    },
  };
}

/** Short frames count as if they were longer: a stream in crumbs fills the intake too, before a run would choke on it. */
function weightMs(frame: CallerAudio): number {
  return Math.max(FRAME_MS_MIN, durationMs(frame.audio));
}
