// Spoken lines: a transcript kept in the order in which it sounded, whatever order its lines come in.
import type { TranscriptLine } from './call-view.ts';

/** The lines of one call. */
export interface SpokenLines {
  /** Puts the line of an item in its place; a second line of the same item takes the place of the first. */
  put(itemId: string, line: TranscriptLine): void;
  /** In spoken order; lines of one instant in the order in which they came. A value: it is not changed by later lines. */
  lines(): readonly TranscriptLine[];
  /** How many of them are the caller's, and how many of the agent's were heard. */
  turns(): { readonly caller: number; readonly agent: number };
}

/** No lines yet. `put` costs as much as the line is late: nothing for one that comes in order. */
export function spokenLines(): SpokenLines {
  const sorted: TranscriptLine[] = [];
  const byItem = new Map<string, TranscriptLine>();
  // Copied when it is read after a change, and shared until the next.
  let shown: readonly TranscriptLine[] | null = [];
  return {
    put(itemId, line) {
      const key = `${line.role} ${itemId}`;
      const earlier = byItem.get(key);
      if (earlier !== undefined) sorted.splice(sorted.lastIndexOf(earlier), 1);
      byItem.set(key, line);
      let place = sorted.length;
      while (place > 0 && (sorted[place - 1]?.atMs ?? 0) > line.atMs) place -= 1;
      sorted.splice(place, 0, line);
      shown = null;
    },
    lines: () => (shown ??= [...sorted]),
    turns() {
      let caller = 0;
      let agent = 0;
      for (const line of sorted) {
        if (line.role === 'caller') caller += 1;
        else if (line.heard !== '') agent += 1;
      }
      return { caller, agent };
    },
  };
}
