// SLO watch: looks every minute how fast the error budget of each objective burns, and has the business told once when it
// burns too fast, and once when that is over; however many processes look.
import type { EpochMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import {
  BURN_RULES,
  TURNS_MIN,
  WINDOWS_MS,
  type BurnRule,
  type BurnWindow,
  type Objective,
} from './objectives.ts';

/** How fast the budget burns over one window. */
export interface BurnRate {
  readonly window: BurnWindow;
  readonly turns: number;
  /** Those that took too long. */
  readonly slow: number;
  /** The share of slow turns over the share that may be slow. */
  readonly rate: number;
}

/** One objective, as it was when last looked at. */
export interface SloStatus extends Objective {
  readonly burning: boolean;
  readonly rates: readonly BurnRate[];
}

/** What somebody is told. `rule`: which windows burn, and how fast they would have to; null: none does any more. */
export interface SloChange extends SloStatus {
  readonly rule: BurnRule | null;
}

/** What is watched, and who is told. */
export interface SloWatchOptions {
  readonly world: World;
  readonly store: Pick<Store, 'turns' | 'alarms'>;
  readonly objectives: readonly Objective[];
  /** The jobs that tell it; they are added with the change, or not at all. */
  jobsOf(change: SloChange, at: EpochMs): readonly NewJob[];
  /** Jobs were added. */
  added(): void;
}

/** Looks until it is stopped. */
export interface SloWatch {
  readonly statuses: readonly SloStatus[];
  /** Looks now. Never rejects. */
  look(): Promise<void>;
  stop(): void;
}

const LOOK_EVERY_MS = 60_000;

/** Nothing has burnt for so long when it counts as over: what goes up and down is one burn. */
const OVER_MS = 15 * 60_000;

const WINDOWS = Object.keys(WINDOWS_MS) as BurnWindow[];

/** Begins to look, a minute from now. */
export function sloWatch(options: SloWatchOptions): SloWatch {
  const { world, store, objectives } = options;
  const { clock, timers, log } = world;
  let statuses: readonly SloStatus[] = [];
  /** When each objective last burnt, by name. */
  const burntAt = new Map<string, EpochMs>();
  let timer: Timer | null = null;
  let looking: Promise<void> | null = null;
  let stopped = false;

  async function examine(): Promise<void> {
    const at = clock.wall();
    const counts = await store.turns.slow(
      objectives.flatMap(({ measure, withinMs }) =>
        WINDOWS.map((window) => ({ since: (at - WINDOWS_MS[window]) as EpochMs, measure, overMs: withinMs })),
      ),
    );
    const on = new Set(await store.alarms.on());
    const seen: SloStatus[] = [];
    for (const [index, objective] of objectives.entries()) {
      const rates = WINDOWS.map((window, place): BurnRate => {
        const { turns, slow } = counts[index * WINDOWS.length + place] ?? { turns: 0, slow: 0 };
        return { window, turns, slow, rate: turns === 0 ? 0 : slow / turns / (1 - objective.share) };
      });
      seen.push(await settle({ ...objective, burning: on.has(objective.name), rates }, at));
    }
    statuses = seen;
  }

  async function settle(status: SloStatus, at: EpochMs): Promise<SloStatus> {
    const { name, rates, burning } = status;
    const rule = BURN_RULES.find((one) => burns(one, rates)) ?? null;
    if (rule !== null) burntAt.set(name, at);
    // Whoever has just begun to look does not know for how long nothing has burnt.
    else if (!burntAt.has(name)) burntAt.set(name, at);
    const isOver = rule === null && at - (burntAt.get(name) ?? at) >= OVER_MS;
    if (burning ? !isOver : rule === null) return status;
    const change: SloChange = { ...status, burning: !burning, rule };
    if (await store.alarms.set(name, !burning, at, options.jobsOf(change, at))) {
      const rate = rates.find(({ window }) => window === rule?.long)?.rate ?? 0;
      log.warn(burning ? 'slo.recovered' : 'slo.burning', {
        slo: name,
        window: rule?.long ?? '',
        rate: Math.round(rate * 10) / 10,
      });
      options.added();
    }
    return { ...status, burning: !burning };
  }

  function tick(): void {
    timer = timers.after(LOOK_EVERY_MS, tick);
    void look();
  }

  function look(): Promise<void> {
    if (stopped) return Promise.resolve();
    return (looking ??= examine()
      .catch(() => {
        // A server that stops has closed its store.
        if (!stopped) log.warn('slo.not-seen');
      })
      .finally(() => {
        looking = null;
      }));
  }

  if (objectives.length > 0) timer = timers.after(LOOK_EVERY_MS, tick);
  return {
    get statuses() {
      return statuses;
    },
    look,
    stop() {
      stopped = true;
      timer?.stop();
    },
  };
}

function burns({ long, short, rate }: BurnRule, rates: readonly BurnRate[]): boolean {
  const over = (window: BurnWindow): BurnRate | undefined => rates.find((one) => one.window === window);
  return (
    (over(long)?.turns ?? 0) >= TURNS_MIN &&
    (over(long)?.rate ?? 0) >= rate &&
    (over(short)?.rate ?? 0) >= rate
  );
}
