// Fork records: what was said in a call up to one of its caller's turns, for a call that goes on from there.
import { OffhookError } from '../base/errors.ts';
import type { JournalRecord } from '../call/journal.ts';

/**
 * The records before what the caller said in `turn`, from 1, without the opening. Throws `REQUEST_INVALID` where the
 * caller said less.
 */
export function forkRecords(records: readonly JournalRecord[], turn: number): readonly JournalRecord[] {
  const said = records.flatMap(({ event }, index) => (event.kind === 'caller.said' ? [index] : []));
  const at = said[turn - 1];
  if (at === undefined)
    throw new OffhookError(
      'REQUEST_INVALID',
      `--from ${turn}: the caller has ${said.length} turns in this call; give one of 1 to ${said.length}`,
    );
  return records.slice(1, at);
}
