// Replace personal: a tape with nobody in it: other numbers, and other names.
import { digitWords } from '../call/redaction/digit-words.ts';
import { isCard } from '../call/redaction/find-numbers.ts';
import type { Redactable } from '../frames/redactable.ts';
import type { TapeHeader } from '../tape/tape-line.ts';
import { Fictitious, spellings } from './fictitious.ts';
import { personalEdits, type NamedText, type Replacing } from './personal-edits.ts';
import { parsed, type ReadTape } from './read-tape.ts';
import { streamedTexts } from './streamed-texts.ts';
import { edited, type EditsOf } from './text-edits.ts';

/** What is to be replaced beside numbers and addresses. */
export interface ReplaceOptions {
  readonly named: readonly NamedText[];
  /** BCP-47: in which numbers are spoken, beside English. */
  readonly languages: readonly string[];
}

/** How much was replaced; never what. */
export interface Replaced {
  readonly tape: ReadTape;
  readonly counts: ReadonlyMap<Redactable | 'named', { readonly values: number; readonly places: number }>;
  /** In how many lines of a tape's text something of what was replaced still stands. */
  readonly leftIn: (text: string) => number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Names of things, by which frames and events find each other. */
const NAMES = /^(?:kind|mark|token|carrier|origin|end|id|\w+Id)$/;

/** A tape is ours, but what came in may be nested as deep as its sender likes. */
const DEPTH_MAX = 64;

/** So many digits in a row are no other number by chance. */
const SURE_DIGITS_MIN = 9;

/**
 * Replaces what came in; what went out because of it is that of another call by then, and is to be written anew. Throws
 * `TAPE_UNREADABLE`.
 */
export function replacePersonal(tape: ReadTape, options: ReplaceOptions): Replaced {
  const all = [JSON.stringify(tape.header), ...tape.lines.map(withoutSound)].join('\n');
  const fictitious = new Fictitious((text) => all.includes(text));
  const rules = { named: options.named, words: digitWords(options.languages), fictitious };
  const lines = tape.lines.map((line) =>
    line.startsWith('{"out":') && !/^.{0,8}(?:"fetched"|"journal")/.test(line)
      ? null
      : (parsed(line) as Fields),
  );
  // Once to know every number, and once more to find pieces of them as well.
  rewrite(tape, lines, personalEdits(rules));
  const found = new Map<Redactable | 'named', { values: Set<string>; places: number }>();
  const replacing: Replacing = (what, put) => {
    const count = found.get(what) ?? { values: new Set<string>(), places: 0 };
    found.set(what, count);
    count.values.add(put.replaceAll(/[^\p{L}\p{N}]/gu, '').slice(-10));
    count.places += 1;
  };
  const done = rewrite(tape, lines, personalEdits(rules, replacing));
  const counts = new Map(
    [...found].map(([what, { values, places }]) => [what, { values: values.size, places }]),
  );
  const before = [
    ...options.named.map(({ text }) => text.toLowerCase()),
    ...fictitious.addresses.keys(),
    ...fictitious.numbers.flatMap(spellings).filter(({ length }) => length >= SURE_DIGITS_MIN),
  ];
  const leftIn = (text: string): number =>
    text.split('\n').filter((line) => {
      const shown = withoutSound(line).toLowerCase();
      return before.some((one) => shown.includes(one));
    }).length;
  return { tape: done, counts, leftIn };
}

function rewrite(
  { header, lines: raw, whole }: ReadTape,
  lines: readonly (Fields | null)[],
  editsOf: EditsOf,
): ReadTape {
  const walk = (value: unknown, named: boolean): unknown => walked(value, { editsOf, named }, 0);
  const streamed = streamedTexts(lines, editsOf);
  const { call, occasion, earlier } = header;
  const replaced = {
    call: walk(call, true),
    occasion: walk(occasion, true),
    earlier: earlier.map((record) => ({ ...record, event: walk(record.event, true) })),
  };
  return {
    // The same shape: only texts in it are others.
    header: { ...header, ...replaced } as TapeHeader,
    whole,
    lines: lines.map((line, index) => {
      const before = raw[index] ?? '';
      if (line === null || line['out'] === 'journal') return before;
      if (line['out'] === 'fetched') {
        if (!String(line['what']).startsWith('phrase')) return before;
        return JSON.stringify({
          ...line,
          what: walk(line['what'], false),
          value: walk(line['value'], false),
        });
      }
      const text = streamed.get(index);
      if (text !== undefined)
        return JSON.stringify({ ...line, frame: { ...(line['frame'] as Fields), [text.field]: text.text } });
      const { frame, args, value } = line;
      return JSON.stringify({
        ...line,
        ...(frame === undefined ? {} : { frame: walk(frame, true) }),
        ...(args === undefined ? {} : { args: walk(args, true) }),
        ...(value === undefined ? {} : { value: walk(value, false) }),
      });
    }),
  };
}

interface Walk {
  readonly editsOf: EditsOf;
  /** True: what stands under a name of things stays. */
  readonly named: boolean;
}

function walked(value: unknown, walk: Walk, depth: number): unknown {
  if (depth > DEPTH_MAX) return value;
  if (typeof value === 'string') return text(value, walk, depth);
  if (typeof value === 'number') return number(value, walk.editsOf);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => walked(one, walk, depth + 1));
  // Sound: digits in base64 are no number.
  if ('base64' in value && 'encoding' in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) =>
      walk.named && NAMES.test(key)
        ? [key, one]
        : [
            walk.named ? key : edited(key, walk.editsOf(key)),
            walked(one, key === 'variables' ? { ...walk, named: false } : walk, depth + 1),
          ],
    ),
  );
}

/** A text that is JSON is read as such: what a tool is given, and says. */
function text(value: string, walk: Walk, depth: number): string {
  if (/^\s*[[{]/.test(value)) {
    try {
      const before: unknown = JSON.parse(value);
      const json = JSON.stringify(walked(before, { ...walk, named: false }, depth + 1));
      return json === JSON.stringify(before) ? value : json;
    } catch {
      // It only begins like JSON.
    }
  }
  return edited(value, walk.editsOf(value));
}

/** Numbers are mostly amounts, instants and ids: long ones count where they begin as a card's does. */
function number(value: number, editsOf: EditsOf): number {
  const digits = String(value);
  if (!/^\d{9,16}$/.test(digits) || (digits.length >= 13 && !isCard(digits))) return value;
  return Number(edited(digits, editsOf(digits)));
}

function withoutSound(line: string): string {
  return line.replaceAll(/"base64":"[^"]*"/g, '');
}
