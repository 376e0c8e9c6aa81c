// Calls whose process died get their outcome, and what was recorded of them: soon where the store is ours, else in time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSwitchboard, someCall } from '../../../test/fakes/fake-switchboard.ts';
import type { CallId, ItemId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { viewOf } from '../../call/view-of.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { closeBrokenCalls } from './close-broken-calls.ts';

const ID = 'call_1' as CallId;
const HOUR_MS = 3600_000;
const RECORDING = { path: 'recordings/2026/01/01/call_1.wav', bytes: 16_058, durationMs: 1000 };

const OPENED: JournalEvent = {
  kind: 'call.opened',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  direction: 'inbound',
  from: '+14155550123',
  to: '+14155550100',
  agent: 'front-desk',
  model: 'rehearsal',
  variables: {},
};
const STARTED: JournalEvent = { kind: 'stream.started', streamId: 'MZ1', resumed: false };

/** A store in which a process left a call that had just begun, and the next process, which has just started. */
async function setUp({ alone = true, events = [OPENED, STARTED] as readonly JournalEvent[] } = {}) {
  const world = simulatedWorld();
  const store = memoryStore();
  const switchboard = fakeSwitchboard();
  const asked: string[] = [];
  const others = { count: alone ? 0 : 1 };
  const records = events.map((event, index): JournalRecord => ({
    callId: ID,
    sequence: index + 1,
    atMs: index * 100,
    wall: world.clock.wall(),
    event,
  }));
  await store.append(records);
  await store.project(viewOf(records, () => null));
  const timer = closeBrokenCalls({
    world,
    store,
    switchboard,
    alone: () => others.count === 0,
    recording: (callId) => (asked.push(callId), Promise.resolve(RECORDING)),
    price: () => null,
    jobsOf: ({ callId, event, wall }) =>
      event.kind === 'call.ended'
        ? [{ id: `archive:${callId}`, kind: 'archive', place: null, payload: null, dueAt: wall }]
        : [],
  });
  return { world, store, switchboard, asked, timer, others };
}

test('two minutes behind the start a call that nobody brought back has an outcome', async () => {
  const { world, store, asked } = await setUp();
  await world.advance(119_000);
  assert.equal((await store.call(ID))?.status, 'live');
  await world.advance(2000);
  const view = await store.call(ID);
  assert.deepEqual([view?.status, view?.outcome?.reason], ['ended', 'internal-fault']);
  assert.deepEqual([view?.recording, asked], [null, []], 'nothing was recorded');
  const jobs = await store.jobs.list({ limit: 10 });
  assert.deepEqual(
    jobs.map(({ id }) => id),
    [`archive:${ID}`],
    'it is archived like any other',
  );
});

test('what was recorded of it is kept with it', async () => {
  const { world, store } = await setUp({ events: [OPENED, STARTED, { kind: 'recording.started' }] });
  await world.advance(121_000);
  assert.deepEqual((await store.call(ID))?.recording, RECORDING);
  assert.deepEqual((await store.journal(ID)).map(({ sequence, event }) => [sequence, event.kind]).slice(3), [
    [4, 'recording.stored'],
    [5, 'call.ended'],
  ]);
});

test('a call that came back is left alone', async () => {
  const { world, store, switchboard } = await setUp();
  switchboard.calls.set(ID, someCall());
  await world.advance(121_000);
  assert.equal((await store.call(ID))?.status, 'live');
});

test('beside other processes it is closed once no process can hold it any more, without another start', async () => {
  const { world, store, timer } = await setUp({ alone: false });
  await world.advance(24 * HOUR_MS);
  assert.equal((await store.call(ID))?.status, 'live');
  await world.advance(3 * HOUR_MS);
  assert.equal((await store.call(ID))?.outcome?.reason, 'internal-fault');
  timer.stop();
  assert.equal(world.timersPending, 0);
});

test('it waits while another process lives that may have it, and is closed when that one is gone', async () => {
  const { world, store, others } = await setUp({ alone: false });
  await world.advance(2 * HOUR_MS);
  assert.equal((await store.call(ID))?.status, 'live');
  others.count = 0;
  await world.advance(601_000);
  assert.equal((await store.call(ID))?.outcome?.reason, 'internal-fault');
});

test('a call of a process that died a moment ago has its two minutes as well', async () => {
  const { world, store, others } = await setUp({ alone: false });
  const late: JournalRecord = {
    callId: ID,
    sequence: 3,
    atMs: 700_000,
    wall: (world.clock.wall() + 700_000) as EpochMs,
    event: { kind: 'caller.said', itemId: 'item_1' as ItemId, text: 'Are you there?', startedMs: 699_000 },
  };
  await store.append([late]);
  others.count = 0;
  await world.advance(720_000);
  assert.equal((await store.call(ID))?.status, 'live');
  await world.advance(600_000);
  assert.equal((await store.call(ID))?.status, 'ended');
});
