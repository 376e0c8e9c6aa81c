// Batch report: where everybody in a batch stands, as numbers for people and as a CSV file for whatever comes next.
import type { RowState } from './batch-run.ts';
import { CALL_ENDS, type CallEnd } from './call-end.ts';

/** What a report says of a row. `unknown`: under way when it was written; `not-called`: nobody has tried yet. */
export type RowOutcome = CallEnd | 'do-not-call' | 'unknown' | 'not-called';

/** In the order of reports. */
const OUTCOMES: readonly RowOutcome[] = [...CALL_ENDS, 'do-not-call', 'unknown', 'not-called'];

/** What a report says of this row. */
export function outcomeOf({ stage, standing }: RowState): RowOutcome {
  if (stage === 'listed') return 'do-not-call';
  if (stage === 'open') return 'unknown';
  return standing.last?.end ?? 'not-called';
}

/** How many rows have each outcome; those of none are left out. */
export function tally(rows: readonly RowState[]): ReadonlyMap<RowOutcome, number> {
  const counts = new Map<RowOutcome, number>();
  for (const row of rows) counts.set(outcomeOf(row), (counts.get(outcomeOf(row)) ?? 0) + 1);
  return new Map(
    OUTCOMES.flatMap((outcome) => (counts.has(outcome) ? [[outcome, counts.get(outcome) ?? 0]] : [])),
  );
}

/** Rows that no further run would call. */
export function settledRows(rows: readonly RowState[]): number {
  return rows.filter(({ stage }) => stage === 'done' || stage === 'listed').length;
}

/** True: everybody has been talked to, or has the message. */
export function allReached(rows: readonly RowState[]): boolean {
  return rows.every((row) => ['reached', 'message-left'].includes(outcomeOf(row)));
}

/** The results as CSV (RFC 4180), a line per row in the order of the file. PII. */
export function resultsCsv(rows: readonly RowState[]): string {
  const lines = rows.map((state) => {
    const { row, standing } = state;
    const { last, open } = standing;
    const callId = open === null ? last?.callId : open.callId;
    const reason = open === null ? last?.reason : 'its end is not known yet';
    return [row.request.to, outcomeOf(state), callId ?? '', String(standing.attempts), reason ?? ''];
  });
  return [['to', 'outcome', 'call_id', 'attempts', 'reason'], ...lines]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
