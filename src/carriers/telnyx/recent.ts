// Recent: the last things that were known, by name, and no more of them than a bound.

/** Events, streams, calls and rooms that are remembered at a time; what is older is over. */
export const REMEMBERED_MAX = 10_000;

/** A map that forgets the oldest. */
export class Recent<Value> {
  readonly #max: number;
  readonly #values = new Map<string, Value>();

  constructor(max: number) {
    this.#max = max;
  }

  get(name: string): Value | null {
    return this.#values.get(name) ?? null;
  }

  /** Keeps it. False: it was known, and is now the newest. */
  set(name: string, value: Value): boolean {
    const isNew = !this.#values.delete(name);
    this.#values.set(name, value);
    const oldest = this.#values.keys().next();
    if (this.#values.size > this.#max && !oldest.done) this.#values.delete(oldest.value);
    return isNew;
  }

  delete(name: string): void {
    this.#values.delete(name);
  }
}
