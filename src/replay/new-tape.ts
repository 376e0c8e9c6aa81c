// New tape: what a call does today, written down as a tape while it runs again from an old one.
import type { Difference } from './difference.ts';
import { isInput, parsed } from './read-tape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Behind the header; its inputs are those of the old one. */
export class NewTape {
  readonly lines: string[] = [];
  /** How many lines that went out are others than on the old tape, new or gone. */
  changed = 0;
  /** The first line that went out and that the old tape has no counterpart of, or the other way round; null: none. */
  moved: Difference | null = null;

  /** Where the counterpart of what goes out stands: the next of its kind, before anything else comes in. Null: nowhere. */
  counterpart(old: readonly string[], cursor: number, today: string): number | null {
    if (old[cursor] === today) return cursor;
    const kind = kindOf(today);
    for (let at = cursor; at < old.length && !isInput(old[at] ?? ''); at += 1)
      if (kindOf(old[at] ?? '') === kind) return at;
    return null;
  }

  /** The line from which something is fetched that has no line of its own: another text has another name. */
  fetched(old: readonly string[], cursor: number, what: string): string | undefined {
    const at = this.counterpart(old, cursor, JSON.stringify({ out: 'fetched', what }));
    return at === null ? undefined : old[at];
  }
}

/** A line that stands where one of its kind stood takes its place. */
function kindOf(line: string): string {
  const { out, end, frame, event, what } = parsed(line) as Fields;
  const kinds = [frame, event].map((one) =>
    typeof one === 'object' && one !== null ? (one as Fields)['kind'] : undefined,
  );
  const name = typeof what === 'string' ? what.split(' ')[0] : what;
  return [out, end, ...kinds, name].map(String).join(' ');
}
