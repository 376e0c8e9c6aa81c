// Journal facts: what a call's journal says of it that decides how the call goes on.
import type { JournalRecord } from './journal.ts';

/** The caller has heard to its end that the call is recorded. */
export function noticeHeard(records: readonly JournalRecord[]): boolean {
  return records.some(({ event }) => event.kind === 'consent.announced');
}

/** A machine picked up, and the call ends by that. */
export function leavesMachine(records: readonly JournalRecord[]): boolean {
  return records.some(({ event }) => event.kind === 'end.wanted' && event.reason === 'machine');
}

/** The last that is told is that the caller was sent to a human. */
export function wentToHuman(records: readonly JournalRecord[]): boolean {
  const last = records.findLast(
    ({ event: { kind } }) =>
      kind === 'stream.started' || kind === 'transfer.started' || kind === 'transfer.ended',
  );
  return last?.event.kind === 'transfer.started';
}
