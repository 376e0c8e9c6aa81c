// Front desk parts: whose mind, voice and ear a rehearsal has that is given none.
import type { Clock } from '../../base/world.ts';
import type { Brain } from '../rehearsal/brain.ts';
import type { Ear } from '../rehearsal/ear.ts';
import { rehearsalEar } from '../rehearsal/ear/rehearsal-ear.ts';
import { frontDeskBrain } from '../rehearsal/front-desk-brain.ts';
import type { Voice } from '../rehearsal/voice.ts';
import { rehearsalVoice } from '../rehearsal/voice/rehearsal-voice.ts';
import { espeak } from './espeak.ts';
import { pocketsphinx } from './pocketsphinx.ts';

/** Who hears, thinks and speaks. */
export interface FrontDeskParts {
  readonly voice: Voice;
  readonly ear: Ear;
  readonly brain: Brain;
}

/** The rendered voice and the ear for the front desk's own lines, helped by `espeak-ng` and `pocketsphinx` where they are installed. */
export function frontDeskParts(clock: Clock): FrontDeskParts {
  return {
    voice: rehearsalVoice({ espeak: espeak('agent') }),
    ear: rehearsalEar({ recognise: pocketsphinx() }),
    brain: frontDeskBrain(clock),
  };
}
