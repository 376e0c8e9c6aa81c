// Find e-mail addresses: written, or spoken as "john dot smith at example dot com".
import type { PersonalSpan } from './find-numbers.ts';

/** RFC 5321 section 4.5.3.1: 64 octets before the `@`; 63 for each label of the domain (RFC 1035). */
const WRITTEN = /[\p{L}\p{N}][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;

const AT = new Set(['at', '@', 'arroba', 'arobase', 'klammeraffe', 'ät', 'chiocciola', 'apenstaartje']);
const DOT = new Set(['dot', 'punto', 'point', 'punkt', 'ponto', 'punt', '.']);
const JOINTS = new Set(['underscore', 'dash', 'hyphen', 'minus', 'plus', '_', '-', '+', ...DOT]);

/** Words that stand before an address and are no part of it. */
const BEFORE = new Set(
  "is it's its it my the me to at and or so yes yeah okay ok sure um uh email e-mail mail address es mi la meine die ist mon ma est".split(
    ' ',
  ),
);

/** Words of a spoken name before "at", and of a spoken domain before its first dot. */
const LOCAL_WORDS_MAX = 8;
const HOST_WORDS_MAX = 3;
const LABELS_MAX = 4;

const TOKEN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*(?:[._-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*|[@_+-]/gu;

interface Token {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** Every address of a text, in order, without overlap. */
export function findEmails(text: string): readonly PersonalSpan[] {
  const written = [...text.matchAll(WRITTEN)].map((found) =>
    address(found.index, found.index + found[0].length),
  );
  const spoken = spokenEmails(text).filter(
    ({ start, end }) => !written.some((one) => one.start < end && start < one.end),
  );
  return [...written, ...spoken].toSorted((one, other) => one.start - other.start);
}

function spokenEmails(text: string): PersonalSpan[] {
  const tokens: readonly Token[] = [...text.matchAll(TOKEN)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    word: found[0].toLowerCase(),
  }));
  const spans: PersonalSpan[] = [];
  let behind = 0;
  for (const [index, token] of tokens.entries()) {
    if (!AT.has(token.word) || index < behind) continue;
    const to = hostEnd(text, tokens, index + 1);
    const from = to === null ? null : localStart(text, tokens, index, behind);
    const [first, last] = [tokens[from ?? -1], tokens[(to ?? 0) - 1]];
    if (to === null || first === undefined || last === undefined) continue;
    spans.push(address(first.start, last.end));
    behind = to;
  }
  return spans;
}

/** The token behind a domain that begins at `from`; null: there is none. */
function hostEnd(text: string, tokens: readonly Token[], from: number): number | null {
  for (let index = from; index < Math.min(from + HOST_WORDS_MAX, tokens.length); index += 1) {
    const token = tokens[index];
    if (token === undefined || !isNext(text, tokens, index)) return null;
    // A transcriber may write the domain and leave the name in words.
    if (/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}$/u.test(token.word)) return index + 1;
    const end = labelsEnd(text, tokens, index + 1);
    if (end !== null) return end;
    if (JOINTS.has(token.word) || AT.has(token.word)) return null;
  }
  return null;
}

/** The token behind "dot com", "dot co dot uk"; null: no such thing stands at `from`. */
function labelsEnd(text: string, tokens: readonly Token[], from: number): number | null {
  let end: number | null = null;
  for (let index = from; index < from + 2 * LABELS_MAX; index += 2) {
    const [dot, label] = [tokens[index], tokens[index + 1]];
    if (dot === undefined || label === undefined || !DOT.has(dot.word)) break;
    if (!/^\p{L}[\p{L}\p{N}]{1,23}(?:\.\p{L}{2,24})?$/u.test(label.word)) break;
    if (!isNext(text, tokens, index) || !isNext(text, tokens, index + 1)) break;
    end = index + 2;
  }
  return end;
}

/** The first token of the name before "at"; null: nothing stands there that could be one. */
function localStart(text: string, tokens: readonly Token[], at: number, behind: number): number | null {
  let from: number | null = null;
  for (let index = at - 1; index >= Math.max(behind, at - LOCAL_WORDS_MAX * 2); index -= 1) {
    const token = tokens[index];
    if (token === undefined || !isNext(text, tokens, index + 1) || BEFORE.has(token.word)) break;
    if (!JOINTS.has(token.word)) from = index;
  }
  return from;
}

/** Whether nothing but space stands before a token, or what spells letters: "J, O, H, N". */
function isNext(text: string, tokens: readonly Token[], index: number): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (before === undefined || token === undefined) return false;
  const gap = text.slice(before.end, token.start);
  return /^\s*$/.test(gap) || (/^[\s,-]{1,3}$/.test(gap) && before.word.length === 1);
}

function address(start: number, end: number): PersonalSpan {
  return { start, end, what: 'email', digits: '' };
}
