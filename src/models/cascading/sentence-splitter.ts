// Sentence splitter: a text that is still being written becomes sentences, the first as early as it can be spoken.

/** A longer stretch without an end is broken at a space: a voice needs something to say. */
const SENTENCE_CHARS_MAX = 240;

/** The first piece may end at a comma once it is this long: the caller hears it while the rest is written. */
const FIRST_CLAUSE_CHARS_MIN = 24;

/** Words that end with a full stop and no sentence. */
const ABBREVIATION =
  /(?:^|[\s("'])(?:mr|mrs|ms|dr|prof|st|ave|blvd|rd|no|nr|vs|etc|e\.g|i\.e|approx|dept|inc|ltd|jr|sr|mt|ft|z\.b|d\.h|bzw|ca|hr|fr|\p{Lu})\.$/iu;

const SENTENCE_END = /[.!?…]+["'”’)\]]*(?=\s)|[。！？]+|\n/gu;
const CLAUSE_END = /[,;:](?=\s)|\s[–—-](?=\s)|[，、；]/gu;

/** Splits one text. What it gives, put together, is the text that was put in. */
export class SentenceSplitter {
  #rest = '';
  #given = 0;

  /** Takes the next piece of the text; returns the sentences that are whole by now. */
  push(delta: string): readonly string[] {
    this.#rest += delta;
    const whole: string[] = [];
    for (let end = this.#end(); end > 0; end = this.#end()) {
      whole.push(this.#rest.slice(0, end));
      this.#rest = this.#rest.slice(end);
      this.#given += 1;
    }
    return whole;
  }

  /** The text is over: what is left of it; null when nothing is. */
  end(): string | null {
    const rest = this.#rest;
    this.#rest = '';
    return rest.trim() === '' ? null : rest;
  }

  /** Where the first whole sentence ends, the space behind it included; 0 when none is whole. */
  #end(): number {
    for (const found of this.#rest.matchAll(SENTENCE_END)) {
      const end = found.index + found[0].length;
      const sentence = this.#rest.slice(0, end);
      // An empty line, or a mark without words, is no sentence: it goes with the next one.
      if (!/[\p{L}\p{N}]/u.test(sentence)) continue;
      // "1." at the beginning of a line is the number of what follows it.
      if (found[0] === '.' && (ABBREVIATION.test(sentence) || /(?:^|\n)\s*\d{1,2}\.$/.test(sentence)))
        continue;
      const next = this.#behindSpace(end);
      if (found[0] === '.') {
        // "At 9 a.m. we open": what goes on in small letters was not over.
        if (/\p{Ll}/u.test(this.#rest.charAt(next))) continue;
        if (next === this.#rest.length && /\b[ap]\.m\.$/i.test(sentence)) return 0;
      }
      return next;
    }
    if (this.#given === 0) {
      const clause = [...this.#rest.matchAll(CLAUSE_END)].find(
        ({ index }) => index >= FIRST_CLAUSE_CHARS_MIN,
      );
      if (clause !== undefined) return this.#behindSpace(clause.index + clause[0].length);
    }
    if (this.#rest.length <= SENTENCE_CHARS_MAX) return 0;
    const space = this.#rest.lastIndexOf(' ', SENTENCE_CHARS_MAX);
    return space > 0 ? space + 1 : SENTENCE_CHARS_MAX;
  }

  #behindSpace(end: number): number {
    let at = end;
    while (/\s/.test(this.#rest.charAt(at))) at += 1;
    return at;
  }
}
