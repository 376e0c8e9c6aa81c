// What a carrier tells of a call that is over stands behind its end, once, and costs nobody anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { viewOf } from '../../call/view-of.ts';
import type { CallProgress } from '../../frames/dialling.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import { journalWriter } from '../../store/journal-writer.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { LATE_MS_MAX, LATE_RECORDS_MAX, LateStatus, type LateWord } from './late-status.ts';

const ID = 'call_a' as CallId;

const OPENED: JournalEvent = {
  kind: 'call.opened',
  carrier: 'some',
  carrierCallId: 'CA1',
  direction: 'inbound',
  from: '+14155550123',
  to: '+14155550100',
  agent: 'front-desk',
  model: 'fake',
  variables: {},
};
const ENDED: JournalEvent = { kind: 'call.ended', reason: 'caller-hangup', detail: '' };

const word = (progress: CallProgress, code: string | null = null): LateWord => ({
  callId: null,
  carrierCallId: 'CA1',
  progress,
  code,
});

/** A store that has a call; `ended` false: with another process. */
async function setUp({ ended = true } = {}) {
  const world = simulatedWorld();
  const store = memoryStore();
  const told: JournalRecord[] = [];
  const records = (ended ? [OPENED, ENDED] : [OPENED]).map((event, index): JournalRecord => ({
    callId: ID,
    sequence: index + 1,
    atMs: index * 1000,
    wall: world.clock.wall(),
    event,
  }));
  await store.append(records);
  const before = viewOf(records, () => null);
  await store.project(before);
  const processOf = (use: Pick<typeof store, 'append' | 'call' | 'journal'> = store) =>
    new LateStatus({
      world,
      store: use,
      journal: journalWriter(store, world),
      told: (record) => void told.push(record),
    });
  const behind = async () => (await store.journal(ID)).slice(records.length).map(({ event }) => event);
  const lost = () => world.logLines.filter(({ event }) => event === 'call.late-status-lost');
  return { world, store, told, processOf, behind, before, lost };
}

test('a status that comes behind the end stands there, and the call is the same as before', async () => {
  const { world, store, told, processOf, before } = await setUp();
  await world.advance(2000);
  await processOf().tell(word('failed', '486'));
  const records = await store.journal(ID);
  const event = { kind: 'carrier.status', progress: 'failed', code: '486' };
  assert.deepEqual(records.at(-1), { callId: ID, sequence: 3, atMs: 2000, wall: world.clock.wall(), event });
  assert.deepEqual(told, records.slice(2));
  assert.deepEqual(
    viewOf(records, () => null),
    before,
  );
  assert.deepEqual(await store.call(ID), before);
});

test('the same status stands once, however often it is told and at however many processes', async () => {
  const { processOf, behind, told } = await setUp();
  const [one, other] = [processOf(), processOf()];
  await Promise.all([one, one, other, other].map((some) => some.tell(word('completed'))));
  await one.tell(word('completed'));
  assert.deepEqual(await behind(), [{ kind: 'carrier.status', progress: 'completed', code: null }]);
  assert.ok(told.length > 0);
});

test('statuses that come at once stand in their order, each at its own place', async () => {
  const { processOf, store } = await setUp();
  const late = processOf();
  await Promise.all((['ringing', 'answered', 'completed'] as const).map((one) => late.tell(word(one))));
  const records = (await store.journal(ID)).slice(2);
  assert.deepEqual(
    records.map(({ sequence, event }) => [sequence, event.kind === 'carrier.status' && event.progress]),
    [
      [3, 'ringing'],
      [4, 'answered'],
      [5, 'completed'],
    ],
  );
});

test('a status waits until the end of its call is in the store', async () => {
  const { processOf, store, behind } = await setUp({ ended: false });
  const stored = Promise.withResolvers<void>();
  const done = processOf().tell(word('completed'), stored.promise);
  const [first] = await store.journal(ID);
  assert.ok(first !== undefined);
  await store.append([{ ...first, sequence: 2, event: ENDED }]);
  stored.resolve();
  await done;
  assert.deepEqual(await behind(), [ENDED, { kind: 'carrier.status', progress: 'completed', code: null }]);
});

test('a call that is unknown, another’s, with another process or long over is left alone', async () => {
  const live = await setUp({ ended: false });
  await live.processOf().tell(word('completed'));
  assert.deepEqual(await live.behind(), []);
  const { world, processOf, behind, lost } = await setUp();
  await processOf().tell({ ...word('completed'), carrierCallId: 'CA2' });
  await processOf().tell({ ...word('completed'), callId: ID, carrierCallId: 'CA2' });
  await world.advance(LATE_MS_MAX + 1);
  await processOf().tell(word('completed'));
  assert.deepEqual(await behind(), []);
  assert.deepEqual(lost(), []);
});

test('a call that we placed is found by our id', async () => {
  const { processOf, behind } = await setUp();
  await processOf().tell({ ...word('completed'), callId: ID });
  assert.equal((await behind()).length, 1);
});

test('a call has no more than a few records behind its end', async () => {
  const { processOf, behind } = await setUp();
  const late = processOf();
  for (const one of ['queued', 'ringing', 'answered', 'busy', 'no-answer', 'completed'] as const)
    await late.tell(word(one));
  assert.equal((await behind()).length, LATE_RECORDS_MAX);
});

test('what another process has written meanwhile at the same place stays, and the status follows it', async () => {
  const { store, processOf, behind } = await setUp();
  let raced = false;
  const late = processOf({
    ...store,
    async append(records) {
      if (!raced)
        await store.append(
          records.map((record) => ({
            ...record,
            event: { kind: 'carrier.status', progress: 'answered', code: null },
          })),
        );
      raced = true;
      await store.append(records);
    },
  });
  await late.tell(word('completed'));
  assert.deepEqual(
    (await behind()).map((event) => event.kind === 'carrier.status' && event.progress),
    ['answered', 'completed'],
  );
});

test('a store that is away, and one that never keeps it, cost a line in the log', async () => {
  const { store, processOf, behind, told, lost } = await setUp();
  const away = () => Promise.reject(new OffhookError('STORE_UNAVAILABLE', 'away'));
  await processOf({ ...store, journal: away }).tell(word('completed'));
  await processOf({ ...store, append: () => Promise.resolve() }).tell(word('completed'));
  assert.equal(lost().length, 2);
  assert.deepEqual([await behind(), told], [[], []]);
});
