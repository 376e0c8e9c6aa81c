// The doctor's hands on the real machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { thisMachine } from './this-machine.ts';

suite('this machine', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-doctor-'));
  });
  after(() => rm(folder, { recursive: true }));
  const machine = () => thisMachine({ dataDir: folder, databaseUrl: null });

  test('a directory is made and tried without leaving anything in it', async () => {
    const deep = join(folder, 'a', 'b');
    assert.equal(await machine().unwritable(deep), null);
    assert.ok(existsSync(deep));
    assert.ok(Number(await machine().freeBytes(deep)) > 0);
    await rm(join(folder, 'a'), { recursive: true });
  });

  test('names a problem where a file stands in place of a directory', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    assert.match((await machine().unwritable(join(file, 'data'))) ?? '', /ENOTDIR/);
    assert.equal(await machine().freeBytes(join(folder, 'nowhere')), null);
  });

  test('a port is free, or taken, or on no address of this machine', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.equal(await machine().listens('127.0.0.1', port), 'taken');
    server.close();
    await once(server, 'close');
    assert.equal(await machine().listens('127.0.0.1', port), 'free');
    assert.equal(await machine().listens('203.0.113.7', port), 'address');
  });

  test('programs are found on the path', async () => {
    assert.equal(await machine().installed('sh'), true);
    assert.equal(await machine().installed('no-such-program'), false);
  });

  test('the store opens', async () => {
    await using store = await machine().openStore();
    assert.equal(store.kind, 'sqlite');
  });
});
