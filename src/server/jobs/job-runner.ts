// The job runner: takes the store's jobs as they come due, does them, and has what fails tried again, later each time.
import { OffhookError } from '../../base/errors.ts';
import type { EpochMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { Jobs, TakenJob } from '../../store/jobs.ts';
import { JobFault } from './job-fault.ts';

/** Does a job of one kind. What it throws is a reason to try again: a `JobFault` or an `OffhookError` says why. */
export type DoJob = (job: TakenJob, signal: AbortSignal) => Promise<void>;

/** Whose jobs are done, and by whom. */
export interface JobRunnerOptions {
  readonly world: World;
  readonly jobs: Jobs;
  /** Jobs of this place are done here, and those of none. */
  readonly place: string;
  /** By kind; jobs of any other are left to others. */
  readonly kinds: Readonly<Record<string, DoJob>>;
}

/** Tries that failed in this process, by kind and by whether the job was given up. */
export type JobFailures = () => readonly {
  readonly kind: string;
  readonly final: boolean;
  readonly count: number;
}[];

/** Does jobs until it is closed. */
export interface JobRunner {
  readonly failures: JobFailures;
  /** There may be something due: looks at once. */
  look(): void;
  /** Begins no job that comes due later; what is due now still gets its try, for `CLOSE_MS_MAX`. Never rejects. */
  close(): Promise<void>;
}

/** How often one looks for what has come due, or was left by a process that died. */
const LOOK_EVERY_MS = 5000;

/** Jobs under way in a process. */
const JOBS_AT_ONCE_MAX = 4;

/** A job whose process dies is another's after this; who lives renews it. */
export const LEASE_MS = 30_000;
const RENEW_MS = 10_000;

/** Waits between tries; behind the last one the job is given up. They add up to three days: a weekend and a holiday. */
export const RETRY_AFTER_MS: readonly number[] = [
  5_000, 30_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
];
/** Tries after which a job is given up. */
export const TRIES_MAX = RETRY_AFTER_MS.length + 1;

/** Added to each wait at most, as a share of it, so that what failed together does not come back together. */
const JITTER = 0.1;

const CLOSE_MS_MAX = 5000;

/** Begins to look. */
export function jobRunner(options: JobRunnerOptions): JobRunner {
  const { world, jobs, place, kinds } = options;
  const { clock, timers, log } = world;
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  /** By kind: tries that failed and will be followed by another, and those that were the last. */
  const failed = new Map<string, [number, number]>();
  let timer: Timer | null = null;
  let looking: Promise<void> | null = null;
  let again = false;
  let closing: Promise<void> | null = null;

  const later = (ms: number): EpochMs => (clock.wall() + ms) as EpochMs;

  async function run(job: TakenJob): Promise<void> {
    let renewal = timers.after(RENEW_MS, renew);
    function renew(): void {
      renewal = timers.after(RENEW_MS, renew);
      void jobs.hold(job, later(LEASE_MS)).catch(() => {});
    }
    try {
      if (job.attempts > TRIES_MAX)
        throw new JobFault('it was begun too often and never came to an end', true);
      await kinds[job.kind]?.(job, stopping.signal);
      await jobs.done(job);
    } catch (error) {
      await fail(job, error).catch(() => log.warn('job.lost-track', { job: job.id }));
    } finally {
      renewal.stop();
    }
  }

  /** A store that is away has the job still: its lease runs out, and somebody tries it again. */
  async function fail(job: TakenJob, error: unknown): Promise<void> {
    const { words, final } = faultOf(error);
    const waitMs = RETRY_AFTER_MS[job.attempts - 1];
    const givenUp = final || waitMs === undefined;
    const { attempts } = job;
    const counts = failed.get(job.kind) ?? [0, 0];
    failed.set(job.kind, counts);
    counts[givenUp ? 1 : 0] += 1;
    log.warn(givenUp ? 'job.given-up' : 'job.failed', { job: job.id, attempts, fault: words });
    const dueAt = givenUp ? null : later(waitMs * (1 + JITTER * world.random.fraction()));
    await jobs.failed(job, words, dueAt, clock.wall());
  }

  /** How many were taken. */
  async function takeDue(): Promise<number> {
    let count = 0;
    do {
      again = false;
      const room = JOBS_AT_ONCE_MAX - underWay.size;
      if (room === 0) return count;
      const now = clock.wall();
      const taken = await jobs.take({
        kinds: Object.keys(kinds),
        place,
        now,
        until: (now + LEASE_MS) as EpochMs,
        lease: world.random.token(20),
        limit: room,
      });
      count += taken.length;
      for (const job of taken) {
        const running = run(job).finally(() => {
          underWay.delete(running);
          look();
        });
        underWay.add(running);
      }
    } while (again);
    return count;
  }

  function look(): void {
    if (closing !== null) return;
    again = true;
    if (looking !== null) return;
    looking = takeDue()
      .then(() => {})
      .catch(() => log.warn('jobs.not-taken'))
      .finally(() => {
        looking = null;
        // Told while this look came to its end.
        if (again) look();
      });
  }

  function tick(): void {
    timer = timers.after(LOOK_EVERY_MS, tick);
    look();
  }

  async function closeAll(): Promise<void> {
    timer?.stop();
    const late = Promise.withResolvers<void>();
    const limit = timers.after(CLOSE_MS_MAX, late.resolve);
    await Promise.race([late.promise, lastLook()]);
    limit.stop();
    stopping.abort();
    await Promise.race([Promise.allSettled(underWay), nextTurns()]);
  }

  async function lastLook(): Promise<void> {
    await looking;
    // What is due now may be more than is done at once.
    while (!stopping.signal.aborted) {
      const taken = await takeDue().catch(() => 0);
      if (taken + underWay.size === 0) return;
      await Promise.allSettled(underWay);
    }
  }

  tick();
  const failures: JobFailures = () =>
    [...failed].flatMap(([kind, [again, last]]) => [
      { kind, final: false, count: again },
      { kind, final: true, count: last },
    ]);
  return { failures, look, close: () => (closing ??= closeAll()) };
}

/** Lets what was aborted write down that it was. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

/** Words that may be kept and logged: an error that is none of ours could quote what was said. */
function faultOf(error: unknown): { readonly words: string; readonly final: boolean } {
  if (error instanceof JobFault) return { words: error.message, final: error.final };
  if (error instanceof OffhookError) return { words: `${error.code}: ${error.message}`, final: false };
  return { words: error instanceof Error ? error.name : 'it failed', final: false };
}
