// Sound queue: plays what came, in order and in real time, in any format, and knows when each mark is due.
import { Buffer } from 'node:buffer';
import { plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';

/** Who is told of marks that are due. */
export type MarkDue = (name: string, cleared: boolean) => void;

interface Stretch {
  readonly startAt: Micros;
  readonly bytes: Uint8Array;
  played: number;
}

/** One stretch that reached the ear. */
export interface HeardStretch {
  readonly at: Micros;
  readonly bytes: Uint8Array;
}

/** The queue of one stream, and the ear behind it. */
export class SoundQueue {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #perMs: number;
  readonly #due: MarkDue;
  readonly #heard: HeardStretch[] = [];
  #stretches: Stretch[] = [];
  #marks: { readonly name: string; readonly at: Micros }[] = [];
  #endAt: Micros;
  #timer: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, perMs: number, due: MarkDue) {
    this.#world = world;
    this.#perMs = perMs;
    this.#due = due;
    this.#endAt = world.clock.now();
  }

  /** How much is still to be played. */
  get aheadMs(): number {
    return Math.max(0, (this.#endAt - this.#world.clock.now()) / 1000);
  }

  /** All that reached the ear until now, in order. */
  get heard(): readonly HeardStretch[] {
    this.#play();
    return this.#heard;
  }

  /** The bytes that reached the ear until now. */
  heardBytes(): Uint8Array {
    return Buffer.concat(this.heard.map(({ bytes }) => bytes));
  }

  add(bytes: Uint8Array): void {
    this.#play();
    const now = this.#world.clock.now();
    const startAt = this.#endAt > now ? this.#endAt : now;
    this.#stretches.push({ startAt, bytes, played: 0 });
    this.#endAt = plusMs(startAt, bytes.length / this.#perMs);
  }

  mark(name: string): void {
    this.#marks.push({ name, at: this.#endAt });
    this.#returnDue();
  }

  /** Drops what was not played; pending marks are returned, or dropped with it. */
  clear(marks: 'returned' | 'dropped'): void {
    this.#play();
    const now = this.#world.clock.now();
    this.#stretches = [];
    if (this.#endAt > now) this.#endAt = now;
    this.#timer?.stop();
    this.#timer = null;
    const pending = this.#marks.splice(0);
    if (marks === 'returned') for (const { name } of pending) this.#due(name, true);
  }

  /** The stream is over. */
  stop(): void {
    this.clear('dropped');
  }

  #play(): void {
    const now = this.#world.clock.now();
    for (const stretch of this.#stretches) {
      const sounded = Math.min(
        stretch.bytes.length,
        Math.floor(((now - stretch.startAt) / 1000) * this.#perMs),
      );
      if (sounded <= stretch.played) break;
      const at = plusMs(stretch.startAt, stretch.played / this.#perMs);
      this.#heard.push({ at, bytes: stretch.bytes.subarray(stretch.played, sounded) });
      stretch.played = sounded;
    }
    this.#stretches = this.#stretches.filter(({ bytes, played }) => played < bytes.length);
  }

  #returnDue(): void {
    const now = this.#world.clock.now();
    for (let first = this.#marks[0]; first !== undefined && first.at <= now; first = this.#marks[0]) {
      this.#marks.shift();
      this.#due(first.name, false);
    }
    this.#timer?.stop();
    const [next] = this.#marks;
    this.#timer =
      next === undefined ? null : this.#world.timers.after((next.at - now) / 1000, () => this.#returnDue());
  }
}
