// Held audio: the caller's last sound, kept by time and not by count, for a model that cannot hear it yet.
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { durationMs } from '../media/audio.ts';

/** The least that a frame counts for: a stream in crumbs fills what is held too, before a run would choke on it. */
const FRAME_MS_MIN = 10;

/** At most `msMax` of sound, the newest; frames are kept as they are. */
export class HeldAudio {
  readonly #msMax: number;
  #frames: CallerAudio[] = [];
  #heldMs = 0;

  constructor(msMax: number) {
    this.#msMax = msMax;
  }

  /** What is held, oldest first. */
  get frames(): readonly CallerAudio[] {
    return this.#frames;
  }

  /** False when the oldest had to go for it. */
  push(frame: CallerAudio): boolean {
    this.#frames.push(frame);
    this.#heldMs += weightMs(frame);
    return !this.keep(this.#msMax);
  }

  /** Lets go of the oldest until no more than `ms` is held; true when something went. */
  keep(ms: number): boolean {
    let spent = 0;
    for (const oldest of this.#frames) {
      if (this.#heldMs <= ms) break;
      this.#heldMs -= weightMs(oldest);
      spent += 1;
    }
    if (spent > 0) this.#frames.splice(0, spent);
    return spent > 0;
  }

  /** Removes and returns everything, oldest first. */
  drain(): readonly CallerAudio[] {
    const all = this.#frames;
    this.#frames = [];
    this.#heldMs = 0;
    return all;
  }
}

function weightMs(frame: CallerAudio): number {
  return Math.max(FRAME_MS_MIN, durationMs(frame.audio));
}
