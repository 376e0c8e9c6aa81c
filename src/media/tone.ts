// Tones: sines and telephone keys as µ-law, for tests, doctors and rehearsals.
import { BYTES_PER_MS } from './audio.ts';
import { pcm16ToMulaw } from './g711.ts';

/** What a telephone's key sends. */
export type DtmfKey = (typeof DTMF_KEYS)[number];

/** Every key of ITU-T Q.23, row by row. */
export const DTMF_KEYS = [
  ...(['1', '2', '3', 'A'] as const),
  ...(['4', '5', '6', 'B'] as const),
  ...(['7', '8', '9', 'C'] as const),
  ...(['*', '0', '#', 'D'] as const),
] as const;

const ROW_HZ = [697, 770, 852, 941] as const;
const COLUMN_HZ = [1209, 1336, 1477, 1633] as const;
const SAMPLES_PER_SECOND = BYTES_PER_MS * 1000;
const FULL_SCALE = 32_767;

/** `ms` of a sine of `hz` at `dbfs` RMS (−3 is the loudest that is not clipped), µ-law. */
export function sineTone(hz: number, ms: number, dbfs = -10): Uint8Array {
  return tones([hz], ms, dbfs);
}

/** `ms` of the two tones of `key`, together at `dbfs` RMS (−6 is the loudest that is not clipped), µ-law. */
export function dtmfTone(key: DtmfKey, ms: number, dbfs = -10): Uint8Array {
  const at = DTMF_KEYS.indexOf(key);
  return tones([ROW_HZ[at >> 2] ?? 0, COLUMN_HZ[at & 3] ?? 0], ms, dbfs);
}

function tones(frequenciesHz: readonly number[], ms: number, dbfs: number): Uint8Array {
  const peak = FULL_SCALE * 10 ** (dbfs / 20) * Math.sqrt(2 / frequenciesHz.length);
  const samples = Int16Array.from({ length: Math.round(ms * BYTES_PER_MS) }, (_, at) => {
    let sum = 0;
    for (const hz of frequenciesHz) sum += Math.sin((2 * Math.PI * hz * at) / SAMPLES_PER_SECOND);
    return Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.round(sum * peak)));
  });
  return pcm16ToMulaw(samples);
}
