// Bare number: a number as people write it, brought to the form that carriers take.

/** Spaces and hyphens of every kind, and the invisible marks that come along when a number is copied. */
const DECORATION = /[\s().\-\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufeff/]/g;

/**
 * `+44 (0)20 7946 0000` → `+442079460000`, `0033 1 23 45 67 89` → `+33123456789`. What is no number stays as it is, but
 * for the spaces around it; whether the result is one that can be called is for its reader to check.
 */
export function bareNumber(text: string): string {
  const trimmed = text.trim().replace(/^tel:/i, '');
  if (!/^[+\d]/.test(trimmed.replaceAll(DECORATION, ''))) return trimmed;
  // The zero that is dialled at home only, as it stands on letterheads.
  const bare = trimmed.replace(/(?<=^\s*(?:\+|00)[\d\s]{1,6})\(0\)/, '').replaceAll(DECORATION, '');
  return /^\+?\d+$/.test(bare) ? bare.replace(/^00(?=[1-9])/, '+') : trimmed;
}
