// How a batch is to be called, and a do-not-call list that changes while it is.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BatchFault } from './batch-ledger.ts';
import { BATCH_DEFAULTS, readBatchOptions, type BatchOptions } from './batch-options.ts';
import { doNotCall } from './do-not-call.ts';

const read = (options: Partial<BatchOptions>) => readBatchOptions({ ...BATCH_DEFAULTS, ...options });

test('what is not said has its default', () => {
  const options = read({});
  assert.ok(options.ok);
  const { clock: _, ...policy } = options.policy;
  assert.deepEqual(policy, {
    concurrency: 5,
    perSecond: 1,
    attempts: 3,
    retryMs: 900_000,
    failures: { failures: 10, calls: 20 },
  });
});

test('a batch may never stop by itself', () => {
  const options = read({ stopAfter: 'never' });
  assert.ok(options.ok && options.policy.failures === null);
});

test('everything that does not fit is told at once, with the option and what would', () => {
  const wrong: BatchOptions = {
    concurrency: '1.5',
    cps: 'fast',
    hours: '21:00-08:00',
    attempts: '0',
    retryAfter: 'soon',
    stopAfter: '20/10',
    timezone: 'Mars/Olympus',
  };
  const options = readBatchOptions(wrong);
  assert.deepEqual(options.ok || options.problems.map((problem) => problem.split(':')[0]?.split(' ')[0]), [
    '--concurrency',
    '--cps',
    '--attempts',
    '--retry-after',
    '--hours',
    '--stop-after',
    '--timezone',
  ]);
  for (const cps of ['0', '-1', '101', 'Infinity', '']) assert.equal(read({ cps }).ok, false, cps);
  for (const stopAfter of ['0/5', '5', 'x/y', '6/5']) assert.equal(read({ stopAfter }).ok, false, stopAfter);
});

test('a do-not-call list is read anew when it has changed, and stops the batch when it cannot be', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-never-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'never.txt');
  const fault = (pattern: RegExp) => (error: unknown) =>
    error instanceof BatchFault && pattern.test(error.message);
  const listed = doNotCall(path);
  assert.throws(() => listed('+14155550123'), fault(/do-not-call list cannot be read: ENOENT/));
  writeFileSync(path, '+1 415 555 0123\n');
  assert.deepEqual([listed('+14155550123'), listed('+14155550124')], [true, false]);
  writeFileSync(path, '+1 415 555 0123\n+1 415 555 0124\n');
  assert.equal(listed('+14155550124'), true);
  writeFileSync(path, '555 0125\n');
  assert.throws(() => listed('+14155550123'), fault(/line 1: 555 0125 is no number/));
  assert.equal(doNotCall(null)('+14155550123'), false);
});
