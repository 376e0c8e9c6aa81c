// A call's budget: reached once, it ends the call or puts the caller through; a caller who comes back is told goodbye.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../../call/conversation.ts';
import type { BudgetPlan } from '../../call/plan.ts';
import { fakePlan } from '../../testing/fakes/fake-plan.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { callBudget } from './call-budget.ts';

const BUDGET: BudgetPlan = { usdMax: 1, onReached: 'end', farewell: 'That was it.' };

function stage(budget: BudgetPlan | null, transferTo: string | null = '+14155550123') {
  const world = simulatedWorld();
  const ends: { reason: string; transferTo: string | null; farewell: string | null }[] = [];
  const call = {
    conversation: {} as Conversation | null,
    end: (wish: (typeof ends)[number]) => void ends.push(wish),
  };
  const cost = { usd: null, knownUsd: 0, parts: [] };
  const plan = fakePlan({ budget, transferTo });
  const watch = callBudget({ world, plan, call, cost: () => cost });
  return { world, ends, call, cost, plan, watch };
}

test('a call within its budget goes on, and one that has reached it ends with a goodbye, once', async () => {
  const { world, ends, cost, watch } = stage(BUDGET);
  cost.knownUsd = 0.99;
  await world.advance(60_000);
  assert.deepEqual(ends, []);
  cost.knownUsd = 1;
  await world.advance(60_000);
  assert.deepEqual(ends, [{ reason: 'budget', farewell: 'That was it.', transferTo: null }]);
  watch.stop();
  assert.equal(world.timersPending, 0);
});

test('while nobody talks to the agent nothing is ended', async () => {
  const { world, ends, call, cost, watch } = stage(BUDGET);
  cost.knownUsd = 5;
  call.conversation = null;
  await world.advance(60_000);
  assert.deepEqual(ends, []);
  watch.stop();
});

test('a caller is put through, and told goodbye when nobody took them', async () => {
  const { world, ends, call, cost, plan, watch } = stage({ ...BUDGET, onReached: 'transfer' });
  cost.knownUsd = 2;
  await world.advance(10_000);
  assert.deepEqual(ends, [
    { reason: 'transferred', farewell: plan.phrases.transferring, transferTo: '+14155550123' },
  ]);
  call.conversation = {} as Conversation;
  await world.advance(10_000);
  assert.equal(ends[1]?.reason, 'budget');
  assert.equal(ends.length, 2);
  watch.stop();
});

test('a caller who has nobody to be put through to is told goodbye', async () => {
  const { world, ends, cost, watch } = stage({ ...BUDGET, onReached: 'transfer' }, null);
  cost.knownUsd = 2;
  await world.advance(10_000);
  assert.equal(ends[0]?.reason, 'budget');
  watch.stop();
});

test('without a budget nobody looks', () => {
  const { world } = stage(null);
  assert.equal(world.timersPending, 0);
});
