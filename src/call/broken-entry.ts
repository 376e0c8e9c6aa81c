// Broken entry: whether a call's last stream went while the caller was typing what nobody else may know.
import type { JournalRecord } from './journal.ts';

/** True when the journal's last entry is private and came to no end of its own, or to none that is on record. */
export function brokenPrivateEntry(records: readonly JournalRecord[]): boolean {
  const last = records.findLast(({ event: { kind } }) => kind === 'entry.started' || kind === 'entry.ended');
  switch (last?.event.kind) {
    case 'entry.started':
      return last.event.private;
    case 'entry.ended':
      return last.event.private && last.event.status === 'cancelled';
    default:
      return false;
  }
}
