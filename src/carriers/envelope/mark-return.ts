// Mark return: one meaning of marks for the graph, whatever the carrier knows of them. Each mark that was wanted comes
// back exactly once and in order: when all sound before it was played, or at once when it was cleared.
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';

/** Marks on their way. Beyond it the oldest come back as if they had been played. */
export const PENDING_MARKS_MAX = 4000;

interface Pending {
  readonly name: string;
  /** When our clock returns it; null while it did not leave, or where the carrier returns it. */
  dueAt: Micros | null;
  /** The carrier returns it so much before what it stands for was played. */
  afterMs: number;
}

/** The marks of one stream. */
export class MarkReturn {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #give: (name: string) => void;
  #pending: Pending[] = [];
  #timer: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, give: (name: string) => void) {
    this.#world = world;
    this.#give = give;
  }

  /** The graph wants this mark; it will be pending until it comes back. */
  wanted(name: string): void {
    this.#pending.push({ name, dueAt: null, afterMs: 0 });
    if (this.#pending.length > PENDING_MARKS_MAX) this.#returnFirst(1);
  }

  /** The carrier was asked to return this mark, which it does `afterMs` too early. */
  left(name: string, afterMs: number): void {
    const pending = this.#unreturned(name);
    if (pending !== undefined) pending.afterMs = afterMs;
  }

  /** The carrier will not return this mark: our clock does, at `at`. */
  dueBy(name: string, at: Micros): void {
    const pending = this.#unreturned(name);
    if (pending === undefined) return;
    pending.dueAt = at;
    this.#arm();
  }

  /** The carrier returned this mark, and with it all before. False: it is of before a clear, or of nobody. */
  returned(name: string): boolean {
    const pending = this.#unreturned(name);
    if (pending === undefined) return false;
    const before = this.#pending.indexOf(pending);
    if (pending.afterMs === 0) this.#returnFirst(before + 1);
    else {
      this.#returnFirst(before);
      this.dueBy(name, plusMs(this.#world.clock.now(), pending.afterMs));
    }
    return true;
  }

  /** The buffer is cleared: every mark is back. */
  clear(): void {
    this.#returnFirst(this.#pending.length);
  }

  /** The stream is over: what is pending never comes back. */
  stop(): void {
    this.#pending = [];
    this.#timer?.stop();
    this.#timer = null;
  }

  #unreturned(name: string): Pending | undefined {
    return this.#pending.find((one) => one.name === name && one.dueAt === null);
  }

  #returnFirst(count: number): void {
    // Whoever is told may want further marks: these stand behind.
    const back = this.#pending.splice(0, count);
    this.#timer?.stop();
    this.#timer = null;
    this.#arm();
    for (const { name } of back) this.#give(name);
  }

  #arm(): void {
    const dueAt = this.#pending[0]?.dueAt ?? null;
    if (dueAt === null || this.#timer !== null) return;
    this.#timer = this.#world.timers.after(this.#inMs(dueAt), () => {
      this.#timer = null;
      const now = this.#world.clock.now();
      const later = this.#pending.findIndex(({ dueAt }) => dueAt === null || dueAt > now);
      const count = later === -1 ? this.#pending.length : later;
      // A real timer may be early by a fraction: then it is set once more.
      if (count === 0) this.#arm();
      else this.#returnFirst(count);
    });
  }

  #inMs(at: Micros): number {
    return Math.max(0, msBetween(this.#world.clock.now(), at));
  }
}
