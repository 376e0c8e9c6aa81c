// Simulated calls: each seed is played twice, both courses must be the same, and every checker must agree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heardWithinProduced } from './checkers/heard-within-produced.ts';
import { journalWhole } from './checkers/journal-whole.ts';
import { nobodyAskedInVain } from './checkers/nobody-asked-in-vain.ts';
import { nobodyWaits } from './checkers/nobody-waits.ts';
import { nothingLeaks } from './checkers/nothing-leaks.ts';
import { oneOutcome } from './checkers/one-outcome.ts';
import { replays } from './checkers/replays.ts';
import { silentAfterClear } from './checkers/silent-after-clear.ts';
import { toolsOnce } from './checkers/tools-once.ts';
import { turnsAddUp } from './checkers/turns-add-up.ts';
import { simulateCall, type Simulation } from './simulate-call.ts';

const CHECKERS = {
  'the call has exactly one outcome': oneOutcome,
  'nothing leaks': nothingLeaks,
  'what was heard was produced, and played': heardWithinProduced,
  'what was interrupted stays silent': silentAfterClear,
  'nobody waits in silence': nobodyWaits,
  'nobody is asked in vain': nobodyAskedInVain,
  'a function runs once': toolsOnce,
  'what turns took adds up': turnsAddUp,
  'the journal is whole': journalWhole,
  'the call goes the same way again': replays,
} as const;

/** Seeds that once failed: played first, always. */
const KEPT: readonly number[] = [219, 444, 717, 965, 1688, 1844, 2179, 2402, 2639];

const SEEDS = 200;

/** `OFFHOOK_SIM_SEED` plays one seed, `OFFHOOK_SIM_SEEDS` so many. */
function seeds(): readonly number[] {
  const { OFFHOOK_SIM_SEED: one, OFFHOOK_SIM_SEEDS: many } = process.env;
  if (one !== undefined) return [Number(one)];
  return [...KEPT, ...Array.from({ length: Number(many ?? SEEDS) }, (_, index) => index + 1)];
}

/** All that happened, as text. */
function trace({ bench, seen, caller }: Simulation): string {
  return [
    ...bench.journal.records.map((record) => JSON.stringify(record)),
    ...seen
      .filter(({ frame }) => frame.kind !== 'caller.audio')
      .map(({ atMs, from, frame }) => `${atMs} ${from} ${frame.kind}`),
    ...caller.streams.flatMap((stream) => stream.events.map((event) => JSON.stringify(event))),
  ].join('\n');
}

async function play(seed: number): Promise<Simulation> {
  const simulation = await simulateCall(seed);
  for (const [name, check] of Object.entries(CHECKERS)) {
    try {
      await check(simulation);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return simulation;
}

test('simulated calls keep every promise, and the same seed gives the same call', async () => {
  const failures: string[] = [];
  const endings = new Map<string, number>();
  for (const seed of seeds()) {
    try {
      const first = await play(seed);
      const reason = first.bench.view.outcome?.reason ?? 'none';
      endings.set(reason, (endings.get(reason) ?? 0) + 1);
      assert.ok(trace(first) === trace(await simulateCall(seed)), 'the same seed gave two different calls');
    } catch (error) {
      const again = `OFFHOOK_SIM_SEED=${seed} npm test -- test/sim/sim.test.ts`;
      failures.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n  ${again}`);
    }
  }
  assert.equal(failures.length, 0, `${failures.length} seeds failed\n${failures.slice(0, 20).join('\n')}`);
  // A simulation that only ever hangs up would prove little.
  if (endings.size > 0 && process.env['OFFHOOK_SIM_SEED'] === undefined)
    assert.ok(endings.size >= 6, `only these endings: ${[...endings.keys()].join(', ')}`);
});
