// Handoff budget: how often a caller may be handed over, so that two agents never play ping-pong with one.

/** Handoffs without a word of the caller between them: a third agent in a row has nothing new to know. */
export const HANDOFFS_IN_A_ROW_MAX = 2;

/** Handoffs on one stream of a call. */
export const HANDOFFS_MAX = 20;

/** Counts the handoffs that functions ask for. */
export class HandoffBudget {
  #inARow = 0;
  #all = 0;

  /** Whether one more may be made; it counts then. */
  take(): boolean {
    if (this.#inARow === HANDOFFS_IN_A_ROW_MAX || this.#all === HANDOFFS_MAX) return false;
    this.#inARow += 1;
    this.#all += 1;
    return true;
  }

  /** The caller has said something. */
  callerSpoke(): void {
    this.#inARow = 0;
  }
}
