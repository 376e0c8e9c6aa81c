// Text edits: stretches of a text and what is to stand in their place, also where the text comes in pieces.

/** What takes the place of a stretch. */
export interface TextEdit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly put: string;
}

/** Tells what is to be changed in a text: in order, without overlap. */
export type EditsOf = (text: string) => readonly TextEdit[];

/** The text with its edits. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  return editedBefore(text, edits, text.length);
}

/**
 * The first `chars` characters of a text, edited as they are in the whole: of what takes the place of a stretch that
 * goes on behind them, as much as of the stretch is there.
 */
export function editedBefore(text: string, edits: readonly TextEdit[], chars: number): string {
  let done = '';
  let at = 0;
  for (const { start, end, put } of edits) {
    if (start >= chars) break;
    done += text.slice(at, start) + (end <= chars ? put : put.slice(0, chars - start));
    at = Math.min(end, chars);
  }
  return done + text.slice(at, chars);
}

/** The pieces of one text, edited as the whole is: what takes the place of a stretch stands in the piece where that began. */
export function editedPieces(pieces: readonly string[], editsOf: EditsOf): readonly string[] {
  const whole = pieces.join('');
  const edits = editsOf(whole);
  if (edits.length === 0) return pieces;
  let from = 0;
  return pieces.map((piece) => {
    const to = from + piece.length;
    let done = '';
    let at = from;
    for (const { start, end, put } of edits) {
      if (end <= from || start >= to) continue;
      done += whole.slice(at, Math.max(at, start));
      if (start >= from) done += put;
      at = Math.min(end, to);
    }
    done += whole.slice(at, to);
    from = to;
    return done;
  });
}
