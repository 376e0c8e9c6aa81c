// Phrases: fixed texts rendered once as sound, so that they can be spoken at once and without the model.
import type { Audio } from '../media/audio.ts';

/** Rendered sound by (model, voice, text), found as µ-law whatever it was rendered in. Reading is from memory; keeping must not throw and may finish later. */
export interface Phrases {
  find(key: PhraseKey): readonly Audio[] | null;
  keep(key: PhraseKey, audio: readonly Audio[]): void;
}

/** What a rendered phrase is found by: the same text sounds different in another voice. */
export interface PhraseKey {
  readonly agent: string;
  readonly model: string;
  readonly voice: string;
  readonly text: string;
}
