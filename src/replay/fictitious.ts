// Fictitious: numbers and addresses that nobody has, for those that stand on a tape, the same one for the same one.
import { passesLuhn } from '../call/redaction/find-numbers.ts';
import type { Redactable } from '../frames/redactable.ts';

/** A number as it was found, in digits. */
interface Known {
  readonly digits: string;
  readonly put: string;
}

/** North America: area, exchange and line, with or without the country before them. */
const NORTH_AMERICAN = /^(1?)([2-9]\d{2})[2-9]\d{6}$/;

/** One number is tried after the other until one comes that is not on the tape. */
const TRIES_MAX = 10_000;

/** This many digits of a number say which one is meant; fewer are a number of their own. */
const PIECE_DIGITS_MIN = 5;

/** Of one tape. `stands`: whether a number is somewhere on it, so that it is nobody's who called. */
export class Fictitious {
  readonly #stands: (digits: string) => boolean;
  readonly #known: Known[] = [];
  readonly #addresses = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(stands: (digits: string) => boolean) {
    this.#stands = stands;
  }

  /** The digits of every number that was asked for. */
  get numbers(): readonly string[] {
    return this.#known.map(({ digits }) => digits);
  }

  /** Every address that was asked for, in lower case, with what stands for it. */
  get addresses(): ReadonlyMap<string, string> {
    return this.#addresses;
  }

  /** As many digits as were given; of a piece of a number that is known, the same piece of what stands for it. */
  number(what: Redactable, digits: string): string {
    for (const { digits: whole, put } of this.#known) {
      const at = digits.length < PIECE_DIGITS_MIN && whole !== digits ? -1 : whole.indexOf(digits);
      if (at >= 0) return put.slice(at, at + digits.length);
      // The same with its country before it, or with a zero.
      const before = digits.slice(0, digits.length - whole.length);
      if (whole.length >= 7 && digits.endsWith(whole) && before.length <= 3) return before + put;
      const bare = digits.replace(/^(?:00?|1)/, '');
      if (bare.length >= 7 && bare.length < digits.length && whole.endsWith(bare))
        return digits.slice(0, digits.length - bare.length) + put.slice(-bare.length);
    }
    const put = this.#fresh((nth) => made(what, digits, nth));
    this.#known.push({ digits, put });
    return put;
  }

  /** `jane.doe@example.com`, `jane.doe2@example.com` … */
  address(found: string): string {
    const key = found
      .toLowerCase()
      .replaceAll(/\s+dot\s+/g, '.')
      .replaceAll(/\s+at\s+/g, '@');
    const known = this.#addresses.get(key);
    if (known !== undefined) return known;
    const put = this.#fresh((nth) => `jane.doe${nth === 0 ? '' : nth + 1}@example.com`);
    this.#addresses.set(key, put);
    return put;
  }

  #fresh(make: (nth: number) => string): string {
    let put = make(0);
    for (let nth = 1; nth < TRIES_MAX && (this.#taken.has(put) || this.#stands(put)); nth += 1)
      put = make(nth);
    this.#taken.add(put);
    return put;
  }
}

/** A number as it may stand somewhere: with its country and, in North America, without. */
export function spellings(digits: string): readonly string[] {
  return [...new Set([digits, digits.replace(/^1(?=\d{10}$)/, '')])];
}

function made(what: Redactable, digits: string, nth: number): string {
  if (what === 'card') return card(digits, nth);
  // https://www.ssa.gov/employer/randomization.html: none begins with 9; 987-65-4320 and on are what advertisements show.
  if (what === 'ssn' && digits.length === 9) return `98765${lastDigits(4320 + nth, 4)}`;
  return phone(digits, nth);
}

/** Of the same scheme as far as its first digits tell, and right by its last one. */
function card(digits: string, nth: number): string {
  const scheme = { '2': '55', '3': '37', '5': '55', '6': '6011' }[digits[0] ?? ''] ?? '4';
  const body = `${scheme.padEnd(digits.length - 4, '1')}${lastDigits(111 + nth, 3)}`;
  for (let check = 0; check < 10; check += 1) if (passesLuhn(`${body}${check}`)) return `${body}${check}`;
  return `${body}0`;
}

/**
 * North America: 555-0100 and on in the same area, which consent to a recording may depend on
 * (https://nationalnanpa.com/number_resource_info/555_numbers.html). Elsewhere the same country, and zeros, behind which nobody is.
 */
function phone(digits: string, nth: number): string {
  const [, country, area] = NORTH_AMERICAN.exec(digits) ?? [];
  if (country !== undefined && area !== undefined) return `${country}${area}555${lastDigits(100 + nth, 4)}`;
  if (digits.length === 7) return `555${lastDigits(100 + nth, 4)}`;
  return `${digits.slice(0, 3).padEnd(digits.length - 4, '0')}${lastDigits(100 + nth, 4)}`;
}

function lastDigits(value: number, digits: number): string {
  return String(value).padStart(digits, '0').slice(-digits);
}
