// What goes wrong on a phone line: options of the emulator, drawn from the World's random.
import type { Random } from '../../base/world.ts';
import type { WireMessage } from './stream-wire.ts';

/** Chances are between 0 and 1 per frame of 20 ms. */
export interface LineFaults {
  /** A frame of the caller's sound is lost; its chunk number is missing. */
  readonly lossChance: number;
  /** A frame comes behind the one that follows it. */
  readonly reorderChance: number;
  /** A frame comes twice. */
  readonly duplicateChance: number;
  /** A mark's return is late by something between these. Returns keep their order. */
  readonly markDelayMs: { readonly min: number; readonly max: number };
  /** So long after the stream's start the socket goes half-open: nothing more comes or goes, nobody says so. */
  readonly halfOpenAfterMs: number | null;
}

/** A line without faults. */
export const CLEAR_LINE: LineFaults = {
  lossChance: 0,
  reorderChance: 0,
  duplicateChance: 0,
  markDelayMs: { min: 0, max: 0 },
  halfOpenAfterMs: null,
};

/** Puts messages onto a faulty line: what is sent comes out of `deliver`, or does not. */
export class FaultyLine {
  readonly #faults: LineFaults;
  readonly #random: Random;
  readonly #deliver: (message: WireMessage) => void;
  #held: WireMessage | null = null;

  constructor(faults: LineFaults, random: Random, deliver: (message: WireMessage) => void) {
    this.#faults = faults;
    this.#random = random;
    this.#deliver = deliver;
  }

  /** Sends a frame of sound, with the line's faults. */
  frame(message: WireMessage): void {
    const { lossChance, reorderChance, duplicateChance } = this.#faults;
    if (this.#falls(lossChance)) return;
    if (this.#held === null && this.#falls(reorderChance)) {
      this.#held = message;
      return;
    }
    this.#deliver(message);
    if (this.#falls(duplicateChance)) this.#deliver(message);
    this.flush();
  }

  /** Delivers a frame that was held back. */
  flush(): void {
    if (this.#held !== null) this.#deliver(this.#held);
    this.#held = null;
  }

  /** How late the next mark returns. */
  markDelayMs(): number {
    const { min, max } = this.#faults.markDelayMs;
    return max <= min ? min : min + this.#random.fraction() * (max - min);
  }

  #falls(chance: number): boolean {
    // No number is drawn where nothing can happen: a clear line takes the same course with any seed.
    return chance > 0 && this.#random.fraction() < chance;
  }
}
