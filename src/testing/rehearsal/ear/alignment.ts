// Alignment: how unlike two utterances are when time may stretch a little, by dynamic time warping.
import { BANDS, type Features } from './features.ts';

/** How unlike two utterances are, from 0 (the same) to 1 (nothing alike); what the line lost is left out. */
export interface Unlikeness {
  /** The mean over all frames: high for another sentence. */
  readonly overall: number;
  /** The worst stretch of a fifth of a second, by its median frame: high for another word in the same sentence. */
  readonly worstStretch: number;
}

const NOTHING_ALIKE: Unlikeness = { overall: 1, worstStretch: 1 };

/** How far apart in length two utterances may be and still be compared. */
const LENGTH_RATIO_MAX = 1.3;
/** How far the alignment may leave the diagonal, as a share of the length, and at least in frames. */
const REACH_SHARE = 0.1;
const REACH_FRAMES_MIN = 5;
const STRETCH_FRAMES = 9;
/** Sum over the bands, in dB, below which a frame is nearly silent and noise in it is no difference. */
const QUIET_DB = 30;

/** The steps of an alignment: along both utterances, or along one while the other waits. */
const BOTH = 0;
const FIRST = 1;
const SECOND = 2;

/**
 * How unlike `heard` is to `known` along their best alignment. Lengths that differ too much have nothing alike.
 * Sakoe and Chiba, "Dynamic programming algorithm optimization for spoken word recognition", 1978.
 */
export function unlikeness(heard: Features, known: Features): Unlikeness {
  const rows = heard.frameCount;
  const columns = known.frameCount;
  const shorter = Math.min(rows, columns);
  if (shorter === 0 || Math.max(rows, columns) > LENGTH_RATIO_MAX * shorter + REACH_FRAMES_MIN)
    return NOTHING_ALIKE;
  const width = columns + 1;
  const reach = Math.max(REACH_FRAMES_MIN, Math.ceil(REACH_SHARE * columns), Math.abs(columns - rows) + 2);
  const total = new Float64Array((rows + 1) * width).fill(Infinity);
  const steps = new Uint8Array(total.length);
  total[0] = 0;
  for (let row = 1; row <= rows; row += 1) {
    const centre = (row * columns) / rows;
    const to = Math.min(columns, Math.ceil(centre + reach));
    for (let column = Math.max(1, Math.floor(centre - reach)); column <= to; column += 1) {
      const at = row * width + column;
      const cost = frameUnlikeness(heard, row - 1, known, column - 1);
      // A step along both costs twice: else a detour through like frames would be cheaper than the straight way.
      const both = (total[at - width - 1] ?? Infinity) + 2 * cost;
      const first = (total[at - width] ?? Infinity) + cost;
      const second = (total[at - 1] ?? Infinity) + cost;
      const least = Math.min(both, first, second);
      total[at] = least;
      steps[at] = least === both ? BOTH : least === first ? FIRST : SECOND;
    }
  }
  const costs = costsAlong(heard, known, steps);
  if (costs.length === 0) return NOTHING_ALIKE;
  return {
    overall: costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
    worstStretch: worstStretch(costs),
  };
}

/** The unlikeness of each pair of frames that `steps` lead through from the end, without what the line lost. */
function costsAlong(heard: Features, known: Features, steps: Uint8Array): readonly number[] {
  const costs: number[] = [];
  let row = heard.frameCount;
  let column = known.frameCount;
  while (row > 0 && column > 0) {
    if (heard.lost[row - 1] === 0) costs.push(frameUnlikeness(heard, row - 1, known, column - 1));
    const step = steps[row * (known.frameCount + 1) + column];
    if (step !== SECOND) row -= 1;
    if (step !== FIRST) column -= 1;
  }
  return costs;
}

function worstStretch(costs: readonly number[]): number {
  let worst = 0;
  for (let from = 0; from === 0 || from + STRETCH_FRAMES <= costs.length; from += 1) {
    const stretch = costs.slice(from, from + STRETCH_FRAMES).toSorted((one, other) => one - other);
    worst = Math.max(worst, stretch[stretch.length >> 1] ?? 0);
  }
  return worst;
}

/** 0 for equal spectra, near 1 where what sounds in one is silent in the other. */
function frameUnlikeness(heard: Features, row: number, known: Features, column: number): number {
  let apart = 0;
  let louder = QUIET_DB;
  for (let band = 0; band < BANDS; band += 1) {
    const one = heard.levelsDb[row * BANDS + band] ?? 0;
    const other = known.levelsDb[column * BANDS + band] ?? 0;
    apart += Math.abs(one - other);
    louder += Math.max(one, other);
  }
  return apart / louder;
}
