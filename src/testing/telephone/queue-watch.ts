// Queue watch: a carrier's queue of our sound has an end, and some tell how full it is.
import { BYTES_PER_MS } from '../../media/audio.ts';

/** Fillings, in percent, that are told: each once on the way up. */
export const FILLINGS = [30, 60, 90] as const;

/** Watches one stream's queue. */
export class QueueWatch {
  readonly #msMax: number;
  readonly #tell: (percent: number) => void;
  #told = 0;

  /** `msMax` infinite: a queue without an end. */
  constructor(msMax: number, tell: (percent: number) => void) {
    this.#msMax = msMax;
    this.#tell = tell;
  }

  /** Whether µ-law `bytes` still fit behind `aheadMs` of sound. */
  admits(aheadMs: number, bytes: Uint8Array): boolean {
    const ms = aheadMs + bytes.length / BYTES_PER_MS;
    if (ms > this.#msMax) return false;
    this.see(ms);
    return true;
  }

  /** The queue holds so much now. */
  see(aheadMs: number): void {
    const percent = (100 * aheadMs) / this.#msMax;
    const filling = FILLINGS.findLast((one) => percent >= one) ?? 0;
    for (const one of FILLINGS) if (one > this.#told && one <= filling) this.#tell(one);
    this.#told = filling;
  }
}
