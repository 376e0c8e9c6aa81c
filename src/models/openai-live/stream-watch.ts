// Stream watch: notices that the model's stream has stopped while the caller's goes on, by the clock.
import { msBetween, type Micros } from '../../base/time.ts';

/** So long without a word or a piece of sound: the model sends a piece each tenth of a second, silence too. */
export const STALLED_MS = 3000;

/** The caller's own stream had a gap of this length: then the model's may have one. */
const GAP_MS = 500;

/** Before there is a stream nothing is missed of it, until the caller has said something. */
export class StreamWatch {
  #since: Micros | null = null;
  #heardAt: Micros | null = null;

  /** Something came of the model; `flows`: a piece of the stream. */
  came(flows: boolean, at: Micros): void {
    if (flows || this.#since !== null) this.#since = at;
  }

  /** The caller's sound goes out; true when nothing has come back for too long. */
  isStalled(callerSpoke: boolean, at: Micros): boolean {
    const gap = this.#heardAt === null || msBetween(this.#heardAt, at) > GAP_MS;
    this.#heardAt = at;
    if (this.#since === null ? callerSpoke : gap) this.#since = at;
    return this.#since !== null && msBetween(this.#since, at) >= STALLED_MS;
  }
}
