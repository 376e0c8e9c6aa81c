// Marks on their way back: each may be late, all keep their order.
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';

/** A line of returns. With no delay and nobody before it, a return leaves at once. */
export class MarkReturns {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  #line: { readonly at: Micros; readonly leave: () => void }[] = [];
  #timer: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>) {
    this.#world = world;
  }

  add(delayMs: number, leave: () => void): void {
    const wanted = plusMs(this.#world.clock.now(), delayMs);
    const last = this.#line.at(-1)?.at ?? wanted;
    this.#line.push({ at: wanted > last ? wanted : last, leave });
    if (this.#timer === null) this.#leave();
  }

  /** Drops what has not left. */
  stop(): void {
    this.#line = [];
    this.#timer?.stop();
    this.#timer = null;
  }

  #leave(): void {
    const now = this.#world.clock.now();
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      if (first.at > now) {
        this.#timer = this.#world.timers.after(msBetween(now, first.at), () => {
          this.#timer = null;
          this.#leave();
        });
        return;
      }
      this.#line.shift();
      first.leave();
    }
  }
}
