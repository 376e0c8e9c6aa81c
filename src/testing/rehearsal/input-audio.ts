// Input audio: the caller's sound that is not committed yet, addressed by milliseconds of sound.
import { BYTES_PER_MS } from '../../media/audio.ts';

/** Most sound that is kept; beyond it the oldest goes. */
export const INPUT_AUDIO_MS_MAX = 120_000;

/** The input buffer of one session, bounded. */
export class InputAudio {
  #bytes = new Uint8Array(BYTES_PER_MS * 4000);
  #length = 0;
  /** Position of the first kept byte since the session began. */
  #from = 0;

  /** Length of what is kept. */
  get keptMs(): number {
    return this.#length / BYTES_PER_MS;
  }

  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
    this.keepLast(INPUT_AUDIO_MS_MAX);
  }

  /** The sound from `fromMs` to `toMs`, as far as it is kept. Nothing before `toMs` is kept afterwards. */
  take(fromMs: number, toMs: number): Uint8Array {
    const from = clamp(fromMs * BYTES_PER_MS - this.#from, this.#length);
    const to = clamp(toMs * BYTES_PER_MS - this.#from, this.#length);
    const taken = this.#bytes.slice(from, Math.max(from, to));
    this.#drop(to);
    return taken;
  }

  takeAll(): Uint8Array {
    return this.take(0, (this.#from + this.#length) / BYTES_PER_MS);
  }

  /** Lets go of all but the last `ms`. */
  keepLast(ms: number): void {
    this.#drop(Math.max(0, this.#length - Math.round(ms * BYTES_PER_MS)));
  }

  #drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.#from += count;
  }
}

function clamp(position: number, max: number): number {
  return Math.min(max, Math.max(0, Math.round(position)));
}
