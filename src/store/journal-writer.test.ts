// The journal's writer: order, bounds, and calls that never wait for a store that is slow, away or wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallId, ItemId } from '../base/brand.ts';
import { OffhookError } from '../base/errors.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalRecord } from '../call/journal.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { BATCH_RECORDS_MAX, CLOSE_MS_MAX, SETTLED_MS_MAX, journalWriter } from './journal-writer.ts';

const CALL = 'call_a' as CallId;

/** A record with something in it that must not be logged. */
function record(sequence: number): JournalRecord {
  return {
    callId: CALL,
    sequence,
    atMs: sequence,
    wall: 0 as EpochMs,
    event: { kind: 'caller.said', itemId: 'i' as ItemId, text: 'my secret', startedMs: 0 },
  };
}

const away = (): OffhookError => new OffhookError('STORE_UNAVAILABLE', 'away');

/** A store whose appends end as the test says, one `end` each. */
function heldStore() {
  const appends: { sequences: number[]; end: (error?: Error) => void }[] = [];
  return {
    appends,
    append: (records: readonly JournalRecord[]) =>
      new Promise<void>((resolve, reject) => {
        appends.push({
          sequences: records.map(({ sequence }) => sequence),
          end: (error) => (error === undefined ? resolve() : reject(error)),
        });
      }),
  };
}

/** A world, and a writer in it. */
function stage<Kept extends { append(records: readonly JournalRecord[]): Promise<void> }>(
  store: Kept,
  recordsWaitingMax?: number,
) {
  const world = simulatedWorld();
  const { timers, log } = world;
  const bound = recordsWaitingMax === undefined ? {} : { recordsWaitingMax };
  return { world, store, writer: journalWriter(store, { timers, log, ...bound }) };
}

/** Whether `promise` has resolved, told after promises have run. */
function watched(promise: Promise<void>): { readonly done: boolean } {
  const state = { done: false };
  void promise.then(() => (state.done = true));
  return state;
}

test('records of one turn go together at once, those that come meanwhile with the next append', async () => {
  const { world, store, writer } = stage(heldStore());
  writer.append(record(1));
  writer.append(record(2));
  await world.advance(0);
  writer.append(record(3));
  writer.append(record(4));
  await world.advance(10);
  assert.deepEqual(
    store.appends.map(({ sequences }) => sequences),
    [[1, 2]],
  );
  store.appends[0]?.end();
  await world.advance(0);
  assert.deepEqual(
    store.appends.map(({ sequences }) => sequences),
    [
      [1, 2],
      [3, 4],
    ],
  );
  assert.equal(writer.waiting, 2);
  store.appends[1]?.end();
  await world.advance(0);
  assert.equal(writer.waiting, 0);
});

test('a batch has its bound', async () => {
  const { world, store, writer } = stage(heldStore());
  for (let sequence = 1; sequence <= BATCH_RECORDS_MAX + 1; sequence += 1) writer.append(record(sequence));
  await world.advance(0);
  store.appends[0]?.end();
  await world.advance(0);
  assert.deepEqual(
    store.appends.map(({ sequences }) => sequences.length),
    [BATCH_RECORDS_MAX, 1],
  );
});

test('settled waits for what was appended before it, and for nothing that came after', async () => {
  const { world, store, writer } = stage(heldStore());
  writer.append(record(1));
  const settled = watched(writer.settled());
  await world.advance(5);
  writer.append(record(2));
  assert.equal(settled.done, false);
  store.appends[0]?.end();
  await world.advance(0);
  assert.equal(settled.done, true);
  assert.equal(writer.waiting, 1);
  assert.equal(world.timersPending, 0);
});

test('settled resolves at once when nothing waits', async () => {
  const { world, writer } = stage(heldStore());
  const settled = watched(writer.settled());
  await world.advance(0);
  assert.equal(settled.done, true);
});

test('nobody waits longer than a second for a store that does not answer', async () => {
  const { world, writer } = stage(heldStore());
  writer.append(record(1));
  const settled = watched(writer.settled());
  await world.advance(SETTLED_MS_MAX - 1);
  assert.equal(settled.done, false);
  await world.advance(1);
  assert.equal(settled.done, true);
  assert.equal(writer.waiting, 1);
});

test('a store that is away is tried again, ever more seldom, until it is back; nothing is lost', async () => {
  const { world, store, writer } = stage(heldStore());
  const tries: number[] = [];
  writer.append(record(1));
  await world.advance(0);
  writer.append(record(2));
  for (let failures = 0; failures < 8; failures += 1) {
    const seen = store.appends.length;
    tries.push(world.clock.now() / 1000);
    store.appends.at(-1)?.end(away());
    await world.until(() => store.appends.length > seen, 60_000);
  }
  assert.deepEqual(tries, [0, 100, 300, 700, 1500, 3100, 6300, 11_300]);
  store.appends.at(-1)?.end();
  await world.advance(0);
  store.appends.at(-1)?.end();
  await world.advance(0);
  assert.deepEqual(
    store.appends.slice(-2).map(({ sequences }) => sequences),
    [[1], [2]],
  );
  assert.equal(writer.lost, 0);
  assert.equal(writer.waiting, 0);
  assert.deepEqual(
    world.logLines.map(({ level, event }) => `${level} ${event}`),
    ['warn journal.store-unavailable', 'info journal.store-back'],
  );
});

test('beyond the bound new records are lost, counted, and logged once', async () => {
  const { world, store, writer } = stage(heldStore(), 3);
  writer.append(record(1));
  await world.advance(0);
  for (let sequence = 2; sequence <= 9; sequence += 1) writer.append(record(sequence));
  assert.equal(writer.lost, 5);
  store.appends[0]?.end();
  await world.advance(0);
  assert.deepEqual(store.appends[1]?.sequences, [2, 3, 4]);
  const errors = world.logLines.filter(({ level }) => level === 'error');
  assert.deepEqual(
    errors.map(({ event, fields }) => [event, fields['why']]),
    [['journal.losing', 'full']],
  );
});

test('a record that the store cannot take is lost alone', async () => {
  const kept: number[] = [];
  const { world, writer } = stage({
    append(records: readonly JournalRecord[]) {
      if (records.some(({ sequence }) => sequence === 2))
        return Promise.reject(new Error('bad value: my secret'));
      kept.push(...records.map(({ sequence }) => sequence));
      return Promise.resolve();
    },
  });
  for (let sequence = 1; sequence <= 4; sequence += 1) writer.append(record(sequence));
  const settled = watched(writer.settled());
  await world.advance(0);
  assert.deepEqual(kept, [1, 3, 4]);
  assert.equal(writer.lost, 1);
  assert.equal(settled.done, true);
  assert.equal(world.logLines[0]?.fields['sequence'], 2);
  assert.doesNotMatch(JSON.stringify(world.logLines), /secret/);
});

test('close writes what waits, and what comes later is lost', async () => {
  const { world, store, writer } = stage(heldStore());
  writer.append(record(1));
  const closed = watched(writer.close());
  await world.advance(100);
  assert.equal(closed.done, false);
  store.appends[0]?.end();
  await world.advance(0);
  assert.equal(closed.done, true);
  writer.append(record(2));
  assert.equal(writer.lost, 1);
  assert.equal(store.appends.length, 1);
  assert.equal(world.timersPending, 0);
});

test('close gives a store that is away five seconds, then counts what is left as lost', async () => {
  const { world, writer } = stage({ append: () => Promise.reject(away()) });
  writer.append(record(1));
  writer.append(record(2));
  const closed = watched(writer.close());
  await world.advance(CLOSE_MS_MAX - 1);
  assert.equal(closed.done, false);
  await world.advance(1);
  assert.equal(closed.done, true);
  assert.equal(writer.lost, 2);
  assert.equal(writer.waiting, 0);
  assert.equal(world.timersPending, 0);
});

test('close gives up on a store that never answers', async () => {
  const { world, store, writer } = stage(heldStore());
  writer.append(record(1));
  const settled = watched(writer.settled());
  const closed = watched(writer.close());
  await world.advance(CLOSE_MS_MAX);
  assert.equal(settled.done && closed.done, true);
  assert.equal(writer.lost, 1);
  // The answer that comes after all changes nothing.
  store.appends[0]?.end();
  await world.advance(0);
  assert.equal(writer.waiting, 0);
});

test('whatever the store does, before or after it has kept a batch, the journal arrives whole and in order', async () => {
  const course = fc.array(fc.tuple(fc.constantFrom('ok', 'before', 'after'), fc.nat(300)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(course, fc.array(fc.nat(400), { maxLength: 30 }), async (answers, gapsMs) => {
      const kept = memoryStore();
      let turn = 0;
      const { world, writer } = stage({
        async append(records: readonly JournalRecord[]) {
          const [answer, tookMs] = answers[turn] ?? (['ok', 0] as const);
          turn += 1;
          await new Promise<void>((resolve) => void world.timers.after(tookMs, resolve));
          if (answer === 'before') throw away();
          await kept.append(records);
          if (answer === 'after') throw away();
        },
      });
      for (const [index, gapMs] of gapsMs.entries()) {
        writer.append(record(index + 1));
        await world.advance(gapMs);
      }
      await world.until(() => writer.waiting === 0, 600_000);
      assert.equal(writer.lost, 0);
      assert.deepEqual(
        (await kept.journal(CALL)).map(({ sequence }) => sequence),
        gapsMs.map((_, index) => index + 1),
      );
    }),
    { numRuns: 50 },
  );
});
