// A batch's run: who is called, when, how fast, and what stops it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchBench, fullDisk, numbers, row } from '../../../test/fakes/batch-bench.ts';
import type { BatchNews } from './batch-plan.ts';

const only = <Kind extends BatchNews['kind']>(news: readonly BatchNews[], kind: Kind) =>
  news.filter((one): one is Extract<BatchNews, { kind: Kind }> => one.kind === kind);

const [ADA = '', GRACE = '', ALAN = ''] = numbers(3);
const many = (count: number) => numbers(count).map((to, index) => row(to, index));

/** The wall clock of New York at which each call was placed. */
const times = (bench: ReturnType<typeof batchBench>, timeZone = 'America/New_York') =>
  bench.calls.map(({ fromMs }) =>
    new Date(bench.world.clock.wall() - bench.nowMs() + fromMs).toLocaleString('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }),
  );

test('everybody is called once, and what came of it is told by line', async () => {
  const bench = batchBench({ phones: { [GRACE]: ['silent'] } });
  const life = bench.life();
  assert.deepEqual(await life.toEnd(), { kind: 'complete' });
  assert.equal(bench.calls.length, 3);
  assert.deepEqual(new Set(bench.calls.map(({ to }) => to)), new Set([ADA, GRACE, ALAN]));
  assert.deepEqual(
    only(life.news, 'settled')
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, attempt, end, again }) => [line, attempt, end, again]),
    [
      [2, 1, 'reached', null],
      [3, 1, 'silent', null],
      [4, 1, 'reached', null],
    ],
  );
  assert.deepEqual(
    life.run.rows.map(({ stage }) => stage),
    ['done', 'done', 'done'],
  );
  assert.equal(bench.world.timersPending, 0);
});

test('the ledger has an attempt before the server is asked for it', async () => {
  const bench = batchBench();
  const life = bench.life();
  life.start();
  assert.deepEqual(
    bench.entries.map(({ kind, key }) => [kind, key]),
    [['dialled', 'batch-1']],
  );
  assert.equal(bench.calls.length, 0);
  await bench.world.until(() => life.end() !== null);
});

test('no more calls are live at a time than is said, and no more are dialled in a second', async () => {
  const bench = batchBench({
    rows: many(12),
    callMs: 20_000,
    policy: { concurrency: 3, perSecond: 0.5 },
  });
  await bench.life().toEnd();
  assert.equal(bench.calls.length, 12);
  const dialled = bench.calls.map(({ fromMs }) => fromMs);
  for (const [index, { fromMs }] of bench.calls.entries()) {
    const live = bench.calls.filter((other) => other.fromMs <= fromMs && other.toMs > fromMs);
    assert.ok(live.length <= 3, `${live.length} live`);
    // On the way to the server they may come closer by 200 ms.
    const before = dialled[index - 1];
    if (before !== undefined) assert.ok(fromMs - before >= 1800, `${fromMs - before} ms apart`);
  }
});

test('who is busy is called again after the wait, which doubles, as often as is said', async () => {
  const bench = batchBench({ phones: { [ADA]: ['busy', 'no-answer', 'talks'], [GRACE]: ['failed'] } });
  const life = bench.life();
  assert.deepEqual(await life.toEnd(), { kind: 'complete' });
  bench.check();
  const ada = bench.calls.filter(({ to }) => to === ADA);
  assert.deepEqual(
    ada.map(({ reaction }) => reaction),
    ['busy', 'no-answer', 'talks'],
  );
  const waits = ada.slice(1).map(({ fromMs }, index) => fromMs - (ada[index]?.toMs ?? 0));
  assert.ok((waits[0] ?? 0) >= 60_000 && (waits[0] ?? 0) < 80_000, String(waits[0]));
  assert.ok((waits[1] ?? 0) >= 120_000 && (waits[1] ?? 0) < 140_000, String(waits[1]));
  assert.deepEqual(life.run.rows[1]?.standing.last?.end, 'failed');
  assert.equal(life.run.rows[1]?.standing.attempts, 3);
});

test('nobody who picked up is called again, whatever went wrong behind it', async () => {
  const bench = batchBench({ phones: { [ADA]: ['broken'], [GRACE]: ['silent'] } });
  await bench.life().toEnd();
  assert.equal(bench.calls.length, 3);
});

test('a phone rings by its own clock: those that still sleep are called when it is eight there', async () => {
  const zones = ['Europe/Paris', 'America/New_York', 'America/Los_Angeles'];
  const bench = batchBench({
    // Seven in Los Angeles, ten in New York, four in the afternoon in Paris.
    wallStart: Date.parse('2026-01-15T15:00Z'),
    rows: numbers(3).map((to, index) => row(to, index, [zones[index] ?? ''])),
  });
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  assert.deepEqual(
    bench.calls
      .map(({ to }, index) => [to, times(bench, 'America/Los_Angeles')[index]])
      .toSorted(([one = ''], [other = '']) => one.localeCompare(other)),
    [
      [ADA, '2026-01-15 07:00'],
      [GRACE, '2026-01-15 07:00'],
      [ALAN, '2026-01-15 08:00'],
    ],
  );
});

test('a batch that does not end by nine in the evening goes on in the morning, also of the day on which clocks change', async () => {
  const bench = batchBench({
    wallStart: Date.parse('2026-03-08T01:59:30Z'),
    rows: many(8),
    callMs: 10_000,
    policy: { concurrency: 1 },
  });
  await bench.life().toEnd();
  assert.deepEqual(
    new Set(times(bench)),
    new Set(['2026-03-07 20:59', '2026-03-08 08:00', '2026-03-08 08:01']),
  );
});

test('who is on the do-not-call list is not called, also when it came there while the batch ran', async () => {
  const bench = batchBench({ rows: many(4), policy: { concurrency: 1 } });
  const [, second = '', third = ''] = numbers(4);
  bench.listed.add(second);
  const life = bench.life();
  life.start();
  await bench.world.until(() => bench.calls.length === 1);
  bench.listed.add(third);
  await bench.world.until(() => life.end() !== null);
  assert.deepEqual(
    bench.calls.map(({ to }) => to),
    [numbers(4)[0], numbers(4)[3]],
  );
  assert.deepEqual(
    only(life.news, 'listed').map(({ line }) => line),
    [3, 4],
  );
});

test('a batch that goes wrong stops before everybody was called for nothing, and goes on when it is run again', async () => {
  const broken = Object.fromEntries(
    numbers(20).map((to, index) => [to, [index % 2 === 0 ? 'broken' : 'talks'] as const]),
  );
  const bench = batchBench({
    rows: many(20),
    phones: broken,
    policy: { concurrency: 1, failures: { failures: 3, calls: 5 } },
  });
  const end = await bench.life().toEnd();
  assert.ok(typeof end === 'object' && end.kind === 'failures');
  assert.match(end.problem, /^3 of the last 5 calls failed, the last one as model-failed/);
  assert.equal(bench.calls.length, 5);
  assert.equal((await bench.life().toEnd()) !== 'killed' && bench.calls.length, 11);
  bench.check(false);
});

test('busy lines are no failures', async () => {
  const bench = batchBench({
    rows: many(8),
    phones: Object.fromEntries(numbers(8).map((to) => [to, ['busy'] as const])),
    policy: { failures: { failures: 2, calls: 5 }, attempts: 1 },
  });
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
});

test('an interrupted run calls nobody any more, and waits for those who are on the phone', async () => {
  const bench = batchBench({ rows: many(6), callMs: 30_000 });
  const life = bench.life();
  life.start();
  await bench.world.until(() => bench.calls.length === 2);
  life.run.stop();
  await bench.world.advance(10_000);
  assert.equal(life.end(), null);
  await bench.world.until(() => life.end() !== null);
  assert.deepEqual(life.end(), { kind: 'interrupted' });
  assert.equal(bench.calls.length, 2);
  assert.deepEqual(
    life.run.rows.map(({ stage }) => stage),
    ['done', 'done', 'waiting', 'waiting', 'waiting', 'waiting'],
  );
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  bench.check();
});

test('what the server says of a call is looked at at once', async () => {
  const bench = batchBench({ rows: many(1), callMs: 100_000 });
  const life = bench.life();
  life.start();
  await bench.world.until(() => bench.calls.length === 1);
  await bench.world.advance(100_000 - 500);
  life.run.hint('call_1');
  await bench.world.advance(2500);
  assert.deepEqual(life.end(), { kind: 'complete' });
});

test('a ledger that cannot be written stops the batch before anybody is called', async () => {
  const bench = batchBench();
  const life = bench.life();
  fullDisk(life.ledger);
  assert.deepEqual(await life.toEnd(), { kind: 'fault', problem: 'the disk is full' });
  assert.equal(bench.calls.length, 0);
});

test('a number that is taken from the file is not called any more, and one that is added is', async () => {
  const bench = batchBench({ rows: many(2), policy: { concurrency: 1 } });
  const life = bench.life();
  life.start();
  await bench.world.until(() => bench.calls.length === 1);
  life.run.stop();
  await bench.world.until(() => life.end() !== null);
  const edited = batchBench({ rows: [row(ALAN, 0), row(ADA, 1)] });
  edited.entries.push(...bench.entries);
  edited.calls.push(...bench.calls);
  assert.deepEqual(await edited.life().toEnd(), { kind: 'complete' });
  assert.deepEqual(
    edited.calls.map(({ to }) => to),
    [ADA, ALAN],
  );
});
