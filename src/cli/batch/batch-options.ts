// Batch options: how a batch is to be called, as the command line says it.
import { durationMs } from '../../agent/duration.ts';
import type { BatchPolicy } from './batch-plan.ts';
import { callingClock, callingHours, isZone } from './calling-hours.ts';
import { failureLimit } from './failure-watch.ts';

/** The options of `offhook dial --batch`, as commander gives them. */
export interface BatchOptions {
  readonly concurrency: string;
  readonly cps: string;
  readonly hours: string;
  readonly timezone?: string;
  readonly doNotCall?: string;
  readonly attempts: string;
  readonly retryAfter: string;
  readonly stopAfter: string;
  readonly dryRun?: true;
}

/** What holds where nothing else is said. */
export const BATCH_DEFAULTS = {
  concurrency: '5',
  cps: '1',
  hours: '08:00-21:00',
  attempts: '3',
  retryAfter: '15m',
  stopAfter: '10/20',
} as const satisfies BatchOptions;

/** Calls at a time, and in a second: more than any one server takes. */
const CONCURRENCY_MAX = 1000;
const CPS_MAX = 100;
const ATTEMPTS_MAX = 10;

/** The policy, or everything that does not fit. */
export type BatchOptionsRead =
  | { readonly ok: true; readonly policy: BatchPolicy }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the options. */
export function readBatchOptions(options: BatchOptions): BatchOptionsRead {
  const problems: string[] = [];
  const wrong = (option: string, value: string, mend: string): void =>
    void problems.push(`--${option} ${value}: give ${mend}`);
  const concurrency = Number(options.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > CONCURRENCY_MAX)
    wrong('concurrency', options.concurrency, `a whole number from 1 to ${CONCURRENCY_MAX}`);
  const perSecond = Number(options.cps);
  if (!(perSecond > 0 && perSecond <= CPS_MAX))
    wrong('cps', options.cps, `calls in a second, up to ${CPS_MAX}, such as 1 or 0.5`);
  const attempts = Number(options.attempts);
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > ATTEMPTS_MAX)
    wrong('attempts', options.attempts, `a whole number from 1 to ${ATTEMPTS_MAX}`);
  const retryMs = durationMs(options.retryAfter);
  if (retryMs === null) wrong('retry-after', options.retryAfter, 'a duration, such as 15m or 1h');
  const hours = callingHours(options.hours);
  if (hours === null)
    wrong('hours', options.hours, 'a span of the day on quarters of an hour, such as 08:00-21:00');
  const failures = options.stopAfter === 'never' ? null : failureLimit(options.stopAfter);
  if (failures === null && options.stopAfter !== 'never')
    wrong('stop-after', options.stopAfter, 'failures and the calls they are among, such as 10/20, or never');
  if (options.timezone !== undefined && !isZone(options.timezone))
    wrong('timezone', options.timezone, 'the IANA name of a zone, such as America/Denver');
  if (problems.length > 0 || hours === null || retryMs === null) return { ok: false, problems };
  const clock = callingClock(hours);
  return { ok: true, policy: { concurrency, perSecond, attempts, retryMs, clock, failures } };
}
