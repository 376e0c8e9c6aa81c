// Admission: whether one more call is let in, and how many were not.

/** The door of one process. */
export class Admission {
  readonly turnedAway = { busy: 0, draining: 0, budget: 0 };
  readonly #callsMax: number;
  readonly #spent: () => boolean;
  #draining = false;

  /** `spent`: the calls of today have cost as much as they may. */
  constructor(callsMax: number, spent: () => boolean = () => false) {
    this.#callsMax = callsMax;
    this.#spent = spent;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Nobody is let in from now on. */
  drain(): void {
    this.#draining = true;
  }

  /** Whether there is no room beside so many calls. */
  full(calls: number): boolean {
    return this.#draining || calls >= this.#callsMax;
  }

  /** As `full`, or the day's budget is spent; a call that finds it so is counted. */
  turnsAway(calls: number): boolean {
    const why = this.#draining ? 'draining' : this.full(calls) ? 'busy' : this.#spent() ? 'budget' : null;
    if (why !== null) this.turnedAway[why] += 1;
    return why !== null;
  }
}
