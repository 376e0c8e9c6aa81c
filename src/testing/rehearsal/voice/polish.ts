// Polish: raw speech of a synthesiser as what the bank keeps: trimmed, without long pauses, at one level, µ-law.
import { BYTES_PER_MS } from '../../../media/audio.ts';
import { pcm16ToMulaw } from '../../../media/g711.ts';

/** How a stretch of speech is finished. */
export interface PolishOptions {
  /** A pause within the speech is cut down to this length. */
  readonly pauseMsMax: number;
}

const WINDOW = 5 * BYTES_PER_MS;
/** Windows quieter than this against the loudest one count as silence. */
const SILENCE_DB = -45;
/** Kept around the speech so that soft beginnings and ends are not clipped. */
const MARGIN_WINDOWS = 3;
/** The level of all speech: RMS of its loud half, and never a peak beyond full scale. */
const LEVEL_DBFS = -18;
const PEAK_MAX = 30_000;
const FULL_SCALE = 32_768;

/** `samples` (8 kHz) finished as µ-law; empty when nothing in it sounds. */
export function polished(samples: Int16Array, options: PolishOptions): Uint8Array {
  const powers = windowPowers(samples);
  const threshold = Math.max(...powers, 1) * 10 ** (SILENCE_DB / 10);
  const loud = powers.map((power) => power > threshold);
  const first = loud.indexOf(true);
  if (first === -1) return new Uint8Array(0);
  const last = loud.lastIndexOf(true);
  const begin = Math.max(0, first - MARGIN_WINDOWS);
  const end = Math.min(powers.length, last + 1 + MARGIN_WINDOWS);
  const pauseMax = Math.floor((options.pauseMsMax * BYTES_PER_MS) / WINDOW);
  const kept: number[] = [];
  let quiet = 0;
  for (let window = begin; window < end; window += 1) {
    quiet = loud[window] === true ? 0 : quiet + 1;
    if (quiet <= pauseMax) kept.push(window);
  }
  const gain = gainOf(samples, powers, threshold);
  const output = new Int16Array(kept.length * WINDOW);
  for (const [at, window] of kept.entries())
    for (let sample = 0; sample < WINDOW; sample += 1)
      output[at * WINDOW + sample] = Math.round((samples[window * WINDOW + sample] ?? 0) * gain);
  return pcm16ToMulaw(output);
}

function windowPowers(samples: Int16Array): readonly number[] {
  return Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, window) => {
    let sum = 0;
    for (const sample of samples.subarray(window * WINDOW, (window + 1) * WINDOW)) sum += sample * sample;
    return sum / WINDOW;
  });
}

function gainOf(samples: Int16Array, powers: readonly number[], threshold: number): number {
  const sounding = powers.filter((power) => power > threshold).toSorted((one, other) => other - one);
  const louder = sounding.slice(0, Math.ceil(sounding.length / 2));
  const rms = Math.sqrt(louder.reduce((sum, power) => sum + power, 0) / Math.max(louder.length, 1));
  const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1);
  return Math.min((FULL_SCALE * 10 ** (LEVEL_DBFS / 20)) / Math.max(rms, 1), PEAK_MAX / peak);
}
