// A first-in, first-out queue with a bound that has a name: when it is full, something is dropped and counted.
import { assert } from './assert.ts';

/** What a full queue gives up: the oldest entry (audio) or the newcomer (requests). */
export type OverflowRule = 'drop-oldest' | 'refuse-new';

/** Queue of at most `capacity` entries. `dropped` counts what the bound cost. */
export class BoundedQueue<Entry> {
  readonly #capacity: number;
  readonly #rule: OverflowRule;
  #entries: Entry[] = [];
  #head = 0;
  #dropped = 0;

  constructor(capacity: number, rule: OverflowRule) {
    assert(Number.isInteger(capacity) && capacity > 0, 'a queue holds at least one entry');
    this.#capacity = capacity;
    this.#rule = rule;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Adds `entry`; false when the rule refused it. */
  push(entry: Entry): boolean {
    if (this.size === this.#capacity) {
      this.#dropped += 1;
      if (this.#rule === 'refuse-new') return false;
      this.shift();
    }
    this.#entries.push(entry);
    return true;
  }

  shift(): Entry | undefined {
    if (this.size === 0) return undefined;
    const entry = this.#entries[this.#head];
    this.#head += 1;
    // Compacted when half is spent: amortised constant, and no entry is kept alive for long.
    if (this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Removes and returns everything, oldest first. */
  drain(): Entry[] {
    const rest = this.#entries.slice(this.#head);
    this.#entries = [];
    this.#head = 0;
    return rest;
  }
}
