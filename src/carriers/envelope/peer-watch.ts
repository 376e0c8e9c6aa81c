// Peer watch: shows the peer that we are there, and notices that it is not.
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';

/** What is watched; without a bound a silent peer is believed to be there. */
export interface PeerWatchParts {
  readonly everyMs: number | undefined;
  readonly idleMsMax: number | undefined;
  /** It is time to show that we are there. */
  keepalive(): void;
  /** Nothing came for `idleMsMax`. */
  silent(idleMsMax: number): void;
}

/** The watch over one stream's peer. */
export class PeerWatch {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #parts: PeerWatchParts;
  #heardAt: Micros;
  #keepalive: Timer | null = null;
  #idle: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, parts: PeerWatchParts) {
    this.#world = world;
    this.#parts = parts;
    this.#heardAt = world.clock.now();
  }

  begin(): void {
    this.heard();
    this.#keepAlive();
    this.#watch();
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = this.#world.clock.now();
  }

  stop(): void {
    this.#keepalive?.stop();
    this.#idle?.stop();
  }

  #keepAlive(): void {
    const { everyMs } = this.#parts;
    if (everyMs === undefined) return;
    this.#keepalive = this.#world.timers.after(everyMs, () => {
      // Set first: what is sent may end the stream.
      this.#keepAlive();
      this.#parts.keepalive();
    });
  }

  #watch(): void {
    const { idleMsMax } = this.#parts;
    if (idleMsMax === undefined) return;
    const leftMs = idleMsMax - msBetween(this.#heardAt, this.#world.clock.now());
    this.#idle = this.#world.timers.after(Math.max(1, leftMs), () => {
      if (msBetween(this.#heardAt, this.#world.clock.now()) >= idleMsMax) this.#parts.silent(idleMsMax);
      else this.#watch();
    });
  }
}
