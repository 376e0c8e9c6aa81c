// A process that is killed while it writes: what the embedded store acknowledged is there after it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CallId } from '../../src/base/brand.ts';
import { closeBroken } from '../../src/call/close-broken.ts';
import { viewOf } from '../../src/call/view-of.ts';
import { openStore } from '../../src/store/open-store.ts';

const writer = fileURLToPath(new URL('store-crash-writer.ts', import.meta.url));

/** Starts a writer, kills it without warning once it said `acks` times that a record is kept, and returns how many it said. */
async function killedAfter(dataDir: string, callId: string, acks: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=offhook-source', writer, dataDir, callId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === acks) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.signalCode, 'SIGKILL');
  return acknowledged;
}

async function inDirectory(check: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'offhook-crash-'));
  try {
    await check(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

test('every record that was acknowledged outlives a kill, and the call gets its outcome', () =>
  inDirectory(async (dataDir) => {
    const acknowledged = await killedAfter(dataDir, 'call_a', 300);
    assert.ok(acknowledged >= 300);
    await using store = await openStore({ databaseUrl: null, dataDir });
    assert.deepEqual(await store.migrate(), []);
    const journal = await store.journal('call_a' as CallId);
    // The record that was under way may be there too, whole.
    assert.ok(journal.length === acknowledged || journal.length === acknowledged + 1);
    assert.deepEqual(
      journal.map(({ sequence }) => sequence),
      journal.map((_, index) => index + 1),
    );
    const [unfinished] = await store.calls({ status: 'ringing', limit: 1 });
    assert.equal(unfinished?.id, 'call_a');
    const last = closeBroken(journal);
    assert.equal(last.length, 1);
    await store.append(last);
    await store.project(viewOf(await store.journal('call_a' as CallId), () => null));
    assert.equal((await store.call('CA-call_a'))?.outcome?.reason, 'internal-fault');
  }));

test('two processes on one directory lose nothing that was acknowledged to either', () =>
  inDirectory(async (dataDir) => {
    const acknowledged = await Promise.all(
      ['call_a', 'call_b'].map((callId) => killedAfter(dataDir, callId, 200)),
    );
    await using store = await openStore({ databaseUrl: null, dataDir });
    const kept = await Promise.all(['call_a', 'call_b'].map((callId) => store.journal(callId as CallId)));
    for (const [index, journal] of kept.entries())
      assert.ok(journal.length >= (acknowledged[index] ?? Infinity), `${journal.length} records are kept`);
  }));
