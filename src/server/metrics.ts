// Metrics: what this process counts, in the words of Prometheus. Fed by the journal records of its calls and by its doors.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { Switchboard } from './switchboard.ts';

/** How the journal's writer fares. */
export interface JournalHealth {
  /** Records that are not in the store yet. */
  readonly waiting: number;
  /** Records that were given up. */
  readonly lost: number;
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

/** Turn latencies people notice lie between these, in seconds. */
const LATENCY_BUCKETS_S = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5, 10];
const CALL_BUCKETS_S = [5, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Begins to count. Each server has its own registry, so that two in one process do not mix. */
export function metrics(switchboard: Switchboard, journal: JournalHealth): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `offhook_${name}_total`, help, labelNames, registers });
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `offhook_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets = LATENCY_BUCKETS_S) =>
    new Histogram({ name: `offhook_${name}_seconds`, help, buckets, registers });

  const opened = counter('calls_opened', 'Calls that were announced');
  const ended = counter('calls_ended', 'Calls that ended, by how', 'reason');
  const duration = histogram('call_duration', 'From ring to end', CALL_BUCKETS_S);
  const firstAudio = histogram('first_audio', "From the stream's start to the first sound for the caller");
  const turnLatency = histogram(
    'turn_latency',
    "From the end of the caller's speech to the agent's first sound",
  );
  const interruptions = counter('interruptions', 'The agent was cut off, by what', 'cause');
  const tools = counter('tool_results', 'Tool calls, by how they came out', 'status');
  const modelFaults = counter('model_faults', 'The model reported something wrong', 'fatal');
  const internalFaults = counter('internal_faults', 'Bugs of ours that were caught in a call');
  const transfers = counter('transfers', 'Transfers, by how they came out', 'status');
  const webhooks = counter('webhook_refusals', 'Webhooks turned away, by reason', 'reason');
  const streams = counter('stream_refusals', 'Media streams turned away, by reason', 'reason');
  const oddities = counter('stream_oddities', 'Odd things in media streams that broke nothing', 'name');
  const calls = gauge('calls', 'Calls that have not ended, by status', 'status');
  const waiting = gauge('journal_waiting', 'Journal records that are not in the store yet');
  const lost = gauge('journal_lost', 'Journal records that were given up since the start');

  function see(event: JournalEvent, atMs: number): void {
    switch (event.kind) {
      case 'call.opened':
        return opened.inc();
      case 'call.ended':
        duration.observe(atMs / 1000);
        return ended.inc({ reason: event.reason });
      case 'agent.first-audio':
        return firstAudio.observe(event.afterMs / 1000);
      case 'turn.answered':
        return turnLatency.observe(event.latencyMs / 1000);
      case 'interrupted':
        return interruptions.inc({ cause: event.cause });
      case 'tool.settled':
        return tools.inc({ status: event.status });
      case 'model.fault':
        return modelFaults.inc({ fatal: String(event.fatal) });
      case 'internal.fault':
        return internalFaults.inc();
      case 'transfer.ended':
        return transfers.inc({ status: event.status });
      default:
    }
  }

  const unwatch = switchboard.watch(({ event, atMs }) => see(event, atMs));
  return {
    contentType: registry.contentType,
    text() {
      const live = switchboard.live();
      for (const status of ['ringing', 'live'] as const)
        calls.set({ status }, live.filter((call) => call.status === status).length);
      waiting.set(journal.waiting);
      lost.set(journal.lost);
      return registry.metrics();
    },
    webhookRefused: (reason) => webhooks.inc({ reason }),
    streamRefused: (reason) => streams.inc({ reason }),
    streamOddity: (name) => oddities.inc({ name }),
    close() {
      unwatch();
      registry.clear();
    },
  };
}
