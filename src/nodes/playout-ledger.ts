// Playout ledger: who owns each byte handed to the carrier, and how much of it was heard.
//
// The carrier plays in order at 8 bytes a millisecond and returns a mark once all sound before it was played.
// Between marks the clock says how far it is; the next mark that has not come back says how far it cannot be.
import type { ItemId } from '../base/brand.ts';
import { msBetween, plusMs, type Micros } from '../base/time.ts';

/** How much of one item reached the caller's ear. */
export interface Heard {
  readonly itemId: ItemId;
  readonly heardMs: number;
  readonly producedMs: number;
  readonly whole: boolean;
}

interface Item {
  readonly itemId: ItemId;
  readonly fromMs: number;
  toMs: number;
  done: boolean;
}

interface Mark {
  readonly name: string;
  readonly positionMs: number;
}

/** A round trip longer than this is no round trip: the probe waited behind something. */
const ROUND_TRIP_MS_MAX = 500;

const PROBE = 'probe';

export class PlayoutLedger {
  /** Marks of an older generation come back because of a clear, not because they were heard. */
  #generation = 0;
  #markCount = 0;
  #marks: Mark[] = [];
  #items: Item[] = [];
  #sentMs = 0;
  #playedMs = 0;
  #anchor: { readonly at: Micros; readonly positionMs: number } | null = null;
  #probedAt: Micros | null = null;
  #roundTripMs = 0;

  /** The mark that measures the way to the carrier and back: to be sent while nothing is buffered. */
  probe(at: Micros): string {
    this.#probedAt = at;
    return PROBE;
  }

  /** True while sound that was handed over may still be playing, or more of an item is to come. */
  get busy(): boolean {
    return this.#items.length > 0;
  }

  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  /** Sound handed over and not known to be played, in milliseconds. */
  get aheadMs(): number {
    return this.#sentMs - this.#playedMs;
  }

  owns(itemId: ItemId): boolean {
    return this.#items.some((item) => item.itemId === itemId);
  }

  /** `ms` of `itemId`'s sound is being handed over; returns the mark to send behind it. */
  add(itemId: ItemId, ms: number, at: Micros): string {
    if (this.#playedMs >= this.#sentMs) this.#anchor = { at, positionMs: this.#sentMs };
    const last = this.#items.at(-1);
    if (last?.itemId === itemId) last.toMs += ms;
    else this.#items.push({ itemId, fromMs: this.#sentMs, toMs: this.#sentMs + ms, done: false });
    this.#sentMs += ms;
    this.#markCount += 1;
    const name = `${this.#generation}.${this.#markCount}`;
    this.#marks.push({ name, positionMs: this.#sentMs });
    return name;
  }

  /** All of the item's sound was handed over. Returns it when it is also played. */
  done(itemId: ItemId): readonly Heard[] {
    for (const item of this.#items) if (item.itemId === itemId) item.done = true;
    return this.#takePlayed();
  }

  /** A mark came back. Returns the items that are now heard to their end. */
  marked(name: string, at: Micros): readonly Heard[] {
    if (name === PROBE) {
      if (this.#probedAt !== null)
        this.#roundTripMs = Math.min(msBetween(this.#probedAt, at), ROUND_TRIP_MS_MAX);
      this.#probedAt = null;
      return [];
    }
    const index = this.#marks.findIndex((mark) => mark.name === name);
    const mark = this.#marks[index];
    if (mark === undefined) return [];
    this.#marks.splice(0, index + 1);
    this.#playedMs = mark.positionMs;
    // It was played half a round trip ago, and a clear sent now would take another half to arrive.
    this.#anchor = { at: plusMs(at, -this.#roundTripMs), positionMs: mark.positionMs };
    return this.#takePlayed();
  }

  /** The carrier owes marks for longer than it can have played: what was handed over counts as played. */
  assumePlayed(): readonly Heard[] {
    this.#marks = [];
    this.#playedMs = this.#sentMs;
    return this.#takePlayed();
  }

  /** Everything not yet played is being cleared at `at`. Returns what became of each item that was cut. */
  clear(at: Micros): readonly Heard[] {
    const positionMs = this.positionMs(at);
    const cut = this.#items.map((item) => heardUpTo(item, positionMs));
    this.#generation += 1;
    this.#marks = [];
    this.#items = [];
    this.#sentMs = 0;
    this.#playedMs = 0;
    this.#anchor = null;
    return cut;
  }

  /** How far the carrier has played when a clear sent at `at` reaches it. Never beyond what was handed over. */
  positionMs(at: Micros): number {
    if (this.#anchor === null) return this.#playedMs;
    const byClock = this.#anchor.positionMs + msBetween(this.#anchor.at, at);
    const nextMs = this.#marks[0]?.positionMs ?? this.#sentMs;
    return Math.max(this.#playedMs, Math.min(byClock, nextMs + this.#roundTripMs, this.#sentMs));
  }

  #takePlayed(): readonly Heard[] {
    const heard: Heard[] = [];
    for (let first = this.#items[0]; first !== undefined; first = this.#items[0]) {
      if (!first.done || this.#playedMs < first.toMs) break;
      heard.push(heardUpTo(first, first.toMs));
      this.#items.shift();
    }
    return heard;
  }
}

function heardUpTo(item: Item, positionMs: number): Heard {
  const producedMs = item.toMs - item.fromMs;
  const heardMs = Math.max(0, Math.min(positionMs - item.fromMs, producedMs));
  return { itemId: item.itemId, heardMs, producedMs, whole: item.done && heardMs === producedMs };
}
