// Features: speech as a row of short spectra, by which two utterances can be laid beside each other.
import { BYTES_PER_MS } from '../../../media/audio.ts';
import { MULAW_SAMPLES } from '../../../media/g711.ts';
import { missingSpans } from './missing-spans.ts';
import { WINDOW_SAMPLES, powerSpectrum } from './spectrum.ts';

/** One spectrum every 20 ms of sound. */
export const HOP_SAMPLES = 20 * BYTES_PER_MS;

const SAMPLE_RATE_HZ = 8000;
/** Bands of equal width on the mel scale, over what a phone carries. */
export const BANDS = 14;
const LOWEST_HZ = 150;
const HIGHEST_HZ = 3600;
/** What lies this far under the loudest band of the utterance is as good as silence: noise does not count. */
const FLOOR_DB = 24;
/** A frame this far under the loudest one is no speech; the row begins and ends with frames above it. */
const SPEECH_DB = 18;

const HAMMING = Float64Array.from(
  { length: WINDOW_SAMPLES },
  (_, at) => 0.54 - 0.46 * Math.cos((2 * Math.PI * at) / (WINDOW_SAMPLES - 1)),
);
const EDGES = melEdges();

/** Spectra of an utterance, one every `HOP_SAMPLES`, its silent ends cut off. */
export interface Features {
  readonly frameCount: number;
  /** `BANDS` levels for each frame, in dB above the floor, one frame after another. */
  readonly levelsDb: Float64Array;
  /** For each frame 1 where the line may have lost some of the sound that it looks at. */
  readonly lost: Uint8Array;
}

/** The features of µ-law sound at 8 kHz; no frames when nothing in it sounds. */
export function features(mulaw: Uint8Array): Features {
  const count = Math.max(0, Math.floor((mulaw.length - WINDOW_SAMPLES) / HOP_SAMPLES) + 1);
  const powers = Array.from({ length: count }, (_, frame) => bandPowers(mulaw, frame * HOP_SAMPLES));
  const sums = powers.map((bands) => bands.reduce((sum, band) => sum + band, 0));
  const loudest = Math.max(...sums, 0);
  const speech = loudest * 10 ** (-SPEECH_DB / 10);
  const first = loudest > 0 ? sums.findIndex((sum) => sum >= speech) : 0;
  const last = loudest > 0 ? sums.findLastIndex((sum) => sum >= speech) : -1;
  const kept = powers.slice(first, last + 1);
  const peak = Math.max(...kept.map((bands) => Math.max(...bands)));
  const floor = peak * 10 ** (-FLOOR_DB / 10);
  const levelsDb = new Float64Array(kept.length * BANDS);
  for (const [frame, bands] of kept.entries())
    for (const [band, power] of bands.entries())
      levelsDb[frame * BANDS + band] = Math.max(0, 10 * Math.log10((power + 1e-9) / floor));
  const missing = missingSpans(mulaw);
  const lost = Uint8Array.from(kept, (_, frame) => {
    const from = (first + frame) * HOP_SAMPLES;
    return missing.some((span) => span.from < from + WINDOW_SAMPLES && span.to > from) ? 1 : 0;
  });
  return { frameCount: kept.length, levelsDb, lost };
}

function bandPowers(mulaw: Uint8Array, from: number): Float64Array {
  const window = Float64Array.from(
    HAMMING,
    (weight, at) => weight * (MULAW_SAMPLES[mulaw[from + at] ?? 0xff] ?? 0),
  );
  const power = powerSpectrum(window);
  return Float64Array.from({ length: BANDS }, (_, band) => {
    let sum = 0;
    for (let bin = EDGES[band] ?? 0; bin < (EDGES[band + 1] ?? 0); bin += 1) sum += power[bin] ?? 0;
    return sum;
  });
}

/** The first bin of each band, and the end of the last. */
function melEdges(): readonly number[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const low = mel(LOWEST_HZ);
  const width = (mel(HIGHEST_HZ) - low) / BANDS;
  return Array.from({ length: BANDS + 1 }, (_, edge) => {
    const hz = 700 * (10 ** ((low + edge * width) / 2595) - 1);
    return Math.round((hz * WINDOW_SAMPLES) / SAMPLE_RATE_HZ);
  });
}
