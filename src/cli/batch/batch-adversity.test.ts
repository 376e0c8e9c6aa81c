// A batch's run against a server and a carrier that are full, slow, lose what they were asked, or are away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchBench, numbers, row, type BenchOptions } from '../../../test/fakes/batch-bench.ts';
import type { BatchNews } from './batch-plan.ts';

const only = <Kind extends BatchNews['kind']>(news: readonly BatchNews[], kind: Kind) =>
  news.filter((one): one is Extract<BatchNews, { kind: Kind }> => one.kind === kind);

const many = (count: number) => numbers(count).map((to, index) => row(to, index));

test('a carrier that takes no more calls holds up the whole batch, and counts as no attempt', async () => {
  const bench = batchBench({
    rows: many(5),
    phones: Object.fromEntries(
      numbers(5).map((to) => [to, ['limited', 'limited', 'busy', 'talks'] as const]),
    ),
    policy: { attempts: 2, concurrency: 5 },
  });
  const life = bench.life();
  assert.deepEqual(await life.toEnd(), { kind: 'complete' });
  bench.check();
  const held = only(life.news, 'held');
  // As the carrier says: not before 3 s are over.
  assert.ok(held.length > 0 && held.every(({ ms }) => ms >= 2000), JSON.stringify(held));
  // Each attempt that the carrier did not take was made under a key of its own.
  assert.equal(new Set(bench.calls.map(({ key }) => key)).size, bench.calls.length);
  assert.deepEqual(
    life.run.rows.map(({ standing }) => standing.attempts),
    [2, 2, 2, 2, 2],
  );
});

test('a server that is full is asked again under the same key, later and later', async () => {
  const bench = batchBench({ rows: many(1) });
  bench.state.full = true;
  const life = bench.life();
  life.start();
  await bench.world.until(() => only(life.news, 'held').length === 5, 600_000);
  const waits = only(life.news, 'held').map(({ ms }) => ms);
  waits.forEach((ms, index) => assert.ok(ms > 1000 * 2 ** index * 0.9 && ms <= 2000 * 2 ** index, `${ms}`));
  bench.state.full = false;
  await bench.world.until(() => life.end() !== null, 600_000);
  assert.deepEqual(
    bench.calls.map(({ key }) => key),
    ['batch-1'],
  );
  assert.equal(life.run.rows[0]?.standing.attempts, 1);
});

test('a batch that nobody takes a call of for half an hour stops, with nobody lost', async () => {
  const bench = batchBench();
  bench.state.full = true;
  const life = bench.life();
  const end = await life.toEnd();
  assert.ok(
    typeof end === 'object' && end.kind === 'fault' && /30 minutes: the cap is reached/.test(end.problem),
  );
  bench.state.full = false;
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  bench.check();
});

const fates: readonly (readonly [string, BenchOptions['fate']])[] = [
  ['whose answer is lost is found by its key', (request) => (request % 2 === 0 ? 'answer-lost' : 'arrives')],
  ['that is lost itself is sent again', (request) => (request % 2 === 0 ? 'request-lost' : 'arrives')],
];
for (const [what, fate] of fates)
  test(`a request ${what}, and nobody is called twice`, async () => {
    const bench = batchBench({ rows: many(6), ...(fate === undefined ? {} : { fate }) });
    assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
    bench.check();
    assert.equal(bench.calls.length, 6);
  });

test('a server that is away for a minute is waited for; for longer than five it ends the run', async () => {
  const bench = batchBench({ rows: many(6), callMs: 30_000 });
  const life = bench.life();
  life.start();
  await bench.world.until(() => bench.calls.length === 2);
  bench.state.up = false;
  await bench.world.advance(60_000);
  bench.state.up = true;
  await bench.world.until(() => bench.calls.length === 4);
  assert.equal(life.end(), null);
  bench.state.up = false;
  await bench.world.until(() => life.end() !== null, 1_200_000);
  assert.deepEqual(life.end(), { kind: 'fault', problem: 'it is down' });
  bench.state.up = true;
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  bench.check();
});

test('a server that was full is asked again as soon as a call has ended', async () => {
  const bench = batchBench({ rows: many(5), callMs: 100_000, policy: { concurrency: 5 } });
  bench.state.cap = 2;
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  bench.check();
  const ends = bench.calls.map(({ toMs }) => toMs);
  // The wait has grown to a minute by then. It takes two looks, 15 s apart at most, to see that a call has ended.
  for (const { fromMs } of bench.calls.slice(2)) {
    const freeMs = Math.min(...ends.map((end) => (fromMs >= end ? fromMs - end : Infinity)));
    assert.ok(freeMs < 17_000, `${freeMs} ms`);
  }
});
