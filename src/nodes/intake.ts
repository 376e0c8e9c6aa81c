// Intake: keeps what the caller says before the model can hear, so that no first word is lost.
import { NOTHING, type Node } from '../graph/node.ts';
import { HeldAudio } from './held-audio.ts';

/** Most sound kept for a model that is not ready; beyond it the oldest goes. */
export const INTAKE_MS_MAX = 30_000;

/** Holds the caller's sound until `model.ready`, then gives it in order and passes what follows as it is. */
export function intake(): Node<'caller.audio' | 'model.ready' | 'model.closed', 'caller.audio'> {
  let state: 'holding' | 'open' | 'closed' = 'holding';
  const held = new HeldAudio(INTAKE_MS_MAX);

  return {
    takes: ['caller.audio', 'model.ready', 'model.closed'],
    gives: ['caller.audio'],
    handle(frame) {
      switch (frame.kind) {
        case 'caller.audio':
          if (state === 'open') return [frame];
          if (state === 'holding') held.push(frame);
          return NOTHING;
        case 'model.ready':
          if (state !== 'holding') return NOTHING;
          state = 'open';
          return held.drain();
        default:
          state = 'closed';
          held.drain();
          return NOTHING;
      }
    },
  };
}
