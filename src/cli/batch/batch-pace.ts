// Batch pace: how fast calls may follow each other, and how long nothing is dialled when there were too many.
import type { Random } from '../../base/world.ts';
import { msBetween, plusMs, type Micros } from '../../base/time.ts';

/** The first wait after somebody said "not now", and the longest one that is of our own choice. */
const BACKOFF_MS = 2000;
const BACKOFF_MS_MAX = 60_000;

/** Nobody took a call for so long: whoever started the batch should know. */
export const TURNED_AWAY_MS_MAX = 30 * 60_000;

/** Says when the next call may be dialled. */
export class BatchPace {
  readonly #spacingMs: number;
  readonly #random: Random;
  #next: Micros | null = null;
  #heldUntil: Micros | null = null;
  #heldSince: Micros | null = null;
  #holds = 0;
  #full = false;

  constructor(perSecond: number, random: Random) {
    this.#spacingMs = 1000 / perSecond;
    this.#random = random;
  }

  /** Milliseconds until a call may be dialled; 0: now. */
  waitMs(now: Micros): number {
    const wait = (until: Micros | null): number => (until === null ? 0 : msBetween(now, until));
    return Math.max(0, wait(this.#next), wait(this.#heldUntil));
  }

  /** A call is dialled now. */
  dialled(now: Micros): void {
    this.#next = plusMs(now, this.#spacingMs);
  }

  /** No call was taken for too long. */
  isStuck(now: Micros): boolean {
    return this.#heldSince !== null && msBetween(this.#heldSince, now) > TURNED_AWAY_MS_MAX;
  }

  /**
   * A call was turned away for now: the whole batch waits, longer each time, and as long as it was told. Returns the wait
   * in milliseconds. `full`: there is room again as soon as another call has ended.
   */
  turnedAway(now: Micros, retryAfterMs: number | null, full: boolean): number {
    this.#heldSince ??= now;
    const held = this.#heldUntil !== null && now < this.#heldUntil;
    this.#full = full && (!held || this.#full);
    // Of calls that were under way at once each is turned away: that is one reason to wait, not many.
    if (!held) this.#holds += 1;
    const longest = Math.min(BACKOFF_MS * 2 ** (this.#holds - 1), BACKOFF_MS_MAX);
    // Batches that were turned away together do not come back together.
    const own = held ? 0 : longest * (0.5 + this.#random.fraction() / 2);
    const until = plusMs(now, Math.max(own, retryAfterMs ?? 0));
    if (this.#heldUntil === null || until > this.#heldUntil) this.#heldUntil = until;
    return this.waitMs(now);
  }

  /** A call that was taken has ended: whatever comes next begins anew. */
  taken(): void {
    this.#heldSince = null;
    this.#holds = 0;
    if (this.#full) this.#heldUntil = null;
  }
}
