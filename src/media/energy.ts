// Energy: how loud a stretch of sound is; of G.711 by a table of squares, without decoding it.
import type { G711Law } from './audio.ts';
import { ALAW_SAMPLES, MULAW_SAMPLES } from './g711.ts';

/** What silence measures: nothing is quieter, so that levels can be compared and drawn. */
export const LEVEL_FLOOR_DBFS = -96;

const FULL_SCALE = 32_768;
const SQUARES: Readonly<Record<G711Law, Float64Array>> = {
  pcmu: Float64Array.from(MULAW_SAMPLES, (sample) => (sample / FULL_SCALE) ** 2),
  pcma: Float64Array.from(ALAW_SAMPLES, (sample) => (sample / FULL_SCALE) ** 2),
};

/**
 * RMS level in dBFS, from `LEVEL_FLOOR_DBFS` to 0. 0 dBFS is a square wave of full scale; the loudest sine is −3.
 * `from` and `to` bound the bytes looked at, so that a window needs no copy. Empty is silent.
 */
export function levelDbfs(
  bytes: Uint8Array,
  encoding: G711Law = 'pcmu',
  from = 0,
  to = bytes.length,
): number {
  const squares = SQUARES[encoding];
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += squares[bytes[at] ?? 0] ?? 0;
  if (sum === 0 || to <= from) return LEVEL_FLOOR_DBFS;
  return Math.max(LEVEL_FLOOR_DBFS, 10 * Math.log10(sum / (to - from)));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Mean square by character code: the first of four characters is the upper 6 bits of the first of three bytes. */
const BASE64_SQUARES: Readonly<Record<G711Law, Float64Array>> = {
  pcmu: base64Squares(SQUARES.pcmu),
  pcma: base64Squares(SQUARES.pcma),
};

/**
 * The same of G.711 that is still base64, for the frame path: every third sample, by its sign, its exponent and half
 * its mantissa, is within 1 dB for any sound but a tone that those samples beat with. The half that is missing makes
 * silence measure −67 in µ-law and −59 in A-law. `from` and `to`, in characters, are multiples of 4.
 */
export function base64LevelDbfs(base64: string, law: G711Law, from = 0, to = base64.length): number {
  const squares = BASE64_SQUARES[law];
  let sum = 0;
  for (let at = from; at < to; at += 4) sum += squares[base64.charCodeAt(at)] ?? 0;
  if (sum === 0 || to <= from) return LEVEL_FLOOR_DBFS;
  return 10 * Math.log10((4 * sum) / (to - from));
}

function base64Squares(squares: Float64Array): Float64Array {
  const means = new Float64Array(128);
  for (let upper = 0; upper < 64; upper += 1) {
    let sum = 0;
    for (let lower = 0; lower < 4; lower += 1) sum += squares[4 * upper + lower] ?? 0;
    means[BASE64.charCodeAt(upper)] = sum / 4;
  }
  return means;
}

/** The same of linear 16-bit samples, little-endian: `from` and `to` are even. */
export function linearLevelDbfs(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let sum = 0;
  for (let at = from; at < to; at += 2) {
    const sample = (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) << 16) >> 16;
    sum += (sample / FULL_SCALE) ** 2;
  }
  const samples = (to - from) / 2;
  if (sum === 0 || samples <= 0) return LEVEL_FLOOR_DBFS;
  return Math.max(LEVEL_FLOOR_DBFS, 10 * Math.log10(sum / samples));
}
