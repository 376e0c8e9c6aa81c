// Pacer: lets sound and marks out in their order, no further ahead of the ear than the carrier takes it.
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { OutboundSpec } from './envelope-spec.ts';
import type { Outgoing } from './framer.ts';

/** Most sound that waits here: nobody listens to ten minutes of one answer. Beyond it new sound is refused. */
export const WAITING_MS_MAX = 600_000;

/** How far ahead of the ear `realtime` is: what a carrier's own jitter buffer holds. */
export const REALTIME_AHEAD_MS = 60;

/** Why sound is held back: the carrier's buffer is full, it plays something else, or it has just been cleared. */
export type HoldCause = 'flow' | 'pause' | 'guard';

/** Who carries out what leaves. */
export interface PacerSink {
  sound(sound: string | Uint8Array, ms: number): void;
  /** All sound before it was played by `playedAt`, if the carrier plays it at once; the mark's own `afterMs` later. */
  mark(name: string, playedAt: Micros, afterMs: number): void;
  /** The guard behind a clear is over; nothing has left since. */
  guarded(): void;
}

/** The pacer of one stream. */
export class Pacer {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #aheadMs: number;
  readonly #sink: PacerSink;
  readonly #holds = new Set<HoldCause>();
  #waiting: Outgoing[] = [];
  #waitingMs = 0;
  /** When the carrier has played all that left. */
  #playedAt: Micros;
  #timer: Timer | null = null;
  #guard: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, pacing: OutboundSpec['pacing'], sink: PacerSink) {
    this.#world = world;
    this.#aheadMs =
      pacing === 'burst' ? Infinity : pacing === 'realtime' ? REALTIME_AHEAD_MS : pacing.aheadMs;
    this.#sink = sink;
    this.#playedAt = world.clock.now();
  }

  /** How long until the carrier has nothing more to play, in milliseconds. */
  get runsDryInMs(): number {
    return Math.max(0, msBetween(this.#world.clock.now(), this.#playedAt)) + this.#waitingMs;
  }

  /** Adds what is to go out. False: there was no room for some of its sound. */
  push(outgoing: readonly Outgoing[]): boolean {
    let room = true;
    for (const one of outgoing) {
      const ms = one.kind === 'sound' ? one.ms : 0;
      if (ms > 0 && this.#waitingMs + ms > WAITING_MS_MAX) {
        room = false;
        continue;
      }
      this.#waiting.push(one);
      this.#waitingMs += ms;
    }
    this.#letOut();
    return room;
  }

  hold(cause: HoldCause): void {
    this.#holds.add(cause);
  }

  release(cause: HoldCause): void {
    if (this.#holds.delete(cause)) this.#letOut();
  }

  /** Drops all that waits, and forgets what the carrier has; nothing leaves for `guardMs`. */
  clear(guardMs: number): void {
    this.#waiting = [];
    this.#waitingMs = 0;
    this.#playedAt = this.#world.clock.now();
    this.#timer?.stop();
    this.#timer = null;
    if (guardMs === 0) return;
    this.#holds.add('guard');
    this.#guard?.stop();
    this.#guard = this.#world.timers.after(guardMs, () => {
      this.#sink.guarded();
      this.release('guard');
    });
  }

  /** The stream is over: nothing leaves any more. */
  stop(): void {
    this.clear(0);
    this.#guard?.stop();
  }

  #letOut(): void {
    let count = 0;
    for (const one of this.#waiting) {
      if (one.kind === 'mark') this.#sink.mark(one.name, this.#playedAt, one.afterMs);
      else if (this.#holds.size > 0 || this.#mustWait()) break;
      else this.#send(one.sound, one.ms);
      count += 1;
    }
    if (count > 0) this.#waiting.splice(0, count);
  }

  #send(sound: string | Uint8Array, ms: number): void {
    const now = this.#world.clock.now();
    this.#waitingMs -= ms;
    this.#playedAt = plusMs(this.#playedAt > now ? this.#playedAt : now, ms);
    this.#sink.sound(sound, ms);
  }

  /** True when the carrier has enough; then a timer is set. */
  #mustWait(): boolean {
    const overMs = msBetween(this.#world.clock.now(), this.#playedAt) - this.#aheadMs;
    if (overMs <= 0) return false;
    this.#timer ??= this.#world.timers.after(overMs, () => {
      this.#timer = null;
      this.#letOut();
    });
    return true;
  }
}
