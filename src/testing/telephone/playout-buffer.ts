// A carrier's playout buffer: plays what came, in order and in real time, and knows when each mark is due.
import type { Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';

/** Why a mark came back. On the wire all three look the same. */
export type MarkCause =
  /** Everything before it was played. */
  | 'played'
  /** Nothing was in the buffer when it came. */
  | 'idle'
  /** The buffer was cleared. */
  | 'cleared';

/** Who is told what the buffer plays. */
export interface PlayoutListener {
  /** These bytes sounded, the first of them at `at`. Told late, but in order and exactly once. */
  played(at: Micros, bytes: Uint8Array): void;
  /** A mark is due back; `heardBytes` of this buffer had sounded by then. */
  marked(name: string, cause: MarkCause, heardBytes: number): void;
}

/** One byte of µ-law at 8 kHz sounds for 125 microseconds. */
const BYTE_US = 125;

interface Stretch {
  readonly startAt: Micros;
  readonly bytes: Uint8Array;
  played: number;
}

interface PendingMark {
  readonly name: string;
  readonly dueAt: Micros;
}

/** The buffer of one stream. */
export class PlayoutBuffer {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #listener: PlayoutListener;
  #stretches: Stretch[] = [];
  #marks: PendingMark[] = [];
  #timer: Timer | null = null;
  #endAt = 0 as Micros;
  #heardBytes = 0;

  constructor(world: Pick<World, 'clock' | 'timers'>, listener: PlayoutListener) {
    this.#world = world;
    this.#listener = listener;
  }

  /** How much is still to be played, in milliseconds. */
  get aheadMs(): number {
    return Math.max(0, (this.#endAt - this.#world.clock.now()) / 1000);
  }

  /** True while there is something to play. */
  get playing(): boolean {
    return this.#endAt > this.#world.clock.now();
  }

  /** Adds sound behind what is still to be played. */
  add(bytes: Uint8Array): void {
    const now = this.#world.clock.now();
    this.flush(now);
    const startAt = this.#endAt > now ? this.#endAt : now;
    this.#stretches.push({ startAt, bytes, played: 0 });
    this.#endAt = (startAt + bytes.length * BYTE_US) as Micros;
  }

  mark(name: string): void {
    const now = this.#world.clock.now();
    this.flush(now);
    if (this.#endAt <= now && this.#marks.length === 0)
      return this.#listener.marked(name, 'idle', this.#heardBytes);
    this.#marks.push({ name, dueAt: this.#endAt });
    this.#arm();
  }

  /** Drops what was not played; every pending mark is due, or is dropped with it. */
  clear(marks: 'returned' | 'dropped' = 'returned'): void {
    const now = this.#world.clock.now();
    this.flush(now);
    this.#stretches = [];
    if (this.#endAt > now) this.#endAt = now;
    this.#timer?.stop();
    this.#timer = null;
    const pending = this.#marks.splice(0);
    if (marks === 'dropped') return;
    for (const { name } of pending) this.#listener.marked(name, 'cleared', this.#heardBytes);
  }

  /** The stream is over: what was not played is lost, and so are its marks. */
  stop(): void {
    this.flush(this.#world.clock.now());
    this.#stretches = [];
    this.#marks = [];
    this.#endAt = 0 as Micros;
    this.#timer?.stop();
    this.#timer = null;
  }

  /** Tells what has sounded until `until`, which is not in the future. */
  flush(until: Micros): void {
    let whole = 0;
    for (const stretch of this.#stretches) {
      const sounded = Math.min(stretch.bytes.length, Math.floor((until - stretch.startAt) / BYTE_US));
      if (sounded <= stretch.played) break;
      const from = stretch.played;
      stretch.played = sounded;
      this.#heardBytes += sounded - from;
      this.#listener.played(
        (stretch.startAt + from * BYTE_US) as Micros,
        stretch.bytes.subarray(from, sounded),
      );
      if (sounded < stretch.bytes.length) break;
      whole += 1;
    }
    if (whole > 0) this.#stretches.splice(0, whole);
  }

  /** One timer, for the first mark: real timers of nearly equal length fire in no certain order. */
  #arm(): void {
    const first = this.#marks[0];
    if (first === undefined || this.#timer !== null) return;
    const inMs = Math.max(0, (first.dueAt - this.#world.clock.now()) / 1000);
    this.#timer = this.#world.timers.after(inMs, () => {
      this.#timer = null;
      this.#returnDue();
      this.#arm();
    });
  }

  #returnDue(): void {
    // A timer of the real World may fire a fraction of a millisecond early: then it is set once more.
    const now = this.#world.clock.now();
    for (let first = this.#marks[0]; first !== undefined && first.dueAt <= now; first = this.#marks[0]) {
      this.#marks.shift();
      this.flush(first.dueAt);
      this.#listener.marked(first.name, 'played', this.#heardBytes);
    }
  }
}
