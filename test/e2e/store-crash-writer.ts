// A process that is killed: appends to the store below argv[2] for the call argv[3], and says each sequence once it is kept.
import { writeSync } from 'node:fs';
import type { CallId } from '../../src/base/brand.ts';
import type { EpochMs } from '../../src/base/time.ts';
import type { JournalEvent } from '../../src/frames/journal-event.ts';
import { OffhookError } from '../../src/base/errors.ts';
import type { JournalRecord } from '../../src/call/journal.ts';
import { openStore } from '../../src/store/open-store.ts';

const [, , dataDir = '', callId = ''] = process.argv;
const store = await openStore({ databaseUrl: null, dataDir });
await store.migrate();
for (let sequence = 1; ; sequence += 1) {
  const event: JournalEvent =
    sequence === 1
      ? {
          kind: 'call.opened',
          carrier: 'twilio',
          carrierCallId: `CA-${callId}`,
          direction: 'inbound',
          from: '+15550001111',
          to: '+15550002222',
          agent: 'front-desk',
          model: 'rehearsal',
          variables: {},
        }
      : { kind: 'caller.digit', digit: '5' };
  await kept({ callId: callId as CallId, sequence, atMs: sequence, wall: sequence as EpochMs, event });
  writeSync(1, `${sequence}\n`);
}

/** Another writer may hold the write lock for longer than the store waits: then it is tried again. */
async function kept(record: JournalRecord): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return await store.append([record]);
    } catch (error) {
      if (!(error instanceof OffhookError)) throw error;
    }
  }
  throw new Error('the store did not take the record in 20 tries');
}
