// Caller voice: whether the caller speaks, by how loud the line is against its own noise.
import { Buffer } from 'node:buffer';
import { bytesPerMs, type Audio, type AudioFormat } from '../media/audio.ts';
import { levelDbfs, LEVEL_FLOOR_DBFS } from '../media/energy.ts';
import type { Sensitivity } from './model.ts';

/** One look at the line. */
const WINDOW_MS = 20;

/** How far speech stands above the line's noise, and what is never speech however quiet the line is. */
const ABOVE_NOISE_DB: Readonly<Record<Sensitivity, number>> = { low: 18, medium: 13, high: 9 };
const LEVEL_MIN_DBFS: Readonly<Record<Sensitivity, number>> = { low: -38, medium: -44, high: -50 };

/** Of the last eight windows so many must be loud for speech to have begun: a click is one or two. */
const LOUD_WINDOWS_MIN = 4;

/** Quiet that ends speech: longer than the gaps inside of words. */
export const HANGOVER_MS = 200;

/** The noise is learnt quickly downwards and slowly upwards, so that speech does not count as noise. */
const FALL = 0.2;
const RISE = 0.004;
const NOISE_MAX_DBFS = -30;
const NOISE_START_DBFS = -55;

/** Listens to one line. Times are those of its sound. */
export class CallerVoice {
  readonly #format: AudioFormat;
  readonly #aboveNoiseDb: number;
  readonly #levelMinDbfs: number;
  readonly #windowBytes: number;
  #bytes: Buffer = Buffer.alloc(4096);
  #held = 0;
  #noiseDbfs = NOISE_START_DBFS;
  /** One bit a window, the newest lowest. */
  #loud = 0;
  #quietMs = 0;
  #speaks = false;

  constructor(format: AudioFormat, sensitivity: Sensitivity) {
    this.#format = format;
    this.#aboveNoiseDb = ABOVE_NOISE_DB[sensitivity];
    this.#levelMinDbfs = LEVEL_MIN_DBFS[sensitivity];
    this.#windowBytes = WINDOW_MS * bytesPerMs(format);
  }

  get speaks(): boolean {
    return this.#speaks;
  }

  /** Takes in the next sound; what changed by it, null for nothing. */
  hear({ base64 }: Audio): 'started' | 'stopped' | null {
    const bytesMax = Math.ceil((base64.length * 3) / 4) + this.#held;
    if (bytesMax > this.#bytes.length) {
      const grown = Buffer.alloc(bytesMax * 2);
      this.#bytes.copy(grown, 0, 0, this.#held);
      this.#bytes = grown;
    }
    const filled = this.#held + this.#bytes.write(base64, this.#held, 'base64');
    const spoke = this.#speaks;
    let from = 0;
    for (; from + this.#windowBytes <= filled; from += this.#windowBytes) this.#look(from);
    this.#bytes.copyWithin(0, from, filled);
    this.#held = filled - from;
    if (spoke === this.#speaks) return null;
    return this.#speaks ? 'started' : 'stopped';
  }

  #look(from: number): void {
    const level = this.#level(from);
    const loud = level >= this.#levelMinDbfs && level >= this.#noiseDbfs + this.#aboveNoiseDb;
    this.#loud = ((this.#loud << 1) | (loud ? 1 : 0)) & 0xff;
    const pace = level < this.#noiseDbfs ? FALL : RISE;
    this.#noiseDbfs = Math.min(NOISE_MAX_DBFS, this.#noiseDbfs + (level - this.#noiseDbfs) * pace);
    if (!this.#speaks) {
      if (ones(this.#loud) < LOUD_WINDOWS_MIN) return;
      this.#speaks = true;
      this.#quietMs = 0;
      return;
    }
    this.#quietMs = loud ? 0 : this.#quietMs + WINDOW_MS;
    if (this.#quietMs < HANGOVER_MS) return;
    this.#speaks = false;
    this.#loud = 0;
  }

  #level(from: number): number {
    const to = from + this.#windowBytes;
    if (this.#format.encoding !== 'pcm16') return levelDbfs(this.#bytes, this.#format.encoding, from, to);
    let sum = 0;
    for (let at = from; at < to; at += 2) sum += (this.#bytes.readInt16LE(at) / 32_768) ** 2;
    return sum === 0 ? LEVEL_FLOOR_DBFS : 10 * Math.log10((sum * 2) / this.#windowBytes);
  }
}

function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
