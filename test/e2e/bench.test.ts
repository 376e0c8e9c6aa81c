// The benchmark runs and finds every figure. What the figures are is for `npm run bench`: machines are shared and noisy.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SHOWN, type Results } from '../../bench/report.ts';

const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

test('a short run of the benchmark loses no call and finds every figure', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'offhook-bench-test-'));
  try {
    const out = join(folder, 'results.json');
    const size = ['--quick', '--calls', '3', '--seconds', '2', '--out', out];
    const run = spawn(process.execPath, ['--conditions=offhook-source', '--expose-gc', main, ...size], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    run.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    assert.deepEqual(await once(run, 'close'), [0, null]);
    const { rounds, framePath } = JSON.parse(await readFile(out, 'utf8')) as Results;
    for (const contender of ['offhook', 'relay'] as const) {
      const [figures] = rounds[contender];
      for (const name of Object.keys(SHOWN) as (keyof typeof SHOWN)[])
        assert.ok(Number.isFinite(figures?.[name]), `${contender} has ${name}`);
    }
    for (const costs of Object.values(framePath))
      for (const [name, micros] of Object.entries(costs)) assert.ok(Number(micros) > 0, name);
    for (const [label] of Object.values(SHOWN)) assert.ok(printed.includes(label), `${label} is shown`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
