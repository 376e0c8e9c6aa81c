// Settled lines: a journal in which what was written twice stands everywhere as it was written last.
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { JournalRecord } from '../journal.ts';

/** Lines of the caller that were written again, because something was taken out of them, in their last form in each place. Other records are the same ones. */
export function settledLines(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const last = new Map<string, JournalEvent>();
  for (const { event } of records)
    if (event.kind === 'caller.said' && event.redacted !== undefined) last.set(event.itemId, event);
  return records.map((record) => {
    if (record.event.kind !== 'caller.said') return record;
    const event = last.get(record.event.itemId);
    return event === undefined || event === record.event ? record : { ...record, event };
  });
}
