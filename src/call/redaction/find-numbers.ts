// Find numbers: which stretches of a text are a card's number, a phone's or a US social security number.
import type { Redactable } from '../../frames/redactable.ts';
import type { DigitChain, DigitGroup } from './digit-chains.ts';

/** A stretch of a text that is personal data. */
export interface PersonalSpan {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly what: Redactable;
  /** What it says in digits; empty of an address. */
  readonly digits: string;
}

/** ISO/IEC 7812-1: numbers of cards have up to 19 digits; those in use have 13 at least. */
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** Behind a card's number people say when it expires and its code: so many digits go with it. */
const BEHIND_CARD_DIGITS_MAX = 10;

/** A piece of a number that is known by now, this long, is hidden as well: its last four digits say which card was meant. */
export const PIECE_DIGITS_MIN = 5;

/** How numbers of cards begin, by scheme; with it, a number is told from digits that happen to fit. */
const SCHEMES =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|220[0-4]\d{12,15}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|35\d{14,17}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|62\d{14,17}|(?:5[06-9]|6\d)\d{11,17})$/;

/** North American numbers: https://nationalnanpa.com: neither area nor exchange begins with 0 or 1. */
const NORTH_AMERICAN = /^1?[2-9]\d{2}[2-9]\d{6}$/;

/** A number as it is dialled within many countries, or out of one. */
const WITH_TRUNK_ZERO = /^(?:0[1-9]\d{7,11}|00[1-9]\d{7,14})$/;

/** ITU-T E.164. */
const INTERNATIONAL_DIGITS_MIN = 7;
const INTERNATIONAL_DIGITS_MAX = 15;

/** https://www.ssa.gov/employer/randomization.html: what no number has. */
const SOCIAL_SECURITY = /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;
/** The same, and numbers for taxes alone. */
const WRITTEN_SOCIAL_SECURITY = /^(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}$/;

/** Whether the last digit is the check of those before it: ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** Whether digits are a card's number and begin as one does. */
export function isCard(digits: string): boolean {
  return SCHEMES.test(digits) && passesLuhn(digits);
}

/** The numbers in a chain. `known`: digits of cards and the like that were found before, of which pieces count too. */
export function findNumbers(
  chain: DigitChain,
  kinds: ReadonlySet<Redactable>,
  known: readonly string[],
): readonly PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  const { groups } = chain;
  for (let from = 0; from < groups.length;) {
    const found = numberAt(chain, from, kinds, known);
    if (found === null) {
      from += 1;
      continue;
    }
    spans.push(spanOf(chain, from, found.to, found.what, found.digits));
    from = found.to;
  }
  return spans;
}

interface Found {
  /** The group behind it. */
  readonly to: number;
  readonly what: Redactable;
  readonly digits: string;
}

/** What begins with group `from`. */
function numberAt(
  chain: DigitChain,
  from: number,
  kinds: ReadonlySet<Redactable>,
  known: readonly string[],
): Found | null {
  const { groups } = chain;
  const found: Found[] = [];
  let digits = '';
  for (let to = from + 1; to <= groups.length; to += 1) {
    digits += groups[to - 1]?.digits ?? '';
    if (digits.length > CARD_DIGITS_MAX) break;
    const what = kindOf(chain, from, to, digits, kinds);
    if (what !== null) found.push({ to, what, digits });
    else if (digits.length >= PIECE_DIGITS_MIN && known.some((one) => one.includes(digits)))
      found.push({ to, what: pieceKind(kinds), digits });
  }
  // The longest, but that a card goes before everything that is part of it.
  const last = found.findLast(({ what }) => what === 'card') ?? found.at(-1) ?? null;
  return last?.what === 'card' ? { ...last, to: behindCard(groups, last.to) } : last;
}

function kindOf(
  chain: DigitChain,
  from: number,
  to: number,
  digits: string,
  kinds: ReadonlySet<Redactable>,
): Redactable | null {
  const { groups } = chain;
  const all = to === groups.length && beginsAt(groups, from);
  const part = groups.slice(from, to);
  if (kinds.has('card') && digits.length >= CARD_DIGITS_MIN) {
    const whole = all || part.length === 1;
    if (whole ? passesLuhn(digits) : isCard(digits)) return 'card';
  }
  if (kinds.has('phone') && isPhone(chain, part, from, digits, all)) return 'phone';
  if (kinds.has('ssn') && isSocialSecurity(part, digits, all)) return 'ssn';
  return null;
}

/** Nothing but a sigh stands before group `from`. */
function beginsAt(groups: readonly DigitGroup[], from: number): boolean {
  return from === 0 || (from === 1 && groups[0]?.sigh === true);
}

function isPhone(
  { plusAt }: DigitChain,
  part: readonly DigitGroup[],
  from: number,
  digits: string,
  all: boolean,
): boolean {
  if (plusAt !== null && from === 0)
    return digits.length >= INTERNATIONAL_DIGITS_MIN && digits.length <= INTERNATIONAL_DIGITS_MAX;
  const shape = shapeOf(part);
  if (NORTH_AMERICAN.test(digits)) return all || /^(?:1 )?(?:3 3 4|3 7|6 4|10)$|^11$/.test(shape);
  if (WITH_TRUNK_ZERO.test(digits)) return all;
  return all && shape === '3 4' && /^[2-9]/.test(digits) && isTight(part);
}

function isSocialSecurity(part: readonly DigitGroup[], digits: string, all: boolean): boolean {
  if (shapeOf(part) === '3 2 4') return WRITTEN_SOCIAL_SECURITY.test(digits);
  return all && SOCIAL_SECURITY.test(digits);
}

/** How long each written group is; empty where one is spoken. */
function shapeOf(part: readonly DigitGroup[]): string {
  return part.some(({ spoken }) => spoken) ? '' : part.map(({ digits }) => digits.length).join(' ');
}

/** One character between two groups: "555-0123", and not "100, 2000". */
function isTight([first, second]: readonly DigitGroup[]): boolean {
  return first !== undefined && second !== undefined && second.start - first.end === 1;
}

function behindCard(groups: readonly DigitGroup[], to: number): number {
  let rest = 0;
  for (let index = to; index < groups.length; index += 1) {
    rest += groups[index]?.digits.length ?? 0;
    if (rest > BEHIND_CARD_DIGITS_MAX) return to;
  }
  return groups.length;
}

/** Which of the kinds whose pieces are known it is called. */
function pieceKind(kinds: ReadonlySet<Redactable>): Redactable {
  return kinds.has('card') ? 'card' : 'ssn';
}

function spanOf(
  { groups, plusAt }: DigitChain,
  from: number,
  to: number,
  what: Redactable,
  digits: string,
): PersonalSpan {
  const start = groups[from]?.start ?? 0;
  const end = groups[to - 1]?.end ?? start;
  return { start: from === 0 && plusAt !== null ? plusAt : start, end, what, digits };
}
