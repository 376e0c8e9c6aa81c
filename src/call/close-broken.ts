// Closing a broken journal: a call whose process died gets its outcome from the next one.
import type { JournalEvent } from '../frames/journal-event.ts';
import type { RecordingInfo } from './call-view.ts';
import type { JournalRecord } from './journal.ts';

/**
 * The records that end a journal which broke off, to be appended to it: where `recording` tells of what was kept of the
 * call's sound, and the end. None when it has its end, or no record at all. The call ends at its last sign of life:
 * nobody knows more.
 */
export function closeBroken(
  records: readonly JournalRecord[],
  recording: RecordingInfo | null = null,
): readonly JournalRecord[] {
  const last = records.at(-1);
  if (last === undefined || records.some((record) => record.event.kind === 'call.ended')) return [];
  const events: readonly JournalEvent[] = [
    ...(recording === null ? [] : [{ kind: 'recording.stored', ...recording } as const]),
    {
      kind: 'call.ended',
      reason: 'internal-fault',
      detail: `the journal broke off after ${last.event.kind}: the process that held the call went down`,
    },
  ];
  return events.map((event, index) => ({ ...last, sequence: last.sequence + 1 + index, event }));
}
