// The day's budget: counted from the store and what is live here, by the day in UTC, and no phone waits for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { dayBudget, LOOK_EVERY_MS } from './day-budget.ts';

function stage({ usdMax = 10, live = 0 } = {}) {
  const world = simulatedWorld();
  const asked: string[] = [];
  const store = { usd: 0, away: false };
  const liveUsd = { now: live };
  const budget = dayBudget({
    world,
    store: {
      spentSince: (since) => {
        asked.push(since);
        return store.away ? Promise.reject(new Error('away')) : Promise.resolve(store.usd);
      },
    },
    usdMax,
    live: () => [{ cost: { usd: null, knownUsd: liveUsd.now, parts: [] } }],
  });
  return { world, asked, store, liveUsd, budget };
}

test('it is spent once what the store tells and what is live here reach it', async () => {
  const { world, store, liveUsd, budget } = stage();
  store.usd = 9;
  await world.advance(LOOK_EVERY_MS);
  assert.equal(budget.spent(), false);
  liveUsd.now = 1;
  assert.equal(budget.spent(), true);
  liveUsd.now = 0;
  store.usd = 10.5;
  await world.advance(LOOK_EVERY_MS);
  assert.equal(budget.spent(), true);
  budget.stop();
  assert.equal(world.timersPending, 0);
});

test('a new day in UTC begins with nothing spent', async () => {
  const { world, asked, store, budget } = stage();
  store.usd = 11;
  await world.advance(LOOK_EVERY_MS);
  assert.equal(budget.spent(), true);
  const first = asked.at(-1);
  assert.match(first ?? '', /T00:00:00\.000Z$/);
  store.usd = 0;
  await world.advance(24 * 3_600_000);
  assert.equal(budget.spent(), false);
  assert.notEqual(asked.at(-1), first);
  budget.stop();
});

test('while the store is away, what it told last holds', async () => {
  const { world, store, budget } = stage();
  store.usd = 11;
  await world.advance(LOOK_EVERY_MS);
  store.away = true;
  await world.advance(5 * LOOK_EVERY_MS);
  assert.equal(budget.spent(), true);
  budget.stop();
});
