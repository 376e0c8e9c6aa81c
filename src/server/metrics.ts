// Metrics: what this process counts, in the words of Prometheus. Fed by the journal records of its calls and by its doors;
// what is kept elsewhere is asked when somebody reads.
import type { Timers } from '../base/world.ts';
import type { SoundFindingKind } from '../media/sound-finding.ts';
import type { JobCount } from '../store/jobs.ts';
import { countRecord } from './count-records.ts';
import type { JobFailures } from './jobs/job-runner.ts';
import { metricRegistry } from './metric-registry.ts';
import type { SloStatus } from './slo/slo-watch.ts';
import type { Switchboard } from './switchboard.ts';

/** How the journal's writer fares. */
export interface JournalHealth {
  /** Records that are not in the store yet. */
  readonly waiting: number;
  /** Records that were given up. */
  readonly lost: number;
}

/** Where the numbers come from. */
export interface MetricSources {
  readonly switchboard: Pick<Switchboard, 'watch' | 'live' | 'admission'>;
  readonly journal: JournalHealth;
  readonly timers?: Timers;
  /** Work behind calls; default: nothing is known of any. */
  readonly jobs?: {
    counts(): Promise<readonly JobCount[]>;
    readonly failures: JobFailures;
  };
  /** As they were when last looked at. */
  readonly slos?: () => readonly SloStatus[];
  /** How many flaws of each kind were found in recordings. */
  readonly flaws?: () => Readonly<Record<SoundFindingKind, number>>;
  /** Sockets that are open now, by kind. */
  readonly sockets?: () => Readonly<Record<'media' | 'feed', number>>;
}

/** The counts of one server. */
export interface Metrics {
  readonly contentType: string;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  /** A webhook was turned away. */
  webhookRefused(reason: string): void;
  /** A media stream was turned away or broke off before it was bound to a call. */
  streamRefused(reason: string): void;
  /** A stream did something odd that broke nothing; or its carrier reported an error. */
  streamOddity(name: string): void;
  /** Takes no more records in. */
  close(): void;
}

/** A store that does not answer in this time is not asked: its gauges are left out. */
const STORE_MS_MAX = 1000;

/** Begins to count. */
export function metrics(sources: MetricSources): Metrics {
  const { switchboard, journal } = sources;
  const registry = metricRegistry();
  const unwatch = switchboard.watch((record, view) => countRecord(registry, record, view));

  async function readJobs(): Promise<void> {
    const { jobs, timers } = sources;
    if (jobs === undefined) return;
    for (const { kind, final, count } of jobs.failures())
      registry.counted('offhook_job_failures_total', { kind, final: String(final) }, count);
    registry.forget('offhook_jobs');
    const late = Promise.withResolvers<readonly JobCount[]>();
    const timer = timers?.after(STORE_MS_MAX, () => late.resolve([]));
    const counts = await Promise.race([jobs.counts().catch(() => []), late.promise]);
    timer?.stop();
    for (const { kind, waiting, dead } of counts) {
      registry.set('offhook_jobs', { kind, status: 'waiting' }, waiting);
      registry.set('offhook_jobs', { kind, status: 'dead' }, dead);
    }
  }

  function readProcess(): void {
    const live = switchboard.live();
    for (const status of ['ringing', 'live'] as const)
      registry.set('offhook_calls', { status }, live.filter((call) => call.status === status).length);
    for (const [reason, count] of Object.entries(switchboard.admission.turnedAway))
      registry.counted('offhook_calls_turned_away_total', { reason }, count);
    for (const [kind, count] of Object.entries(sources.flaws?.() ?? {}))
      registry.counted('offhook_sound_flaws_total', { kind }, count);
    for (const [kind, open] of Object.entries(sources.sockets?.() ?? {}))
      registry.set('offhook_sockets', { kind }, open);
    registry.set('offhook_journal_waiting', {}, journal.waiting);
    registry.set('offhook_journal_lost', {}, journal.lost);
    for (const { name, burning, rates } of sources.slos?.() ?? []) {
      registry.set('offhook_slo_burning', { slo: name }, burning ? 1 : 0);
      for (const { window, rate } of rates)
        registry.set('offhook_slo_burn_rate', { slo: name, window }, rate);
    }
  }

  return {
    contentType: registry.contentType,
    async text() {
      readProcess();
      await readJobs();
      return registry.text();
    },
    webhookRefused: (reason) => registry.count('offhook_webhook_refusals_total', { reason }),
    streamRefused: (reason) => registry.count('offhook_stream_refusals_total', { reason }),
    streamOddity: (name) => registry.count('offhook_stream_oddities_total', { name }),
    close() {
      unwatch();
      registry.clear();
    },
  };
}
