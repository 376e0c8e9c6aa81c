// Call budget: ends a call, or puts its caller through to a human, once it has cost as much as its agent allows.
import type { Timer, World } from '../../base/world.ts';
import type { CallCost } from '../../call/call-cost.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { CallHandle } from '../../tape/taped-call.ts';

/** How often it is looked what a call has cost: a minute of the dearest model costs cents. */
const LOOK_EVERY_MS = 2000;

/** The call, and what it costs. */
export interface CallBudgetOptions {
  readonly world: Pick<World, 'timers' | 'log'>;
  readonly plan: Pick<CallPlan, 'budget' | 'transferTo' | 'phrases'>;
  readonly call: Pick<CallHandle, 'conversation' | 'end'>;
  /** What it has cost up to now. */
  readonly cost: () => CallCost;
}

/** Watches a call from now on; what is not known of its cost counts for nothing. `stop` gives it up. */
export function callBudget({ world, plan, call, cost }: CallBudgetOptions): Timer {
  const { budget } = plan;
  if (budget === null) return { stop: () => {} };
  const { usdMax, farewell } = budget;
  /** Which was asked to end: each is asked once, and a caller whom no human takes is back in another. */
  let asked: CallBudgetOptions['call']['conversation'] = null;
  let transferTo = budget.onReached === 'transfer' ? plan.transferTo : null;
  let timer = world.timers.after(LOOK_EVERY_MS, look);

  function look(): void {
    timer = world.timers.after(LOOK_EVERY_MS, look);
    const { conversation } = call;
    if (conversation === null || conversation === asked || cost().knownUsd < usdMax) return;
    asked = conversation;
    world.log.info('call.budget-reached', { transfers: transferTo !== null });
    if (transferTo === null) call.end({ reason: 'budget', farewell, transferTo: null });
    else call.end({ reason: 'transferred', farewell: plan.phrases.transferring, transferTo });
    transferTo = null;
  }

  return { stop: () => timer.stop() };
}
