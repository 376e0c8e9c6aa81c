// Failure watch: stops a batch that goes wrong, before everybody in it has been called for nothing.

/** So many failures among so many calls, the last ones. */
export interface FailureLimit {
  readonly failures: number;
  readonly calls: number;
}

/** The limit of a text such as `10/20`; null when it is no such text. */
export function failureLimit(text: string): FailureLimit | null {
  const [, failures = 0, calls = 0] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  return failures >= 1 && calls >= failures ? { failures, calls } : null;
}

/** Sees how each call ended. */
export class FailureWatch {
  readonly #limit: FailureLimit;
  readonly #last: boolean[] = [];

  constructor(limit: FailureLimit) {
    this.#limit = limit;
  }

  /** True: that was one failure too many. */
  sees(failed: boolean): boolean {
    this.#last.push(failed);
    if (this.#last.length > this.#limit.calls) this.#last.shift();
    return this.#last.filter((one) => one).length >= this.#limit.failures;
  }
}
