// Sim human: whoever is asked to take a call over, by chance: accepts, declines, is not there, or is gone too soon.
import type { CallId } from '../../src/base/brand.ts';
import type { Consult } from '../../src/call/consulting.ts';
import type { ConsultationOutcome } from '../../src/frames/transfer-frames.ts';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { Chance } from './chance.ts';

/** All humans of one call. */
export interface SimHuman {
  readonly consult: Consult;
  /** Those who still ring, listen, or wait in a conference for a caller who is not coming. */
  readonly waiting: number;
}

/** `draw` is its own: whether anybody is asked changes nothing else of a seed. */
export function simHuman(world: () => SimulatedWorld, draw: Chance): SimHuman {
  const waiting = new Set<object>();
  let asked = 0;
  const later = (ms: number, act: () => void): void => void world().timers.after(ms, act);
  return {
    get waiting() {
      return waiting.size;
    },
    consult(_wish, listener) {
      asked += 1;
      const me = { callId: `call_human_${asked}` as CallId, room: `room-${asked}` };
      const outcome = draw.oneOf<ConsultationOutcome>([
        'accepted',
        'accepted',
        'accepted',
        'declined',
        'no-answer',
        'voicemail',
        'failed',
      ]);
      later(draw.between(1, 200), () => {
        waiting.add(me);
        listener.opened({ ...me, release: () => void waiting.delete(me) });
        later(draw.between(100, 40_000), () => {
          if (!waiting.has(me)) return;
          if (outcome !== 'accepted') waiting.delete(me);
          listener.over(outcome);
          if (outcome !== 'accepted' || !draw.hits(0.5)) return;
          later(draw.between(0, 9000), () => {
            if (waiting.delete(me)) listener.left();
          });
        });
      });
    },
  };
}
