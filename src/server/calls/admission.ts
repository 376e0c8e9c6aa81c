// Admission: whether one more call is let in, and how many were not.

/** The door of one process. */
export class Admission {
  readonly turnedAway = { busy: 0, draining: 0 };
  readonly #callsMax: number;
  #draining = false;

  constructor(callsMax: number) {
    this.#callsMax = callsMax;
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

  /** As `full`; a call that finds it so is counted. */
  turnsAway(calls: number): boolean {
    if (!this.full(calls)) return false;
    this.turnedAway[this.#draining ? 'draining' : 'busy'] += 1;
    return true;
  }
}
