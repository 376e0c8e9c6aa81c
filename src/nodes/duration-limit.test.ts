// A call that lasts too long is ended once, with a goodbye.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeBench, runNode } from '../testing/node-bench.ts';
import { durationLimit } from './duration-limit.ts';

const STARTED = { kind: 'carrier.started', streamId: 'MZ1' } as const;

test('the end is wanted when the stream has lasted for the limit, counted from its start', async () => {
  const given = await runNode(
    durationLimit({ durationMsMax: 60_000, farewell: 'Time is up.' }),
    [
      [5_000, STARTED],
      [20_000, STARTED],
    ],
    200_000,
  );
  assert.deepEqual(given, [
    [65_000, { kind: 'end.wanted', reason: 'max-duration', farewell: 'Time is up.', transferTo: null }],
  ]);
});

test('nothing runs before the stream starts', async () => {
  const bench = nodeBench(durationLimit({ durationMsMax: 1_000, farewell: null }));
  await bench.advance(10_000);
  assert.deepEqual(bench.given, []);
  assert.equal(bench.timersPending, 0);
});
