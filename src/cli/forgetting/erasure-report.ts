// Erasure report: what was deleted, or would be, in lines for people.
import type { Erasure } from '../../server/api.ts';

/** Exit codes: everything is gone, something stays or is still to come, nothing was asked of the server. */
export const ERASE_EXIT = { gone: 0, left: 1, fault: 2 } as const;

/** The lines, and with what the command ends. */
export function erasureReport(
  { erased, rows, files, held, waiting }: Erasure,
  dryRun: boolean,
): { readonly lines: readonly string[]; readonly exitCode: number } {
  const calls = (count: number): string => (count === 1 ? '1 call' : `${count} calls`);
  const tables = Object.entries(rows)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([table, count]) => `${table} ${count}`);
  const lines = [
    `${dryRun ? 'Would delete' : 'Deleted'} ${calls(erased)}${erased === 0 ? '.' : `: ${files} files; rows: ${tables.join(', ')}.`}`,
    ...(held.length === 0 ? [] : [`Held, and left as they are: ${held.join(', ')}.`]),
    ...(waiting.length === 0
      ? []
      : [
          `${dryRun ? 'Would be deleted' : 'Will be deleted'} once they have ended and nothing else is done for them: ${waiting.join(', ')}.`,
        ]),
  ];
  return { lines, exitCode: held.length + waiting.length === 0 ? ERASE_EXIT.gone : ERASE_EXIT.left };
}
