// A batch from its file to its first call: the dry run, the ledger it finds, and what keeps it from calling.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { EpochMs } from '../../base/time.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { BatchFault, type LedgerEntry } from './batch-ledger.ts';
import { BATCH_DEFAULTS, type BatchOptions } from './batch-options.ts';
import { dialBatch } from './dial-batch.ts';
import { openLedger } from './ledger-file.ts';

const ORIGIN = 'http://127.0.0.1:5050';
const [ADA, GRACE] = ['+12125550100', '+12125550101'];

function batchOf(context: TestContext, entries: readonly LedgerEntry[] = []) {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-batch-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'calls.csv');
  writeFileSync(path, `to\n${ADA}\n${GRACE}\n`);
  const ledger = openLedger(`${path}.ledger`, 'batch');
  for (const entry of entries) ledger.append(entry);
  ledger.close();
  // Noon in New York.
  const world = simulatedWorld({ wallStart: Date.parse('2026-01-15T17:00Z') });
  const requests: string[] = [];
  world.serve(ORIGIN, ({ method, url }) => {
    requests.push(`${method} ${url.slice(ORIGIN.length)}`);
    return { status: 200, headers: {}, body: '{"calls":[],"next":null}' };
  });
  const written: string[] = [];
  return {
    directory,
    path,
    requests,
    written,
    dial: (options: Partial<BatchOptions>, file = path) =>
      dialBatch(
        { path: file, options: { ...BATCH_DEFAULTS, ...options }, request: {}, origin: ORIGIN, apiKey: null },
        {
          world,
          out: {
            write: (text) => void written.push(text),
            columns: () => null,
            zone: 'America/New_York',
            wall: () => world.clock.wall(),
          },
          onInterrupt: () => () => {},
          leave: () => assert.fail('it leaves'),
        },
      ),
  };
}

const dialled = (party: string, server: string): LedgerEntry => ({
  kind: 'dialled',
  key: 'batch-1',
  party,
  server,
});
const busy = (again: boolean): LedgerEntry => ({
  kind: 'settled',
  key: 'batch-1',
  end: 'busy',
  reason: 'busy',
  again,
  wall: Date.parse('2026-01-15T16:50Z') as EpochMs,
});

test('a dry run tells when, asks nobody, and leaves everything as it is', async (context) => {
  const batch = batchOf(context, [dialled(ADA, ORIGIN), busy(true)]);
  const before = readdirSync(batch.directory);
  assert.equal(await batch.dial({ dryRun: true }), 0);
  assert.deepEqual(batch.written, [
    `line 3: ${GRACE} at 2026-01-15 12:00 (America/New_York)\n`,
    // A quarter of an hour after it was busy.
    `line 2: ${ADA} at 2026-01-15 12:05 (America/New_York), attempt 2\n`,
    '2 of 2 would be called; on the do-not-call list: 0; with an outcome already: 0. Nobody was called.\n',
  ]);
  assert.deepEqual(batch.requests, []);
  assert.deepEqual(readdirSync(batch.directory), before);
});

test('a file that is named by a link has the ledger of the file', async (context) => {
  const batch = batchOf(context, [dialled(ADA, ORIGIN), busy(false)]);
  const link = join(batch.directory, 'link.csv');
  symlinkSync(batch.path, link);
  await batch.dial({ dryRun: true }, link);
  assert.match(batch.written.at(-1) ?? '', /^1 of 2 would be called; .* with an outcome already: 1/);
});

test('an attempt that was cut off is not looked for at another server', async (context) => {
  const batch = batchOf(context, [dialled(ADA, 'http://elsewhere.test')]);
  await assert.rejects(
    batch.dial({}),
    (error) => error instanceof BatchFault && /go on with --url http:\/\/elsewhere\.test/.test(error.message),
  );
  assert.deepEqual(batch.requests, ['GET /api/calls?key=none']);
});
