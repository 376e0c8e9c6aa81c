// Virtual time: timers that fire when a test says that time passes.
import type { Timer, Timers } from '../../base/world.ts';

/** Time that stands still until it is advanced. */
export interface VirtualTime extends Timers {
  readonly nowMs: number;
  readonly pending: number;
  advance(ms: number): Promise<void>;
  /** Goes to the next instant at which something is due, `limitMs` at the latest, and fires all of it. */
  step(limitMs: number): Promise<void>;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
  stopped: boolean;
}

/** Turns of the event loop that what is under way may take before time goes on without it. */
const TURNS_MAX = 200;

/**
 * Starts at 0. Entries of one instant fire in the order in which they were set. While `underWay()` holds, time waits
 * for the event loop: something happens outside of virtual time that is to take none of it.
 */
export function virtualTime(underWay: () => boolean = () => false): VirtualTime {
  const heap: Entry[] = [];
  let nowMs = 0;
  let order = 0;
  let stopped = 0;

  async function step(limitMs: number): Promise<void> {
    dropStopped();
    const next = heap[0];
    if (next === undefined || next.atMs > limitMs) {
      nowMs = limitMs;
      await promisesSettle();
      return;
    }
    nowMs = Math.max(nowMs, next.atMs);
    for (let due = heap[0]; due !== undefined && due.atMs <= nowMs; due = heap[0]) {
      removeFirst(heap);
      if (due.stopped) stopped -= 1;
      else {
        due.stopped = true;
        due.fire();
      }
    }
    await promisesSettle();
  }

  /** Lets every promise that is ready run to its end: a macrotask comes after all microtasks. */
  async function promisesSettle(): Promise<void> {
    await nextTurn();
    for (let turns = 1; underWay() && turns < TURNS_MAX; turns += 1) await nextTurn();
  }

  function dropStopped(): void {
    while (heap[0]?.stopped === true) {
      removeFirst(heap);
      stopped -= 1;
    }
  }

  return {
    get nowMs() {
      return nowMs;
    },
    get pending() {
      return heap.length - stopped;
    },
    after(delayMs, fire): Timer {
      const entry: Entry = { atMs: nowMs + Math.max(0, delayMs), order: (order += 1), fire, stopped: false };
      insert(heap, entry);
      return {
        stop() {
          if (entry.stopped) return;
          entry.stopped = true;
          stopped += 1;
        },
      };
    },
    async advance(ms) {
      const end = nowMs + ms;
      // A promise that is ready now may set a timer that is due before those that are known.
      await promisesSettle();
      // What is due right now fires even when no time passes.
      do await step(end);
      while (nowMs < end || (heap[0] !== undefined && heap[0].atMs <= end));
    },
    step,
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function before(one: Entry, other: Entry): boolean {
  return one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;
}

function insert(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!before(entry, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = entry;
}

function removeFirst(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
    if (!before(heap[child] as Entry, last)) break;
    heap[index] = heap[child] as Entry;
    index = child;
  }
  heap[index] = last;
}
