// Held audio: the caller's last sound, kept by time and not by count, for a model that cannot hear it yet.
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { durationMs } from '../media/audio.ts';

/** The least that a frame counts for: a stream in crumbs fills what is held too, before a run would choke on it. */
const FRAME_MS_MIN = 10;

/** At most `msMax` of sound, the newest; frames are kept as they are. */
export class HeldAudio {
  readonly #msMax: number;
  #frames: CallerAudio[] = [];
  /** Frames before it are gone; the array is cut when half of it is. */
  #first = 0;
  #heldMs = 0;

  constructor(msMax: number) {
    this.#msMax = msMax;
  }

  /** What is held, oldest first. */
  get frames(): readonly CallerAudio[] {
    return this.#frames.slice(this.#first);
  }

  /** False when the oldest had to go for it. */
  push(frame: CallerAudio): boolean {
    this.#frames.push(frame);
    this.#heldMs += weightMs(frame);
    return !this.keep(this.#msMax);
  }

  /** Lets go of the oldest until no more than `ms` is held; true when something went. */
  keep(ms: number): boolean {
    const before = this.#first;
    for (let oldest = this.#frames[before]; oldest !== undefined; oldest = this.#frames[this.#first]) {
      if (this.#heldMs <= ms) break;
      this.#heldMs -= weightMs(oldest);
      this.#first += 1;
    }
    const went = this.#first > before;
    if (this.#first * 2 > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#first);
      this.#first = 0;
    }
    return went;
  }

  /** Removes and returns everything, oldest first. */
  drain(): readonly CallerAudio[] {
    const all = this.frames;
    this.#frames = [];
    this.#first = 0;
    this.#heldMs = 0;
    return all;
  }
}

function weightMs(frame: CallerAudio): number {
  return Math.max(FRAME_MS_MIN, durationMs(frame.audio));
}
