// Closing a broken journal: a call whose process died gets its outcome from the next one.
import type { JournalRecord } from './journal.ts';

/**
 * The record that ends a journal which broke off, to be appended to it; null when it has its end, or no record
 * at all. The call ends at its last sign of life: nobody knows more.
 */
export function closeBroken(records: readonly JournalRecord[]): JournalRecord | null {
  const last = records.at(-1);
  if (last === undefined || records.some((record) => record.event.kind === 'call.ended')) return null;
  return {
    callId: last.callId,
    sequence: last.sequence + 1,
    atMs: last.atMs,
    wall: last.wall,
    event: {
      kind: 'call.ended',
      reason: 'internal-fault',
      detail: `the journal broke off after ${last.event.kind}: the process that held the call went down`,
    },
  };
}
