// Untold: what Gemini is to know and was not told yet. It takes text only as history, or as something to be answered.
import type { ItemId } from '../../base/brand.ts';
import type { ContextAdd } from '../../frames/model-frames.ts';
import { encodeHistory, encodeResults, encodeText, type Said } from './client-message.ts';

/** Lines kept until they can be told; the oldest go. */
const LINES_MAX = 200;

interface Line extends Said {
  readonly itemId: ItemId | null;
}

/** A function's result. */
export interface Result {
  readonly id: string;
  readonly name: string;
  readonly outputJson: string;
}

/** Models of the second generation take history at any time, later ones before the conversation only. */
const TAKES_ASIDES = /^(models\/)?gemini-(live-)?2/;

const ANSWER = 'Answer the caller now.';

/** Keeps it, and gives it as messages when it may be told. */
export class Untold {
  readonly #asides: boolean;
  #lines: Line[] = [];
  #results: Result[] = [];
  /** Calls whose results this connection waits for. */
  readonly #calls = new Set<string>();
  #historyIsOver = false;

  constructor(model: string) {
    this.#asides = TAKES_ASIDES.test(model);
  }

  /** It waits for history, and must be told it first. */
  get takesHistory(): boolean {
    return !this.#asides;
  }

  /** The model waits for results that we have. */
  get owesResults(): boolean {
    return this.#results.length > 0;
  }

  add({ itemId, role, text }: Omit<ContextAdd, 'kind'>): void {
    this.#lines.push({ itemId, role, text });
    if (this.#lines.length > LINES_MAX) this.#lines.shift();
  }

  /** Nothing of it was heard; what was told stays told. */
  remove(itemId: ItemId): void {
    this.#lines = this.#lines.filter((line) => line.itemId !== itemId);
  }

  /** Of what it said last. */
  heardOnly(text: string): void {
    const note =
      text === ''
        ? 'The caller heard nothing of your last answer.'
        : `Of your last answer the caller heard only: "${text}"`;
    this.add({ itemId: null, role: 'system', text: note });
  }

  /** Where they cannot be changed otherwise. */
  instruct(instructions: string): void {
    this.add({
      itemId: null,
      role: 'system',
      text: `From now on these are your instructions: ${instructions}`,
    });
  }

  called(calls: readonly Pick<Result, 'id'>[]): void {
    for (const { id } of calls) this.#calls.add(id);
  }

  /** Of a call that was made on another connection it is told in words: this one may not know of the call. */
  result(result: Result): void {
    if (this.#calls.delete(result.id)) this.#results.push(result);
    else this.#returned(result);
  }

  /** Another connection goes on with the session, from before whatever was called. */
  renewed(): void {
    this.#calls.clear();
    const results = this.#results;
    this.#results = [];
    for (const result of results) this.#returned(result);
  }

  #returned({ name, outputJson }: Result): void {
    this.add({ itemId: null, role: 'system', text: `The function ${name} has returned: ${outputJson}` });
  }

  /** Calls that the model took back: their results it would not understand. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#calls.delete(id);
    this.#results = this.#results.filter(({ id }) => !ids.includes(id));
  }

  /** What is told before anything is heard or asked; null for nothing. Once. */
  history(): string | null {
    if (this.#historyIsOver) return null;
    this.#historyIsOver = true;
    if (this.#asides) return this.aside();
    // It waits for the end of the history, also of none.
    return encodeHistory(this.#take(), true);
  }

  /** What may be told in between; null where nothing may. */
  aside(): string | null {
    if (!this.#asides || this.#lines.length === 0) return null;
    return encodeHistory(this.#take(), false);
  }

  /** What makes the model answer: results alone do; else a text, with all that it was not told. */
  asked(instructions: string | null, tools: boolean): readonly string[] {
    const messages = this.#results.length === 0 ? [] : [encodeResults(this.#results)];
    this.#results = [];
    const wish = [
      ...(instructions === null ? [] : [instructions]),
      ...(tools ? [] : ['Call no function for it.']),
    ];
    const lines = this.#take();
    if (messages.length > 0 && wish.length === 0 && lines.length === 0) return messages;
    const told = lines.map(({ role, text }) =>
      role === 'caller' ? text : role === 'agent' ? `[You have said: "${text}"]` : `[${text}]`,
    );
    return [...messages, encodeText([...told, ...(wish.length === 0 ? [ANSWER] : wish)].join('\n'))];
  }

  #take(): readonly Line[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
