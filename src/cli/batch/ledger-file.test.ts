// A ledger on disk: kept whole, for its owner, by one process at a time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BatchFault, type LedgerEntry } from './batch-ledger.ts';
import { openLedger, readLedger } from './ledger-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'offhook-ledger-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;
const fresh = (): string => join(directory, `calls-${(files += 1)}.csv.ledger`);

const dialled = (key: string): LedgerEntry => ({
  kind: 'dialled',
  key,
  party: '+14155550123',
  server: 'http://127.0.0.1:5050',
});

const fault = (pattern: RegExp) => (error: unknown) =>
  error instanceof BatchFault && pattern.test(error.message);

test('what was appended is there when it is opened again, under the id it was made with', () => {
  const path = fresh();
  assert.equal(readLedger(path), null);
  const ledger = openLedger(path, 'first-id');
  assert.deepEqual([ledger.id, ledger.entries], ['first-id', []]);
  ledger.append(dialled('first-id-1'));
  ledger.append({ kind: 'placed', key: 'first-id-1', callId: 'call_1' });
  ledger.close();
  const again = openLedger(path, 'second-id');
  assert.deepEqual(
    [again.id, again.entries],
    ['first-id', [dialled('first-id-1'), { kind: 'placed', key: 'first-id-1', callId: 'call_1' }]],
  );
  again.close();
  assert.equal(readLedger(path)?.entries.length, 2);
});

test('nobody but its owner may read it', () => {
  const path = fresh();
  openLedger(path, 'id').close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('a second run of the same batch is refused while the first one has it', () => {
  const path = fresh();
  const first = openLedger(path, 'id');
  assert.throws(
    () => openLedger(path, 'id'),
    fault(/is in use: this batch is being called by another process/),
  );
  assert.throws(() => readLedger(path), fault(/is in use/));
  first.close();
  openLedger(path, 'id').close();
});

test('a process that is killed lets go of it, and loses nothing that was appended', async () => {
  const path = fresh();
  const module = pathToFileURL(join(import.meta.dirname, 'ledger-file.ts')).href;
  const code = `
    import { openLedger } from '${module}';
    const ledger = openLedger('${path}', 'id');
    for (let n = 1; ; n += 1) {
      ledger.append({ kind: 'dialled', key: 'id-' + n, party: '+14155550123', server: 'http://a' });
      if (n === 20) process.stdout.write('20');
    }`;
  const child = spawn(process.execPath, ['--conditions=offhook-source', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.throws(() => openLedger(path, 'id'), fault(/is in use/));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const ledger = openLedger(path, 'other');
  assert.equal(ledger.id, 'id');
  assert.ok(ledger.entries.length >= 20);
  assert.deepEqual(
    ledger.entries.map(({ key }) => key),
    ledger.entries.map((_, index) => `id-${index + 1}`),
  );
  ledger.close();
});

test('a run that was killed while it made the file has left one that is begun anew', () => {
  const path = fresh();
  writeFileSync(path, '');
  assert.equal(readLedger(path), null);
  const ledger = openLedger(path, 'id');
  assert.equal(ledger.id, 'id');
  ledger.close();
});

test('what is no ledger is refused and left as it is', () => {
  const text = fresh();
  writeFileSync(text, 'to,name\n+14155550123,Ada\n'.repeat(100));
  assert.throws(() => openLedger(text, 'id'), fault(/cannot be kept .*not a database/));
  const missing = join(directory, 'nowhere', 'calls.csv.ledger');
  assert.throws(() => openLedger(missing, 'id'), fault(/cannot be kept/));
  const other = fresh();
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(other);
  database.exec('create table things (id integer)');
  database.close();
  assert.throws(() => openLedger(other, 'id'), fault(/is no ledger of a batch/));
});

test('one that a newer Offhook wrote is refused', () => {
  const path = fresh();
  openLedger(path, 'id').close();
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path);
  database.exec('pragma user_version = 2');
  database.close();
  chmodSync(path, 0o600);
  assert.throws(() => openLedger(path, 'id'), fault(/newer Offhook/));
});
