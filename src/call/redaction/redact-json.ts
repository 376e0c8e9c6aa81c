// Redact JSON: takes personal data out of a JSON text, wherever it stands in it.
import { isCard } from './find-numbers.ts';
import { markOf, redactText, type RedactionRules } from './redact-text.ts';

/** What a value may be nested; deeper is nothing that a tool says. */
const DEPTH_MAX = 64;

/** Told the digits of each number that is found. */
type Found = (digits: string) => void;

/** The JSON text without it; one that is no JSON is taken for plain text. The text itself where there is nothing. */
export function redactJson(
  json: string,
  rules: RedactionRules,
  known: readonly string[],
  found: Found = () => {},
): string {
  try {
    const value: unknown = JSON.parse(json);
    const redacted = redactValue(value, rules, known, found);
    return redacted === value ? json : JSON.stringify(redacted);
  } catch {
    return plain(json, rules, known, found);
  }
}

/** The value without it; the value itself where there is nothing. Texts that stand in a list are read together. */
export function redactValue(
  value: unknown,
  rules: RedactionRules,
  known: readonly string[],
  found: Found = () => {},
  depth = 0,
): unknown {
  if (depth > DEPTH_MAX) return null;
  if (typeof value === 'string') return plain(value, rules, known, found);
  if (typeof value === 'number') return redactNumber(value, rules, known, found);
  if (typeof value !== 'object' || value === null) return value;
  const inner = (one: unknown): unknown => redactValue(one, rules, known, found, depth + 1);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const redacted = items.map(inner);
    if (redacted.some((item, index) => item !== items[index])) return redacted;
    return spelled(items, rules, known, found) ?? value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, entry]) => {
    const one = [plain(key, rules, known, found), inner(entry)] as const;
    changed ||= one[0] !== key || one[1] !== entry;
    return one;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function plain(text: string, rules: RedactionRules, known: readonly string[], found: Found): string {
  const redacted = redactText(text, rules, known);
  for (const { digits } of redacted.spans) if (digits !== '') found(digits);
  return redacted.text;
}

/** Numbers are mostly amounts, instants and ids: of cards only what begins as one does, of phones what is that long. */
function redactNumber(
  value: number,
  rules: RedactionRules,
  known: readonly string[],
  found: Found,
): number | string {
  const digits = String(value);
  if (!/^\d{9,19}$/.test(digits)) return value;
  if (digits.length >= 13 && !isCard(digits) && !known.some((one) => one.includes(digits))) return value;
  const text = plain(digits, rules, known, found);
  return text === digits ? value : text;
}

/** A number of which each item of a list is a piece: the list then has the mark alone. Null: there is none. */
function spelled(
  items: readonly unknown[],
  rules: RedactionRules,
  known: readonly string[],
  found: Found,
): readonly string[] | null {
  if (items.length < 2 || !items.every((item) => /^\w{1,12}$/.test(String(item)))) return null;
  const { spans } = redactText(items.join(' '), rules, known);
  for (const { digits } of spans) if (digits !== '') found(digits);
  return spans.length === 0 ? null : spans.map(({ what }) => markOf(what));
}
