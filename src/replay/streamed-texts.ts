// Streamed texts: what comes in over several lines of a tape, and has to be read together: words, and keys.
import { edited, editedBefore, editedPieces, type EditsOf, type TextEdit } from './text-edits.ts';

/** The frames whose text is a piece, and the field that it stands in. */
const PIECES: Readonly<Record<string, string>> = { 'agent.text': 'delta', 'agent.words': 'text' };

/** A frame's field that is to be changed, by the index of its line. */
export interface StreamedText {
  readonly field: string;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Piece {
  readonly line: number;
  readonly field: string;
  readonly text: string;
}

/** What is to stand in the frames of these lines, each parsed; a line that is none of them is null. */
export function streamedTexts(
  lines: readonly (Fields | null)[],
  editsOf: EditsOf,
): ReadonlyMap<number, StreamedText> {
  const items = new Map<string, Piece[]>();
  const heard = new Map<string, Piece[]>();
  const typed: Piece[][] = [[]];
  const turns = new Map<string, number>();
  const put = (groups: Map<string, Piece[]>, key: string, piece: Piece): void => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [piece]);
    else group.push(piece);
  };
  for (const [line, fields] of lines.entries()) {
    if (isEntry(fields)) typed.push([]);
    const frame = frameOf(fields);
    if (fields === null || frame === null) continue;
    const [end, kind, itemId] = [fields['end'], frame['kind'], frame['itemId']].map(String);
    const field = PIECES[kind ?? ''];
    if (field !== undefined)
      put(items, `${end} ${kind} ${itemId}`, { line, field, text: String(frame[field]) });
    else if (kind === 'caller.text')
      put(heard, `${end} ${itemId}`, { line, field: 'text', text: String(frame['text']) });
    else if (kind === 'caller.words') {
      const turn = turns.get(`${end}`) ?? 0;
      if (frame['final'] === true) turns.set(`${end}`, turn + 1);
      put(heard, `${end} turn ${turn}`, { line, field: 'text', text: String(frame['text']) });
    } else if (kind === 'caller.digit') {
      const digit = String(frame['digit']);
      if (/^\d$/.test(digit)) typed.at(-1)?.push({ line, field: 'digit', text: digit });
      else typed.push([]);
    }
  }
  const groups = [
    ...[...items.values()].map((group) => [group, editedPieces(textsOf(group), editsOf)] as const),
    ...[...heard.values()].map((group) => [group, heardTexts(textsOf(group), editsOf)] as const),
    ...typed.map((group) => [group, typedKeys(textsOf(group), editsOf)] as const),
  ];
  return new Map(
    groups.flatMap(([group, texts]) =>
      group.map(({ line, field }, index) => [line, { field, text: texts[index] ?? '' }] as const),
    ),
  );
}

function textsOf(group: readonly Piece[]): readonly string[] {
  return group.map(({ text }) => text);
}

/** Each is the turn as heard so far: what became of the end of a number or a name is known from the last one. */
function heardTexts(texts: readonly string[], editsOf: EditsOf): readonly string[] {
  const last = texts.at(-1) ?? '';
  const edits = editsOf(last);
  const own = new Map<string, string>();
  return texts.map((text) => {
    if (last.startsWith(text)) return editedBefore(last, edits, text.length);
    const known = own.get(text) ?? edited(text, editsOf(text));
    own.set(text, known);
    return known;
  });
}

/** A key stays a key. */
function typedKeys(keys: readonly string[], editsOf: EditsOf): readonly string[] {
  const put = [...keys];
  // With a space between, any of them may be the first of a number.
  const edits: readonly TextEdit[] = keys.length < 5 ? [] : editsOf(keys.join(' '));
  for (const { start, end, put: text } of edits) {
    const digits = text.replaceAll(/\D/g, '');
    for (let at = start; at < end; at += 2) put[at / 2] = digits[(at - start) / 2] ?? '1';
  }
  return put;
}

function frameOf(fields: Fields | null): Fields | null {
  const frame = fields?.['in'] === 'frame' ? fields['frame'] : null;
  return typeof frame === 'object' && frame !== null ? (frame as Fields) : null;
}

/** Where an entry begins or ends, the keys before belong to something else than those behind. */
function isEntry(fields: Fields | null): boolean {
  const event = fields?.['out'] === 'journal' ? fields['event'] : null;
  const kind = typeof event === 'object' && event !== null ? (event as Fields)['kind'] : null;
  return kind === 'entry.started' || kind === 'entry.ended';
}
