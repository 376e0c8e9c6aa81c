// The SQLite store keeps to the store contract, and says what is wrong with its file.
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalRecord } from '../call/journal.ts';
import { storeContract } from '../testing/contracts/store-contract.ts';
import { openStore } from './open-store.ts';
import { SQLITE_FILE, sqliteStore } from './sqlite-store.ts';

/** A directory that is gone when it is disposed of. */
async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'offhook-store-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const someRecord: JournalRecord = {
  callId: 'call_a' as CallId,
  sequence: 1,
  atMs: 0,
  wall: 0 as EpochMs,
  event: { kind: 'recording.started' },
};

storeContract('sqlite', async () => {
  const directory = await temporaryDirectory();
  return {
    open: () => openStore({ databaseUrl: null, dataDir: join(directory.path, 'made', 'when', 'missing') }),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
});

test('a store that a newer version migrated is refused, and left as it is', async () => {
  await using directory = await temporaryDirectory();
  await using store = sqliteStore(directory.path);
  assert.deepEqual(await store.migrate(), [
    '0001-calls',
    '0002-call-keys',
    '0003-consultations',
    '0004-steering',
    '0005-jobs',
    '0006-workflow-spans',
    '0007-turns',
    '0008-cost-and-conclusion',
    '0009-forgetting',
  ]);
  const file = new DatabaseSync(join(directory.path, SQLITE_FILE));
  file.exec(`insert into offhook_migrations values ('9999-later', '2030-01-01T00:00:00.000Z')`);
  await assert.rejects(store.migrate(), { code: 'STORE_TOO_NEW', message: /9999-later/ });
  file.close();
});

test('a file that is no database is unavailable, with its path in the message', async () => {
  await using directory = await temporaryDirectory();
  await writeFile(
    join(directory.path, SQLITE_FILE),
    'not a database, but long enough to be looked at'.repeat(40),
  );
  assert.throws(() => sqliteStore(directory.path), {
    code: 'STORE_UNAVAILABLE',
    message: /offhook\.sqlite: .*not a database/,
  });
});

test('a data directory that is a file is refused by the name of its setting', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'file');
  await writeFile(file, '');
  await assert.rejects(openStore({ databaseUrl: null, dataDir: file }), { code: 'ENVIRONMENT_INVALID' });
});

test('a write is unavailable while another process holds the write lock, and goes through after it', async () => {
  await using directory = await temporaryDirectory();
  await using store = sqliteStore(directory.path);
  await store.migrate();
  const other = new DatabaseSync(join(directory.path, SQLITE_FILE));
  other.exec('begin immediate');
  await assert.rejects(store.append([someRecord]), {
    code: 'STORE_UNAVAILABLE',
    message: /another process holds the write lock/,
  });
  assert.deepEqual(await store.calls({ limit: 1 }), []);
  other.exec('rollback');
  await store.append([someRecord]);
  other.close();
});

test('a directory that the store makes is closed to other users', async () => {
  await using directory = await temporaryDirectory();
  await using store = sqliteStore(join(directory.path, 'data'));
  await store.ping();
  const { mode } = await stat(join(directory.path, 'data'));
  assert.equal(mode & 0o077, 0);
});
