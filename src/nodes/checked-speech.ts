// Checked speech: what the model says in one response, and how far each guardrail has seen it.
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { Speaker } from './cast.ts';
import type { RunnableGuardrail } from './guardrail.ts';

/** Characters of one response that are checked; what is beyond is not said in one breath. */
const TEXT_CHARS_MAX = 20_000;

/** One response. */
export class CheckedSpeech {
  readonly responseId: ResponseId;
  readonly requestId: string | null;
  readonly speaker: Speaker;
  readonly #rails: readonly RunnableGuardrail[];
  /** How much of the text each has been asked about. */
  readonly #seen = new Map<RunnableGuardrail, number>();
  readonly #running = new Set<RunnableGuardrail>();
  readonly #unheard = new Set<ItemId>();
  readonly #items = new Set<ItemId>();
  #text = '';
  #whole = false;

  constructor(
    responseId: ResponseId,
    requestId: string | null,
    speaker: Speaker,
    rails: readonly RunnableGuardrail[],
  ) {
    this.responseId = responseId;
    this.requestId = requestId;
    this.speaker = speaker;
    this.#rails = rails;
  }

  /** All of it was said and heard. */
  get allHeard(): boolean {
    return this.#whole && this.#unheard.size === 0;
  }

  /** Nothing is left to be checked. */
  get settled(): boolean {
    return this.#whole && this.#running.size === 0 && this.due().length === 0;
  }

  write(itemId: ItemId, delta: string): void {
    if (!this.#items.has(itemId)) {
      if (this.#text !== '') this.#text += ' ';
      this.#items.add(itemId);
      this.#unheard.add(itemId);
    }
    this.#text = (this.#text + delta).slice(0, TEXT_CHARS_MAX);
  }

  heard(itemId: ItemId): void {
    this.#unheard.delete(itemId);
  }

  end(): void {
    this.#whole = true;
  }

  /** Those that have seen too little of it, and are not at it. */
  due(): readonly RunnableGuardrail[] {
    const { length } = this.#text.trimEnd();
    return this.#rails.filter((rail) => {
      const unseen = length - (this.#seen.get(rail) ?? 0);
      return !this.#running.has(rail) && unseen > 0 && (this.#whole || unseen >= rail.everyChars);
    });
  }

  /** The text for one that begins to check. */
  take(rail: RunnableGuardrail): string {
    const text = this.#text.trimEnd();
    this.#running.add(rail);
    this.#seen.set(rail, text.length);
    return text;
  }

  answered(rail: RunnableGuardrail): void {
    this.#running.delete(rail);
  }
}
