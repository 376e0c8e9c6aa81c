// Day budget: whether the calls of today have cost as much as they may, counted from the store that all processes share.
import type { Timer, World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import type { Store } from '../../store/store.ts';

/** How often the store is asked: no ringing phone waits for it. */
export const LOOK_EVERY_MS = 15_000;

const DAY_MS = 24 * 3_600_000;

/** Whose calls, and what they may cost. */
export interface DayBudgetOptions {
  readonly world: Pick<World, 'clock' | 'timers' | 'log'>;
  readonly store: Pick<Store, 'spentSince'>;
  /** US dollars, a day in UTC. */
  readonly usdMax: number;
  /** The live calls of this process: the store knows what they cost only once they have ended. */
  readonly live: () => readonly Pick<CallView, 'cost'>[];
}

/** Looks again and again until it is stopped. */
export interface DayBudget extends Timer {
  /** No more calls are to be let in today. */
  spent(): boolean;
}

/**
 * Begins to look. A day whose calls the store has not told yet has cost nothing but what is live; while the store cannot be
 * reached, what it told last holds.
 */
export function dayBudget({ world, store, usdMax, live }: DayBudgetOptions): DayBudget {
  const { clock, timers, log } = world;
  const today = (): number => Math.floor(clock.wall() / DAY_MS) * DAY_MS;
  let told = { day: today(), usd: 0 };
  let looking = false;
  let timer = timers.after(LOOK_EVERY_MS, tick);

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const day = today();
    try {
      told = { day, usd: await store.spentSince(new Date(day).toISOString()) };
    } catch {
      log.warn('budget.not-counted');
    } finally {
      looking = false;
    }
  }

  function tick(): void {
    timer = timers.after(LOOK_EVERY_MS, tick);
    void look();
  }

  void look();
  return {
    spent() {
      const ended = told.day === today() ? told.usd : 0;
      return live().reduce((sum, { cost }) => sum + cost.knownUsd, ended) >= usdMax;
    },
    stop: () => timer.stop(),
  };
}
