// Energy: how loud a stretch of G.711 is, by a table of squares, without decoding it.
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
