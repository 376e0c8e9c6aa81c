// Spoken item: what the agent says in one response, and which of its words had been heard after so much of its sound.
import type { SpokenWord } from '../../speech/tts.ts';
import { MS_PER_CHAR } from '../../media/speaking-time.ts';
import { heardText, type HeardMark } from '../../nodes/heard-text.ts';

/** A word counts as heard when so much of it was: its end is often drawn out. */
const WORD_HEARD_SHARE = 0.6;

interface Sentence {
  /** As it was written. */
  readonly text: string;
  /** How many words the voice makes of it. */
  readonly spokenWords: number;
}

/** Grows while it is spoken. */
export class SpokenItem {
  readonly #sentences: Sentence[] = [];
  readonly #marks: HeardMark[] = [];
  #words = 0;
  #producedMs = 0;
  #whole = false;

  /** All of it, as it was written. */
  get said(): string {
    return this.#sentences.map(({ text }) => text).join('');
  }

  get producedMs(): number {
    return this.#producedMs;
  }

  /** All of its sound has come. */
  get whole(): boolean {
    return this.#whole;
  }

  /** A sentence as it was written, and as the voice is given it. */
  say(text: string, spoken: string): void {
    this.#sentences.push({ text, spokenWords: wordCount(spoken) });
  }

  sound(ms: number): void {
    this.#producedMs += ms;
  }

  /** The next words of its sound, with their times; returns how far each brings the text. */
  timed(words: readonly SpokenWord[]): readonly HeardMark[] {
    const marks = words.map(({ startMs, endMs }) => {
      this.#words += 1;
      return { chars: this.#charsAfter(this.#words), atMs: startMs + (endMs - startMs) * WORD_HEARD_SHARE };
    });
    this.#marks.push(...marks);
    return marks;
  }

  done(): void {
    this.#whole = true;
  }

  /** The beginning that had been heard after `heardMs` of its sound, in whole words. */
  heard(heardMs: number): string {
    if (this.#whole && heardMs >= this.#producedMs) return heardMs <= 0 ? '' : this.said;
    const { said } = this;
    // What is written runs ahead of its sound: what is still to come of it takes its time too.
    const lengthMs = this.#whole ? this.#producedMs : Math.max(this.#producedMs, said.length * MS_PER_CHAR);
    return heardText(said, heardMs, lengthMs, this.#marks).trimEnd();
  }

  /** Characters of the text after so many words of the voice's. */
  #charsAfter(words: number): number {
    let chars = 0;
    let left = words;
    for (const sentence of this.#sentences) {
      if (left < sentence.spokenWords) return chars + firstWords(sentence, left).length;
      chars += sentence.text.length;
      left -= sentence.spokenWords;
    }
    return chars;
  }
}

/** Where a number is spoken in other words than it is written, the share of words stands for the words. */
function firstWords({ text, spokenWords }: Sentence, spoken: number): string {
  const written = [...text.matchAll(/\S+\s*/g)].map(([word]) => word);
  const count = Math.floor((written.length * spoken) / Math.max(1, spokenWords));
  return written.slice(0, count).join('');
}

function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
