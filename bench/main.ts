// The benchmark: `npm run bench`. Measures Offhook against a plain relay, in the same run, on loopback only.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CADENCE, QUICK_CADENCE } from './cadence.ts';
import type { FramePathOrders } from './frame-path.ts';
import type { LoadOrders } from './load.ts';
import type { ModelOrders } from './model.ts';
import { remote } from './remote.ts';
import { table, type Results } from './report.ts';
import { round, type Contender, type Figures } from './round.ts';

const HELP = `npm run bench -- [options]
  --calls <n>     concurrent calls, default 100
  --seconds <s>   how long each server is measured with all of them, default 20
  --rounds <n>    how often each server is measured, in turns, default 2
  --quick         one short round: shows that the benchmark works, its figures mean little
  --out <file>    where the figures go as JSON, default bench/results.json`;

const { values } = parseArgs({
  options: {
    calls: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('results.json', import.meta.url)) },
    help: { type: 'boolean', default: false },
  },
});

const { quick } = values;
const options = {
  calls: whole(values.calls, 'calls', quick ? 10 : 100, 2000),
  seconds: whole(values.seconds, 'seconds', quick ? 3 : 20, 600),
  rounds: whole(values.rounds, 'rounds', quick ? 1 : 2, 20),
  quick,
};
/** Calls take up their memory in their first seconds; the recording's buffers are 3 s long. */
const settleMs = quick ? 300 : 4000;
const batches = quick ? 20 : 200;

if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const loadBefore = loadavg()[0] ?? NaN;
  const dataDir = await mkdtemp(join(tmpdir(), 'offhook-bench-'));
  try {
    const framePath = await measuredFramePath();
    const rounds: Record<Contender, Figures[]> = { offhook: [], relay: [] };
    await using load = remote<LoadOrders>('load.ts');
    await using model = remote<ModelOrders>('model.ts');
    const modelUrl = await model.ask('start', quick ? QUICK_CADENCE : CADENCE);
    for (let count = 1; count <= options.rounds; count += 1) {
      for (const contender of ['relay', 'offhook'] as const) {
        const { calls, seconds } = options;
        console.log(`Round ${count} of ${options.rounds}: ${contender}, ${calls} calls, ${seconds} s …`);
        const figures = await round(contender, { ...options, settleMs, dataDir, modelUrl, load, model });
        rounds[contender].push(figures);
      }
    }
    const cores = availableParallelism();
    const results: Results = { node: process.version, cores, options, loadBefore, rounds, framePath };
    console.log(`\n${table(results).join('\n')}\n`);
    await writeFile(values.out, `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measuredFramePath() {
  console.log('The frame path of one message …');
  await using path = remote<FramePathOrders>('frame-path.ts');
  return await path.ask('measure', { batches });
}

function whole(text: string | undefined, name: string, unset: number, max: number): number {
  if (text === undefined) return unset;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  console.error(`--${name} must be a whole number from 1 to ${max}`);
  process.exit(2);
}
