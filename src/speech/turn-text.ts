// Turn text: the settled stretches of a turn and the one that may still change, as one text.

/** Longest text of one turn. */
const CHARS_MAX = 16_384;

/** One turn's text. */
export class TurnText {
  #settled = '';
  #open = '';

  /** The whole of it. */
  get text(): string {
    return [this.#settled, this.#open].filter((part) => part !== '').join(' ');
  }

  /** Nothing of it may change any more. */
  get isSettled(): boolean {
    return this.#open === '';
  }

  /** The next stretch, which stands in place of the one that could still change. */
  put(stretch: string, settled: boolean): void {
    const trimmed = stretch.trim();
    if (!settled) {
      this.#open = trimmed.slice(0, CHARS_MAX);
      return;
    }
    this.#open = '';
    if (trimmed !== '') this.#settled = [this.#settled, trimmed].join(' ').trim().slice(0, CHARS_MAX);
  }

  /** The text, and another turn begins. */
  take(): string {
    const { text } = this;
    this.#settled = '';
    this.#open = '';
    return text;
  }
}
