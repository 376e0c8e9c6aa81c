// Redact text: puts a mark in the place of personal data, and leaves what stands around it as it is.
import type { Redactable } from '../../frames/redactable.ts';
import { digitChains } from './digit-chains.ts';
import type { DigitWords } from './digit-words.ts';
import { findEmails } from './find-emails.ts';
import { findNumbers, type PersonalSpan } from './find-numbers.ts';

/** What is looked for. */
export interface RedactionRules {
  readonly kinds: ReadonlySet<Redactable>;
  readonly words: DigitWords;
}

/** A text without what was looked for. */
export interface RedactedText {
  readonly text: string;
  /** Where it stood in the text that was given; in order, without overlap. */
  readonly spans: readonly PersonalSpan[];
}

/** Texts are looked through up to here; what is longer is no speech, and its rest goes. */
export const REDACTED_CHARS_MAX = 200_000;

/** What stands in the place of a kind. */
export function markOf(what: Redactable): string {
  return `[${what}]`;
}

/** `known`: digits of numbers that were found before in this call, of which pieces are hidden as well. */
export function redactText(
  given: string,
  rules: RedactionRules,
  known: readonly string[] = [],
): RedactedText {
  const text = given.slice(0, REDACTED_CHARS_MAX);
  const spans = personalSpans(text, rules, known);
  return { text: hidden(text, spans), spans };
}

/** Where personal data stands in a text. */
export function personalSpans(
  text: string,
  { kinds, words }: RedactionRules,
  known: readonly string[] = [],
): readonly PersonalSpan[] {
  const emails = kinds.has('email') ? findEmails(text) : [];
  const numbers = digitChains(text, words)
    .flatMap((chain) => findNumbers(chain, kinds, known))
    .map((span) => withBracket(text, span))
    .filter(({ start, end }) => !emails.some((one) => one.start < end && start < one.end));
  return [...emails, ...numbers].toSorted((one, other) => one.start - other.start);
}

/** "(415) 555-0123" begins with its bracket. */
function withBracket(text: string, span: PersonalSpan): PersonalSpan {
  const { start, end } = span;
  return text[start - 1] === '(' && text.slice(start, end).includes(')')
    ? { ...span, start: start - 1 }
    : span;
}

/** `text` with a mark in the place of each span; of one that the text ends in, the part that is there goes. */
export function hidden(text: string, spans: readonly PersonalSpan[]): string {
  let kept = '';
  let at = 0;
  for (const { start, end, what } of spans) {
    if (start >= text.length) break;
    kept += text.slice(at, start) + markOf(what);
    at = end;
  }
  return kept + text.slice(at);
}
