// Personal edits: finds what is personal in a text, and says what is to stand in its place.
import type { DigitWords } from '../call/redaction/digit-words.ts';
import type { PersonalSpan } from '../call/redaction/find-numbers.ts';
import { personalSpans } from '../call/redaction/redact-text.ts';
import { REDACTABLES, type Redactable } from '../frames/redactable.ts';
import { spellings, type Fictitious } from './fictitious.ts';
import type { EditsOf, TextEdit } from './text-edits.ts';

/** A text that its user names, and what is to stand for it. */
export interface NamedText {
  /** Not empty; in either case of letters. */
  readonly text: string;
  readonly put: string;
}

/** Told of each edit. */
export type Replacing = (what: Redactable | 'named', put: string) => void;

/** What the texts of one tape are changed by. */
export interface PersonalRules {
  readonly named: readonly NamedText[];
  readonly words: DigitWords;
  readonly fictitious: Fictitious;
}

const KINDS: ReadonlySet<Redactable> = new Set(REDACTABLES);

/** The part before the `@` is looked for alone from this length on: an address that was half transcribed. */
const LOCAL_CHARS_MIN = 5;

/** A number that is known is looked for as it is from this length on: in an address, or with letters beside it. */
const LITERAL_DIGITS_MIN = 9;

/** Numbers that `fictitious` knows by now are found in pieces as well. */
export function personalEdits(rules: PersonalRules, replacing: Replacing = () => {}): EditsOf {
  const { fictitious, words } = rules;
  const named = rules.named.map(({ text, put }) => ({ pattern: new RegExp(escaped(text), 'giu'), put }));
  const known = fictitious.numbers;
  const literals = known.flatMap(spellings).filter(({ length }) => length >= LITERAL_DIGITS_MIN);
  const locals = [...fictitious.addresses].flatMap(([address, put]) => {
    const local = address.split('@')[0] ?? '';
    if (local.length < LOCAL_CHARS_MIN || local === address) return [];
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(local)}(?![\\p{L}\\p{N}])`, 'giu');
    return [{ pattern, put: put.split('@')[0] ?? put }];
  });
  return (text) => {
    const edits: (TextEdit & { readonly what: Redactable | 'named' })[] = [];
    const add = (what: Redactable | 'named', edit: TextEdit): void => {
      if (!edits.some(({ start, end }) => start < edit.end && edit.start < end))
        edits.push({ ...edit, what });
    };
    for (const { pattern, put } of named)
      for (const { index, 0: found } of text.matchAll(pattern))
        add('named', { start: index, end: index + found.length, put });
    const found = { kinds: KINDS, words };
    const pieces = known.length === 0 ? [] : personalSpans(text, found, known);
    for (const span of [
      ...personalSpans(text, found),
      ...pieces.map((piece) => asFarAsKnown(text, piece)),
      ...literals.flatMap((digits) => literalSpans(text, digits)),
    ]) {
      const { start, end, what } = span;
      add(what, { start, end, put: standIn(text.slice(start, end), span, fictitious) });
    }
    for (const { pattern, put } of locals)
      for (const { index, 0: found } of text.matchAll(pattern))
        add('email', { start: index, end: index + found.length, put });
    for (const { what, put } of edits) replacing(what, put);
    return edits.toSorted((one, other) => one.start - other.start);
  };
}

/** Written as what it stands for was written; what was spoken becomes single digits. */
function standIn(found: string, { what, digits }: PersonalSpan, fictitious: Fictitious): string {
  if (what === 'email') return fictitious.address(found);
  const put = fictitious.number(what, digits);
  if (/\p{L}/u.test(found)) return put.split('').join(' ');
  let at = 0;
  // What is said behind a card's number, when it expires and its code, has no digits of its own.
  return found.replaceAll(/\p{Nd}/gu, () => put[at++] ?? '1');
}

/** Without what stands behind the digits that are known. */
function asFarAsKnown(text: string, span: PersonalSpan): PersonalSpan {
  const { start, end, digits } = span;
  const written = text.slice(start, end);
  if (/\p{L}/u.test(written)) return span;
  const last = [...written.matchAll(/\p{Nd}/gu)][digits.length - 1];
  return last === undefined ? span : { ...span, end: start + last.index + last[0].length };
}

function literalSpans(text: string, digits: string): readonly PersonalSpan[] {
  return [...text.matchAll(new RegExp(digits, 'g'))].map(({ index }) => ({
    start: index,
    end: index + digits.length,
    what: 'phone',
    digits,
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
