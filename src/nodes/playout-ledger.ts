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

/** A piece of the way that the sound takes, in milliseconds since the buffer was last emptied. */
interface Stretch {
  readonly fromMs: number;
  toMs: number;
}

/** The first sound of an item began to be heard. */
export interface Begun {
  readonly itemId: ItemId;
  readonly heardAt: Micros;
}

/** How far marks came from when the clock had them due: by so much what was heard may be told wrong. In milliseconds. */
export interface MarkError {
  readonly marks: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

interface Item {
  readonly itemId: ItemId;
  /** More than one where items were handed over in turns. */
  readonly stretches: Stretch[];
  done: boolean;
  /** When its first sound was handed over. */
  readonly handedAt: Micros;
  begun: boolean;
}

interface Chunk {
  readonly mark: string;
  readonly handedAt: Micros;
  readonly endMs: number;
}

/** A round trip longer than this is no round trip: the probe waited behind something. */
export const ROUND_TRIP_MS_MAX = 500;

const PROBE = 'probe';

const NONE_BEGUN: readonly Begun[] = Object.freeze([]);

/** The books of one stream's playout. Positions are milliseconds of sound since the carrier's buffer was last emptied. */
export class PlayoutLedger {
  /** Marks of an older generation come back because of a clear, not because they were heard. */
  #generation = 0;
  #markCount = 0;
  /** What was handed over and is not known to be played, in order. */
  #chunks: Chunk[] = [];
  #items: Item[] = [];
  #sentMs = 0;
  #playedMs = 0;
  /** When the sound at `#playedMs` came to its end, by the time of those who hand over: half a round trip earlier. */
  #playedAt: Micros | null = null;
  #probedAt: Micros | null = null;
  /** Where the carrier stopped by itself. */
  #cutMs: number | null = null;
  #roundTripMs = 0;
  #begun: Begun[] = [];
  #marks = 0;
  #errorSumMs = 0;
  #errorMaxMs = 0;

  /** The mark that measures the way to the carrier and back: to be sent while nothing is buffered. */
  probe(at: Micros): string {
    this.#probedAt = at;
    return PROBE;
  }

  /** True while sound that was handed over may still be playing, or more of an item is to come. */
  get busy(): boolean {
    return this.#items.length > 0;
  }

  /** Sound handed over and not known to be played, in milliseconds. */
  get aheadMs(): number {
    return this.#sentMs - this.#playedMs;
  }

  /** `ms` of `itemId`'s sound is being handed over; returns the mark to send behind it. */
  add(itemId: ItemId, ms: number, at: Micros): string {
    const item = this.#item(itemId, at);
    const last = item.stretches.at(-1);
    if (last?.toMs === this.#sentMs) last.toMs += ms;
    else item.stretches.push({ fromMs: this.#sentMs, toMs: this.#sentMs + ms });
    this.#sentMs += ms;
    this.#markCount += 1;
    const mark = `${this.#generation}.${this.#markCount}`;
    this.#chunks.push({ mark, handedAt: at, endMs: this.#sentMs });
    return mark;
  }

  /** All of the item's sound was handed over. Returns what is thereby heard to its end. */
  done(itemId: ItemId): readonly Heard[] {
    for (const item of this.#items) if (item.itemId === itemId) item.done = true;
    return this.#takePlayed();
  }

  /** A mark came back. Returns the items that are now heard to their end. */
  marked(mark: string, at: Micros): readonly Heard[] {
    if (mark === PROBE) {
      if (this.#probedAt !== null)
        this.#roundTripMs = Math.min(msBetween(this.#probedAt, at), ROUND_TRIP_MS_MAX);
      this.#probedAt = null;
      return [];
    }
    const index = this.#chunks.findIndex((chunk) => chunk.mark === mark);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return [];
    this.#compare(chunk, at);
    this.#chunks.splice(0, index + 1);
    this.#playedMs = chunk.endMs;
    this.#begin(at);
    // It was played half a round trip ago, and a clear sent now would take another half to arrive.
    this.#playedAt = plusMs(at, -this.#roundTripMs);
    return this.#takePlayed();
  }

  /** Items whose first sound is known to be heard, and was not when this was asked before. */
  takeBegun(): readonly Begun[] {
    if (this.#begun.length === 0) return NONE_BEGUN;
    const begun = this.#begun;
    this.#begun = [];
    return begun;
  }

  /** Over all marks that came back, but for those before the round trip was known. */
  get markError(): MarkError {
    const meanMs = this.#marks === 0 ? 0 : this.#errorSumMs / this.#marks;
    return { marks: this.#marks, meanMs, maxMs: this.#errorMaxMs };
  }

  /** How long the carrier still plays from `at` on, by the clock alone, whatever marks have come back; in milliseconds. */
  playsOnMs(at: Micros): number {
    return this.#sentMs - this.#clockMs(at);
  }

  /** The carrier owes marks for longer than it can have played: what was handed over counts as played. */
  assumePlayed(): readonly Heard[] {
    this.#chunks = [];
    this.#playedMs = this.#sentMs;
    return this.#takePlayed();
  }

  /** The carrier stopped by itself, so much behind the last mark that came back. What it had is cleared next. */
  cut(beyondMs: number): void {
    if (this.busy) this.#cutMs = Math.min(this.#sentMs, this.#playedMs + Math.max(0, beyondMs));
  }

  /** Everything not yet played is being cleared at `at`. Returns what became of each item that was cut. */
  clear(at: Micros): readonly Heard[] {
    const positionMs = this.positionMs(at);
    const cut = this.#items.map((item) => heardUpTo(item, positionMs));
    this.#generation += 1;
    this.#chunks = [];
    this.#items = [];
    this.#sentMs = 0;
    this.#playedMs = 0;
    this.#playedAt = null;
    this.#cutMs = null;
    return cut;
  }

  /** How long sound handed over at `at` waits behind what is still to be played, in milliseconds. */
  waitMs(at: Micros): number {
    return this.#sentMs - this.positionMs(at);
  }

  /** The carrier is gone, as we learn at `at`: it went half a round trip ago, and nothing has been played since. */
  stopped(at: Micros): readonly Heard[] {
    return this.clear(plusMs(at, -this.#roundTripMs));
  }

  /** How far the carrier has played when a clear sent at `at` reaches it. Never beyond what was handed over. */
  positionMs(at: Micros): number {
    if (this.#cutMs !== null) return this.#cutMs;
    const next = this.#chunks[0];
    const positionMs = this.#clockMs(at);
    return next === undefined ? positionMs : Math.min(positionMs, next.endMs + this.#roundTripMs);
  }

  /** As far as `positionMs`, if every mark that has not come back is merely late. */
  #clockMs(at: Micros): number {
    let positionMs = this.#playedMs;
    let freeAt = this.#playedAt;
    for (const { handedAt, endMs } of this.#chunks) {
      // It begins when it is there and what stands before it is played: between chunks the carrier may run dry.
      const beganAt: Micros = freeAt === null || freeAt < handedAt ? handedAt : freeAt;
      const playedMs = Math.max(0, msBetween(beganAt, at));
      if (positionMs + playedMs < endMs) {
        positionMs += playedMs;
        break;
      }
      freeAt = plusMs(beganAt, endMs - positionMs);
      positionMs = endMs;
    }
    return positionMs;
  }

  /** A mark is due once its sound is played, and a round trip later. */
  #compare({ handedAt, endMs }: Chunk, at: Micros): void {
    if (this.#probedAt !== null) return;
    const beganAt: Micros = this.#playedAt === null || this.#playedAt < handedAt ? handedAt : this.#playedAt;
    const dueAt = plusMs(beganAt, endMs - this.#playedMs + this.#roundTripMs);
    const errorMs = Math.abs(msBetween(dueAt, at));
    this.#marks += 1;
    this.#errorSumMs += errorMs;
    this.#errorMaxMs = Math.max(this.#errorMaxMs, errorMs);
  }

  #begin(at: Micros): void {
    for (const item of this.#items) {
      const fromMs = item.stretches[0]?.fromMs ?? 0;
      if (item.begun || fromMs >= this.#playedMs) continue;
      item.begun = true;
      // The mark was half a round trip on its way.
      const heardAt = plusMs(at, fromMs - this.#playedMs - this.#roundTripMs / 2);
      this.#begun.push({ itemId: item.itemId, heardAt: heardAt < item.handedAt ? item.handedAt : heardAt });
    }
  }

  #item(itemId: ItemId, at: Micros): Item {
    const known = this.#items.find((item) => item.itemId === itemId);
    if (known !== undefined) return known;
    const item: Item = { itemId, stretches: [], done: false, handedAt: at, begun: false };
    this.#items.push(item);
    return item;
  }

  #takePlayed(): readonly Heard[] {
    const isPlayed = ({ done, stretches }: Item): boolean =>
      done && this.#playedMs >= (stretches.at(-1)?.toMs ?? 0);
    const played = this.#items.filter(isPlayed);
    if (played.length > 0) this.#items = this.#items.filter((item) => !isPlayed(item));
    return played.map((item) => heardUpTo(item, this.#playedMs));
  }
}

function heardUpTo({ itemId, stretches, done }: Item, positionMs: number): Heard {
  let producedMs = 0;
  let heardMs = 0;
  for (const { fromMs, toMs } of stretches) {
    producedMs += toMs - fromMs;
    heardMs += Math.max(0, Math.min(positionMs, toMs) - fromMs);
  }
  return { itemId, heardMs, producedMs, whole: done && heardMs === producedMs };
}
