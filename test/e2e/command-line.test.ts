// The command line as a process: what it says where, and how it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

function offhook(dataDir: string, ...args: readonly string[]) {
  return spawn(process.execPath, ['--conditions=offhook-source', 'src/cli/main.ts', ...args], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', OPENAI_API_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test(
  'a command whose reader goes away, as `head` does, ends without a word',
  { timeout: 30_000 },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'offhook-head-'));
    t.after(() => rmSync(dataDir, { recursive: true }));
    const child = offhook(dataDir, 'doctor');
    child.stdout.destroy();
    const said = text(child.stderr);
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.deepEqual([code, await said], [0, '']);
  },
);

test('what its user can mend is one line on the error output', { timeout: 30_000 }, async () => {
  const child = offhook('/proc/offhook', 'migrate');
  const said = text(child.stderr);
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 1);
  assert.match(await said, /^offhook: DATA_DIR is "\/proc\/offhook".*\[ENVIRONMENT_INVALID\]\n$/);
});
