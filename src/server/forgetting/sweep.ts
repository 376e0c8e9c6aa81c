// Sweep: deletes, kind by kind, what has been kept for as long as it is to be kept.
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import { FORGET_KINDS, type ForgetKind } from '../../store/forgetting.ts';
import type { DoJob } from '../jobs/job-runner.ts';
import { forgetCall, type ForgetCallOptions } from './forget-call.ts';

/** For how many days each kind is kept behind a call's end; kinds that are not here, for ever. */
export type Retention = Readonly<Partial<Record<ForgetKind, number>>>;

const DAY_MS = 24 * 3600_000;

/** How often one looks; what has expired is gone an hour later at most. */
const SWEEP_EVERY_MS = 3600_000;

/** Calls asked for at a time, and of each kind in one sweep: the rest is the next one's. */
const CALLS_PER_PAGE = 100;
const CALLS_PER_SWEEP_MAX = 10_000;

/** What is swept, and by what. */
export interface SweepOptions extends ForgetCallOptions {
  readonly world: World;
  readonly retention: Retention;
  /** There is a job to be done. */
  readonly added: () => void;
}

/** Sweeping as a job of the store, so that one of several processes does it, and another one if that dies. */
export interface Sweep {
  readonly kinds: Readonly<Record<string, DoJob>>;
  /** Has it done now and every hour; nothing where everything is kept for ever. */
  start(): Timer;
}

/** A sweep that has not begun. */
export function sweep(options: SweepOptions): Sweep {
  const { world, store, retention } = options;
  const { forgetting, jobs } = store;

  async function sweepKind(kind: ForgetKind, days: number, signal: AbortSignal): Promise<number> {
    const before = (world.clock.wall() - days * DAY_MS) as EpochMs;
    let done = 0;
    /** Calls that could not be deleted now would be listed again and again. */
    const left = new Set<CallId>();
    while (done + left.size < CALLS_PER_SWEEP_MAX && !signal.aborted) {
      const page = await forgetting.expired(kind, before, CALLS_PER_PAGE + left.size);
      const fresh = page.filter((callId) => !left.has(callId));
      if (fresh.length === 0) return done;
      for (const callId of fresh) {
        if (signal.aborted) return done;
        const { kind: answer } = await forgetCall(options, callId, [kind]);
        if (answer === 'forgotten') done += 1;
        else left.add(callId);
      }
    }
    return done;
  }

  const doSweep: DoJob = async (_job, signal) => {
    for (const kind of FORGET_KINDS) {
      const days = retention[kind];
      const calls = days === undefined ? 0 : await sweepKind(kind, days, signal);
      if (calls > 0) world.log.info('retention.swept', { kind, calls });
    }
  };

  function start(): Timer {
    let timer: Timer | null = null;
    let stopped = false;
    const ask = (): void => {
      const now = world.clock.wall();
      // Named by its hour: all who ask within it ask for the same.
      const id = `sweep:${new Date(now).toISOString().slice(0, 13)}`;
      void jobs
        .add([{ id, kind: 'sweep', place: null, payload: {}, dueAt: now }])
        .then(() => options.added())
        .catch(() => world.log.warn('retention.not-asked'));
      if (!stopped) timer = world.timers.after(SWEEP_EVERY_MS, ask);
    };
    if (Object.keys(retention).length > 0) ask();
    return {
      stop() {
        stopped = true;
        timer?.stop();
      },
    };
  }

  return { kinds: { sweep: doSweep }, start };
}
