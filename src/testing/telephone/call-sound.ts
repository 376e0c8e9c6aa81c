// Both sides of an emulated call as sound: what the caller says, and what reaches the caller's ear.
import type { Micros } from '../../base/time.ts';
import { SoundTrack, type Sounded } from './sound-track.ts';

/** Two tracks on one time line, and who listens to the agent's. */
export class CallSound {
  readonly spoken: SoundTrack;
  readonly heard: SoundTrack;
  readonly #listeners = new Set<(sound: Sounded) => void>();

  constructor(beganAt: Micros, keeps: boolean) {
    this.spoken = new SoundTrack(beganAt, keeps);
    this.heard = new SoundTrack(beganAt, keeps);
  }

  /** Adds what reached the caller's ear, and tells it. */
  hear(at: Micros, bytes: Uint8Array): void {
    const sound = this.heard.add(at, bytes);
    for (const listener of this.#listeners) listener(sound);
  }

  listen(listener: (sound: Sounded) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
