// A burn is told once, whatever number of calls is slow and of processes looks, and once more when it is over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpochMs } from '../../base/time.ts';
import { memoryStore, storeMemory } from '../../testing/memory-store.ts';
import { turn, view } from '../../testing/contracts/store-samples.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { objectives, type ObjectiveSettings } from './objectives.ts';
import { sloWatch, type SloChange } from './slo-watch.ts';

const MINUTE = 60_000;
const SETTINGS: ObjectiveSettings = { firstAudioMs: 1000, turnCompleteMs: 0, share: 0.95 };

function stage(settings = SETTINGS) {
  const world = simulatedWorld();
  const memory = storeMemory();
  const store = memoryStore(memory);
  const told: SloChange[] = [];
  const watch = () =>
    sloWatch({
      world,
      store,
      objectives: objectives(settings),
      jobsOf(change, at: EpochMs) {
        told.push(change);
        return [{ id: `${change.name}:${at}`, kind: 'webhook', place: null, payload: {}, dueAt: at }];
      },
      added: () => {},
    });
  let calls = 0;
  /** A call that has just ended, with so many turns. */
  async function call(turns: number, latencyMs: number): Promise<void> {
    calls += 1;
    const startedAt = new Date(world.clock.wall() - 1000).toISOString();
    const all = Array.from({ length: turns }, () => turn(0, { latencyMs }));
    await store.project(view(`call_${calls}`, `C${calls}`, { startedAt, turns: all }));
  }
  const jobs = async () => (await store.jobs.list({ limit: 50 })).length;
  return { world, store, told, watch, call, jobs };
}

test('slow turns in call after call are one burn, told once by however many processes', async () => {
  const { world, watch, call, jobs, store } = stage();
  const [one, other] = [watch(), watch()];
  for (let minute = 0; minute < 10; minute += 1) {
    await call(5, 2000);
    await world.advance(MINUTE);
  }
  assert.equal(await jobs(), 1);
  assert.deepEqual(await store.alarms.on(), ['first-audio']);
  assert.equal(one.statuses[0]?.burning, true);
  assert.equal(Math.round(one.statuses[0]?.rates.find(({ window }) => window === '1h')?.rate ?? 0), 20);
  one.stop();
  other.stop();
  assert.equal(world.timersPending, 0);
});

test('it is over once nothing has burnt for a quarter of an hour, and is told once', async () => {
  const { world, watch, call, jobs, told } = stage();
  const slo = watch();
  for (let minute = 0; minute < 5; minute += 1) {
    await call(10, 2000);
    await world.advance(MINUTE);
  }
  assert.equal(await jobs(), 1);
  assert.deepEqual([told[0]?.burning, told[0]?.rule?.long], [true, '1h']);
  // So many good ones that none of the windows burns any more.
  await call(3000, 400);
  await world.advance(10 * MINUTE);
  assert.equal(await jobs(), 1);
  await world.advance(10 * MINUTE);
  assert.equal(await jobs(), 2);
  assert.deepEqual([told.at(-1)?.burning, told.at(-1)?.rule], [false, null]);
  await world.advance(60 * MINUTE);
  assert.equal(await jobs(), 2);
  slo.stop();
});

test('who begins to look during a burn tells nobody again', async () => {
  const { world, watch, call, jobs } = stage();
  const first = watch();
  await call(40, 2000);
  await world.advance(MINUTE);
  first.stop();
  const second = watch();
  await world.advance(MINUTE);
  assert.equal(second.statuses[0]?.burning, true);
  assert.equal(await jobs(), 1);
  second.stop();
});

test('of a few turns nothing follows, however slow they are', async () => {
  const { world, watch, call, jobs } = stage();
  const slo = watch();
  await call(19, 9000);
  await world.advance(MINUTE);
  assert.equal(await jobs(), 0);
  await call(1, 9000);
  await world.advance(MINUTE);
  assert.equal(await jobs(), 1);
  slo.stop();
});

test('as many slow turns as there may be burn nothing, over whatever time', async () => {
  const { world, watch, call, jobs } = stage();
  const slo = watch();
  for (let hour = 0; hour < 24; hour += 1) {
    await call(1, 2000);
    await call(20, 400);
    await world.advance(60 * MINUTE);
  }
  assert.equal(await jobs(), 0);
  slo.stop();
});

test('an objective of 0 ms is none, and none is looked at', () => {
  const { world, watch } = stage({ ...SETTINGS, firstAudioMs: 0 });
  watch();
  assert.equal(world.timersPending, 0);
});

test('a store that is away is asked again', async () => {
  const { world, store, watch, call, jobs } = stage();
  const { turns } = store;
  const slow = turns.slow.bind(turns);
  const slo = watch();
  Object.assign(turns, { slow: () => Promise.reject(new Error('away')) });
  await call(40, 2000);
  await world.advance(MINUTE);
  assert.equal(await jobs(), 0);
  Object.assign(turns, { slow });
  await world.advance(MINUTE);
  assert.equal(await jobs(), 1);
  slo.stop();
});
