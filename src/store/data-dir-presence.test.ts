// Presence on a data directory: servers see each other, and no trace of one that was killed keeps another waiting.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { enterDataDir } from './data-dir-presence.ts';

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'offhook-presence-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('a server is alone until another comes, and again when that one has left', (t) => {
  const dataDir = directory(t);
  const first = enterDataDir(dataDir);
  assert.deepEqual([first.alone(), first.alone()], [true, true]);
  const second = enterDataDir(dataDir);
  assert.deepEqual([first.alone(), second.alone(), first.alone()], [false, false, false]);
  first.leave();
  first.leave();
  assert.deepEqual([first.alone(), second.alone()], [false, true]);
  second.leave();
});

test('a server may come while another looks around', (t) => {
  const dataDir = directory(t);
  const servers = Array.from({ length: 5 }, () => {
    const server = enterDataDir(dataDir);
    server.alone();
    return server;
  });
  assert.deepEqual(
    servers.map((server) => server.alone()),
    [false, false, false, false, false],
  );
  for (const server of servers) server.leave();
});

test('a process that is killed leaves no place behind', async (t) => {
  const dataDir = directory(t);
  const module = new URL('data-dir-presence.ts', import.meta.url);
  const other = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { enterDataDir } from ${JSON.stringify(module)};
       const presence = enterDataDir(${JSON.stringify(dataDir)});
       console.log('in');
       setInterval(() => presence, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  t.after(() => other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  const server = enterDataDir(dataDir);
  t.after(() => server.leave());
  assert.equal(server.alone(), false);
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(server.alone(), true);
});
