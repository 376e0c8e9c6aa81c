// Agent speech: what of the agent can be heard right now, as far as this side of the carrier knows, and how to go on after a false alarm.
import type { ItemId } from '../../base/brand.ts';
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import { MS_PER_CHAR } from '../../media/speaking-time.ts';

/** So near to its end the agent counts as silent: people answer a little early. */
const TAIL_MS = 600;

/** A phrase from memory is not longer: what is told as history must not pass for one that sounds for minutes. */
const PHRASE_MS_MAX = 10_000;

/** What sounds, as it stands when it is asked for. */
export interface Saying {
  /** All that is to be said, as far as it is known. */
  readonly said: string;
  /** Nothing more will be added to it. */
  readonly written: boolean;
}

interface Sounding {
  readonly itemId: ItemId;
  readonly saying: Saying;
  /** Null while nobody has said that less than all of it was heard. */
  heard: string | null;
}

/** Sound is handed over faster than it plays: it is taken to play from then on, one piece behind the other. */
export class AgentSpeech {
  #until = 0 as Micros;
  #last: Sounding | null = null;
  #cut: Sounding | null = null;

  /** Something can be heard, and for a while yet. */
  speaks(now: Micros): boolean {
    return msBetween(now, this.#until) > TAIL_MS;
  }

  /** Some more sound of an item was handed over. */
  sounds(itemId: ItemId, saying: Saying, ms: number, now: Micros): void {
    if (this.#last?.itemId !== itemId) this.#last = { itemId, saying, heard: null };
    this.#until = plusMs(Math.max(now, this.#until) as Micros, ms);
  }

  /** A text is being played from memory, all of it. */
  phrase(itemId: ItemId, text: string, now: Micros): void {
    this.#last = { itemId, saying: { said: text, written: true }, heard: null };
    this.#until = plusMs(now, Math.min(PHRASE_MS_MAX, text.length * MS_PER_CHAR));
  }

  /** Of an item only so much was heard, and it sounds no more. */
  stopped(itemId: ItemId, heard: string, now: Micros): void {
    this.#until = now;
    for (const one of [this.#last, this.#cut]) if (one?.itemId === itemId) one.heard = heard;
  }

  /** What was heard of a text from memory, which was taken out as a whole before. */
  corrected(heard: string): void {
    for (const one of [this.#last, this.#cut]) if (one?.heard === '') one.heard = heard;
  }

  /** The caller speaks over it. */
  interrupted(): void {
    this.#cut = this.#last;
  }

  /** What was not heard of what the caller spoke over; null when it was not stopped, or nothing is left of it. */
  remainder(): { readonly text: string; readonly written: boolean } | null {
    const cut = this.#cut;
    this.#cut = null;
    if (cut === null || cut.heard === null) return null;
    const { said: text, written } = cut.saying;
    const rest = text.startsWith(cut.heard) ? text.slice(cut.heard.length).trim() : text.trim();
    return rest === '' && written ? null : { text: rest, written };
  }
}
