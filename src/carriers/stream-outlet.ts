// Stream outlet: what a carrier's stream gives to the graph. Kept until somebody listens, ended once, deaf after that.
import { assert } from '../base/assert.ts';
import { BoundedQueue } from '../base/bounded-queue.ts';
import type { CarrierStopped } from '../frames/carrier-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { CARRIER_GIVES } from './carrier.ts';

/** Frames kept for a graph that is not attached yet: ten seconds of the caller's sound. */
export const OUTLET_FRAMES_MAX = 500;

type Given = FrameOf<(typeof CARRIER_GIVES)[number]>;

/** Where one stream's frames leave it. */
export class StreamOutlet {
  readonly #streamId: string;
  readonly #dropped: () => void;
  readonly #early = new BoundedQueue<Given>(OUTLET_FRAMES_MAX, 'drop-oldest');
  #push: ((frame: Given) => void) | null = null;
  #ending: CarrierStopped | null = null;

  /** `dropped` is told of each frame that was kept for too long. */
  constructor(streamId: string, dropped: () => void) {
    this.#streamId = streamId;
    this.#dropped = dropped;
  }

  /** True when `carrier.stopped` was given: nothing comes after it. */
  get ended(): boolean {
    return this.#ending !== null;
  }

  /** Gives `carrier.started`, then all that was kept. Once. */
  attach(push: (frame: Given) => void): void {
    assert(this.#push === null, 'a stream is attached once');
    this.#push = push;
    push({ kind: 'carrier.started', streamId: this.#streamId });
    for (const frame of this.#early.drain()) push(frame);
    if (this.#ending !== null) push(this.#ending);
  }

  give(frame: Exclude<Given, CarrierStopped>): void {
    if (this.#ending !== null) return;
    if (this.#push !== null) return this.#push(frame);
    const before = this.#early.dropped;
    this.#early.push(frame);
    if (this.#early.dropped > before) this.#dropped();
  }

  /** Gives `carrier.stopped`; the first cause counts. */
  end(cause: CarrierStopped['cause'], detail: string): void {
    if (this.#ending !== null) return;
    this.#ending = { kind: 'carrier.stopped', cause, detail };
    this.#push?.(this.#ending);
  }
}
