// Echo: our own voice on the caller's side, known by its rhythm: the caller's level goes up and down as ours did a moment before.
import type { SoundFinding } from '../sound-finding.ts';
import { WINDOW_MS } from './talk-meter.ts';
import type { SoundWindow } from './window.ts';

/** Compared in one go: 2 s have some ten syllables, which nobody else speaks in the same rhythm. */
const BLOCK_WINDOWS = 100;

/** An echo by way of carriers and a phone comes back within a second. */
const LAG_WINDOWS_MAX = 50;

/** Rhythms of two who talk at once agree to 0.5 or less at the lag that fits best; those of a voice and its echo to 0.9. */
export const ECHO_LIKENESS_MIN = 0.75;

/** Twice in a row at the same distance: once may be chance. */
const BLOCKS_MIN = 2;
const SAME_LAG_WINDOWS = 2;

/** How much of a block we must talk in, for there to be a rhythm. */
const TALK_SHARE_MIN = 0.4;

/** Below this nobody hears an echo. */
const LEAST_DBFS = -60;

/** Where we are louder than this it is measured how much of it comes back. */
const LOUD_DBFS = -35;

/** Levels below are all alike. */
const FLOOR_DBFS = -65;

interface Hit {
  readonly atMs: number;
  readonly lag: number;
  readonly belowDb: number;
}

/** Compares block by block. */
export class Echo {
  /** Levels of our voice: of this block, and of as long before as an echo may take. */
  #agent: number[] = [];
  #caller: number[] = [];
  #talked = 0;
  #from = 0;
  #hits: Hit[] = [];

  hear({ atMs, caller, agent }: SoundWindow): readonly SoundFinding[] {
    if (this.#caller.length === 0) this.#from = atMs;
    this.#agent.push(Math.max(FLOOR_DBFS, agent.levelDbfs));
    this.#caller.push(Math.max(FLOOR_DBFS, caller.levelDbfs));
    if (agent.talks) this.#talked += 1;
    if (this.#caller.length < BLOCK_WINDOWS) return [];
    const talked = this.#talked >= TALK_SHARE_MIN * BLOCK_WINDOWS;
    const hit = talked ? this.#compare() : null;
    this.#agent = this.#agent.slice(-LAG_WINDOWS_MAX);
    this.#caller = [];
    this.#talked = 0;
    // While we are silent there is nothing that could come back.
    return talked ? this.#next(hit) : [];
  }

  end(): readonly SoundFinding[] {
    return this.#next(null);
  }

  #next(hit: Hit | null): readonly SoundFinding[] {
    const last = this.#hits.at(-1);
    if (hit !== null && (last === undefined || Math.abs(hit.lag - last.lag) <= SAME_LAG_WINDOWS)) {
      this.#hits.push(hit);
      return [];
    }
    const hits = this.#hits;
    this.#hits = hit === null ? [] : [hit];
    const [first] = hits;
    if (first === undefined || last === undefined || hits.length < BLOCKS_MIN) return [];
    const below = hits.reduce((sum, { belowDb }) => sum + belowDb, 0) / hits.length;
    const durationMs = last.atMs + BLOCK_WINDOWS * WINDOW_MS - first.atMs;
    return [
      { kind: 'echo', side: 'caller', atMs: first.atMs, durationMs, value: Math.round(10 * below) / 10 },
    ];
  }

  #compare(): Hit | null {
    if (Math.max(...this.#caller) < LEAST_DBFS) return null;
    const before = this.#agent.length - BLOCK_WINDOWS;
    let best: { readonly lag: number; readonly likeness: number } | null = null;
    for (let lag = 0; lag <= Math.min(LAG_WINDOWS_MAX, before); lag += 1) {
      const likeness = correlation(this.#agent, before - lag, this.#caller);
      if (best === null || likeness > best.likeness) best = { lag, likeness };
    }
    if (best === null || best.likeness < ECHO_LIKENESS_MIN) return null;
    const { lag } = best;
    const belowDb = this.#below(before - lag);
    // What is louder than we are is no echo of ours.
    return belowDb < 0 ? null : { atMs: this.#from, lag, belowDb };
  }

  /** How far below ours the caller's side is while we are loud, `from` being where our voice began. */
  #below(from: number): number {
    const loud = this.#caller.flatMap((level, at) => {
      const ours = this.#agent[from + at] ?? FLOOR_DBFS;
      return ours < LOUD_DBFS ? [] : [ours - level];
    });
    return loud.length === 0 ? 0 : loud.reduce((sum, db) => sum + db, 0) / loud.length;
  }
}

/** Pearson's, of `those` with as many of `these` from `from` on; 0 where either is flat. */
function correlation(these: readonly number[], from: number, those: readonly number[]): number {
  const count = those.length;
  let [one, other, ones, others, both] = [0, 0, 0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const [a, b] = [these[from + at] ?? FLOOR_DBFS, those[at] ?? FLOOR_DBFS];
    one += a;
    other += b;
    ones += a * a;
    others += b * b;
    both += a * b;
  }
  const spread = (count * ones - one * one) * (count * others - other * other);
  return spread <= 0 ? 0 : (count * both - one * other) / Math.sqrt(spread);
}
