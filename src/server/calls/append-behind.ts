// Append behind: writes into the journal of a call whose process may be gone, at its end, beside others who may do so too.
import type { CallId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { Store } from '../../store/store.ts';

/** Others may have written at the same place; each of them is behind us then. */
const TRIES_MAX = 5;

/**
 * Appends what `eventOf` makes of the journal so far, until it stands there; null: there is nothing to write. Resolves to the
 * record that was written, or null when nothing was, for want of an event or because others kept writing. Rejects with
 * `STORE_UNAVAILABLE`.
 */
export async function appendBehind(
  {
    store,
    world,
  }: { readonly store: Pick<Store, 'append' | 'journal'>; readonly world: Pick<World, 'clock'> },
  callId: CallId,
  eventOf: (records: readonly JournalRecord[]) => JournalEvent | null,
): Promise<JournalRecord | null> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const records = await store.journal(callId);
    const event = eventOf(records);
    const [first, last] = [records[0], records.at(-1)];
    if (event === null || first === undefined || last === undefined) return null;
    const wall = world.clock.wall();
    const atMs = Math.max(last.atMs, wall - first.wall);
    const record: JournalRecord = { callId, sequence: last.sequence + 1, atMs, wall, event };
    await store.append([record]);
    // A record that is already there is left as it is: then it is another's.
    const kept = (await store.journal(callId)).find(({ sequence }) => sequence === record.sequence);
    if (kept?.event.kind === event.kind && kept.wall === wall) return record;
  }
  return null;
}
