// Digit chains: the numbers of a text, written in any grouping or spoken word by word, with where each of their parts stands.
import type { DigitWords } from './digit-words.ts';

/** A group of digits in a text: `4111`, or "forty-one". */
export interface DigitGroup {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** In ASCII. */
  readonly digits: string;
  readonly spoken: boolean;
  /** "oh", which may be no digit where it stands first. */
  readonly sigh: boolean;
}

/** Groups with nothing between them but what people say or write between the parts of one number. */
export interface DigitChain {
  /** At least one. */
  readonly groups: readonly DigitGroup[];
  /** A plus stands before it: where it begins. Null: none does. */
  readonly plusAt: number | null;
}

/** Beyond it, what stands between two groups is more than a pause. */
const GAP_CHARS_MAX = 4;

const GAP = new RegExp(`^[\\s\\u2010-\\u2015\\u2212.,·•()/-]{0,${GAP_CHARS_MAX}}$`, 'u');

/** A decimal's parts may be long; a number's groups that have a point or a comma between them are not. */
const POINTED_DIGITS_MAX = 4;

/** Where the digits of other scripts begin; ten follow each. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

const WORD = /\p{Nd}+|\p{L}[\p{L}\p{M}]*|\+/gu;

type Token =
  | (DigitGroup & { readonly kind: 'digits' })
  | { readonly kind: 'filler' | 'plus'; readonly start: number; readonly end: number }
  | { readonly kind: 'times'; readonly start: number; readonly end: number; readonly count: number }
  | { readonly kind: 'other' };

/** Every chain of a text, in order. */
export function digitChains(text: string, words: DigitWords): readonly DigitChain[] {
  const chains: DigitChain[] = [];
  let groups: DigitGroup[] = [];
  let plusAt: number | null = null;
  /** Where the last thing ended that a number goes on behind. */
  let edge = 0;
  let pending: { readonly start: number; readonly count: number } | null = null;

  const close = (): void => {
    if (groups.length > 0) chains.push({ groups, plusAt });
    groups = [];
    plusAt = null;
    pending = null;
  };

  for (const found of text.matchAll(WORD)) {
    const token = tokenOf(text, found[0], found.index, words);
    if (token.kind === 'other') {
      close();
      continue;
    }
    const gap = text.slice(edge, token.start);
    if (!GAP.test(gap)) close();
    switch (token.kind) {
      case 'plus':
        close();
        plusAt = token.start;
        break;
      case 'times':
        pending = { start: token.start, count: token.count };
        break;
      case 'filler':
        break;
      case 'digits': {
        const last = groups.at(-1);
        if (last !== undefined && isDecimal(gap, last, token)) {
          // Neither part of it is a number of anybody.
          groups.pop();
          close();
          break;
        }
        if (last !== undefined && joinsTens(text, last, token, words))
          groups[groups.length - 1] = {
            ...last,
            end: token.end,
            digits: last.digits.slice(0, -1) + token.digits,
          };
        else groups.push(multiplied(token, pending));
        pending = null;
        break;
      }
    }
    edge = token.end;
  }
  close();
  return chains;
}

function tokenOf(text: string, found: string, start: number, words: DigitWords): Token {
  const end = start + found.length;
  if (found === '+') return { kind: 'plus', start, end };
  if (/^\p{Nd}/u.test(found)) {
    const [before = '', behind = ''] = [text[start - 1], text[end]];
    // Part of an id, such as `call_1234…`.
    if (/[\p{L}\p{M}_]/u.test(before) || /[a-wyz_]/i.test(behind)) return { kind: 'other' };
    return { kind: 'digits', start, end, digits: asciiDigits(found), spoken: false, sigh: false };
  }
  const word = found.toLowerCase();
  const digits = words.digits.get(word);
  if (digits !== undefined)
    return { kind: 'digits', start, end, digits, spoken: true, sigh: word === 'oh' || word === 'o' };
  if (word === 'plus') return { kind: 'plus', start, end };
  const count = words.times.get(word);
  if (count !== undefined) return { kind: 'times', start, end, count };
  return words.fillers.has(word) ? { kind: 'filler', start, end } : { kind: 'other' };
}

function isDecimal(gap: string, left: DigitGroup, right: DigitGroup): boolean {
  if (gap !== '.' && gap !== ',') return false;
  return Math.max(left.digits.length, right.digits.length) > POINTED_DIGITS_MAX;
}

/** "Forty" and "one" are forty-one. */
function joinsTens(text: string, left: DigitGroup, right: DigitGroup, words: DigitWords): boolean {
  if (!left.spoken || !right.spoken || !/^[1-9]$/.test(right.digits)) return false;
  return (
    words.tens.has(text.slice(left.start, left.end).toLowerCase()) &&
    /^[\s-]$/.test(text.slice(left.end, right.start))
  );
}

function multiplied(
  { start, end, digits, spoken, sigh }: DigitGroup,
  pending: { readonly start: number; readonly count: number } | null,
): DigitGroup {
  if (pending === null || digits.length > 1) return { start, end, digits, spoken, sigh };
  return { start: pending.start, end, digits: digits.repeat(pending.count), spoken: true, sigh: false };
}

function asciiDigits(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const zero = ZEROS.find((one) => code >= one && code < one + 10);
    return zero === undefined ? '0' : String(code - zero);
  }).join('');
}
