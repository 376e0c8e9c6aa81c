// Audio quality: what the sound path does to tones, to cuts and to every sample there is.
import type { SampleRateHz } from '../src/media/audio.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToAlaw, pcm16ToMulaw } from '../src/media/g711.ts';
import { resampler } from '../src/media/resample.ts';
import { pureTone, strengthDb } from '../test/fakes/pure-tones.ts';
import { alaw2linear, linear2alaw, linear2ulaw, ulaw2linear } from '../test/fakes/sun-g711.ts';

/** Every way between the rates there are. */
export const WAYS: readonly (readonly [from: SampleRateHz, to: SampleRateHz])[] = [
  [8000, 16_000],
  [8000, 24_000],
  [16_000, 8000],
  [24_000, 8000],
  [16_000, 24_000],
  [24_000, 16_000],
];

/** Brings a whole stretch of sound to another rate. */
export type Resampling = (samples: Int16Array, from: SampleRateHz, to: SampleRateHz) => Int16Array;

/** Ours. */
export const polyphase: Resampling = (samples, from, to) => resampler(from, to).process(samples);

/** What is written without thinking: a straight line between samples. It shows that the measures tell good from bad. */
export const straightLines: Resampling = (samples, from, to) =>
  Int16Array.from({ length: Math.floor((samples.length * to) / from) }, (_, at) => {
    const place = (at * from) / to;
    const [before, share] = [Math.floor(place), place % 1];
    return Math.round((samples[before] ?? 0) * (1 - share) + (samples[before + 1] ?? 0) * share);
  });

/** What one way between two rates does. */
export interface WayFigures {
  /** Furthest from 0 dB of tones from 100 Hz to 3.4 kHz (of 8 kHz), and the same share of 16 kHz. */
  readonly gainDb: number;
  /** Loudest remainder of what the lower rate cannot carry, where it folds to: from 5 kHz on (of 8 kHz), and the same share of 16 kHz. Downwards only. */
  readonly aliasDb: number | null;
  /** Loudest image of tones up to 3.4 kHz (of 8 kHz), and the same share of 16 kHz. Upwards only. */
  readonly imageDb: number | null;
}

/** Measures one way in single bins of the Fourier transform. */
export function wayFigures(resample: Resampling, from: SampleRateHz, to: SampleRateHz): WayFigures {
  const low = Math.min(from, to);
  const become = (hz: number, at: number): number =>
    strengthDb(resample(pureTone(hz, from), from, to), at, to);
  const gains = [0.0125, 0.125, 0.25, 0.375, 0.4, 0.425].map((share) => become(share * low, share * low));
  const furthest = gains.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most));
  // 5 kHz against 8 kHz is 0.625; all of it folds to below half the lower rate.
  const alias = [0.625, 0.65, 0.7, 0.74].map((share) => become(share * low, low - share * low));
  const image = [0.125, 0.25, 0.375, 0.4, 0.425].map((share) => become(share * low, low - share * low));
  return {
    gainDb: furthest,
    aliasDb: from > to ? Math.max(...alias) : null,
    imageDb: from < to ? Math.max(...image) : null,
  };
}

/** Samples that differ when noise is cut at random places instead of going through whole, of how many. */
export function cutDifferences(runs: number): { readonly differing: number; readonly compared: number } {
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let [differing, compared] = [0, 0];
  for (const [from, to] of WAYS)
    for (let run = 0; run < runs; run += 1) {
      const samples = Int16Array.from({ length: 4800 }, () => random(65_536) - 32_768);
      const whole = resampler(from, to).process(samples);
      const cut = resampler(from, to);
      const pieces: number[] = [];
      for (let at = 0; at < samples.length;) {
        const next = Math.min(samples.length, at + 1 + random(600));
        pieces.push(...cut.process(samples.subarray(at, next)));
        at = next;
      }
      compared += Math.max(whole.length, pieces.length);
      for (let at = 0; at < Math.max(whole.length, pieces.length); at += 1)
        if (whole[at] !== pieces[at]) differing += 1;
    }
  return { differing, compared };
}

/** How many inputs of each table equal the reference. */
export function g711Equal(): readonly (readonly [table: string, equal: number, of: number])[] {
  const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const equal = (ours: ArrayLike<number>, given: ArrayLike<number>, reference: (value: number) => number) =>
    Array.from(given).filter((value, at) => ours[at] === reference(value)).length;
  return [
    ['µ-law encoding', equal(pcm16ToMulaw(samples), samples, linear2ulaw), samples.length],
    ['A-law encoding', equal(pcm16ToAlaw(samples), samples, linear2alaw), samples.length],
    ['µ-law decoding', equal(mulawToPcm16(bytes), bytes, ulaw2linear), bytes.length],
    ['A-law decoding', equal(alawToPcm16(bytes), bytes, alaw2linear), bytes.length],
  ];
}
