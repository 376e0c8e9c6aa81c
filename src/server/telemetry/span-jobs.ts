// Span jobs: behind the end of a call its spans are read from its journal, kept, and exported where a collector is named.
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import { HttpFault, type World } from '../../base/world.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { otlpJson, type ResourceAttributes } from '../../telemetry/otlp.ts';
import { sampledAtEnd, type SamplingPolicy } from '../../telemetry/sampling.ts';
import { spansOf } from '../../telemetry/spans-of.ts';
import { traceOf } from '../../telemetry/trace-context.ts';
import { JobFault } from '../jobs/job-fault.ts';
import type { DoJob } from '../jobs/job-runner.ts';

/** Where spans are exported to, and which. */
export interface TraceExport {
  /** The whole address, `/v1/traces` at its end. */
  readonly url: string;
  /** Secret: they may hold a key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeMsMax: number;
  readonly resource: ResourceAttributes;
}

/** What the work is done with. */
export interface SpanJobsOptions {
  readonly world: World;
  readonly store: Pick<Store, 'journal' | 'spans' | 'jobs'>;
  readonly sampling: SamplingPolicy;
  /** Null: nowhere. */
  readonly export: TraceExport | null;
}

/** The work that calls make here. */
export interface SpanJobs {
  readonly of: (record: JournalRecord) => readonly NewJob[];
  readonly kinds: Readonly<Record<string, DoJob>>;
}

/** Spans in one request: at half a kilobyte each a collector's limit of 4 MB is far. */
export const SPANS_PER_REQUEST_MAX = 1000;

/** Tries after which a collector is not asked any more: half an hour. The store has the spans all the same. */
const EXPORT_TRIES_MAX = 5;

/** How long the last frames of a call may take to the store. */
const FRAMES_STORED_MS = 5000;

/** What a collector may do about on a later try: https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Keeping spans, and exporting them where that is wanted. */
export function spanJobs(options: SpanJobsOptions): SpanJobs {
  const { world, store, sampling, export: target } = options;

  const keep: DoJob = async ({ payload }) => {
    const { callId } = payload as { readonly callId: CallId };
    const records = await store.journal(callId);
    const spans = spansOf(records);
    if (spans.length === 0) return;
    await store.spans.keep(spans);
    if (target === null || !sampledAtEnd(sampling, traceOf(callId, records), spans)) return;
    // The last frames may still be on their way to the store.
    const traced = records.some(({ event }) => event.kind === 'frames.traced');
    const dueAt = (world.clock.wall() + (traced ? FRAMES_STORED_MS : 0)) as EpochMs;
    await store.jobs.add([{ id: `otlp:${callId}`, kind: 'otlp', place: null, payload: { callId }, dueAt }]);
  };

  return {
    of: ({ callId, event, wall }) =>
      event.kind === 'call.ended'
        ? [{ id: `spans:${callId}`, kind: 'spans', place: null, payload: { callId }, dueAt: wall }]
        : [],
    kinds: {
      spans: keep,
      ...(target === null
        ? {}
        : {
            otlp: async ({ payload, attempts }, signal) => {
              const { callId } = payload as { readonly callId: CallId };
              const spans = await store.spans.of(callId, true);
              for (let from = 0; from < spans.length; from += SPANS_PER_REQUEST_MAX) {
                const some = spans.slice(from, from + SPANS_PER_REQUEST_MAX);
                await send(world, target, otlpJson(some, target.resource), attempts, signal);
              }
            },
          }),
    },
  };
}

async function send(
  world: World,
  { url, headers, timeMsMax }: TraceExport,
  body: string,
  attempts: number,
  signal: AbortSignal,
): Promise<void> {
  const late = attempts >= EXPORT_TRIES_MAX;
  let status: number;
  try {
    ({ status } = await world.http({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      timeMsMax,
      signal,
    }));
  } catch (error) {
    if (error instanceof HttpFault)
      throw new JobFault(`the collector gives no answer: ${error.message}`, late);
    throw error;
  }
  if (status >= 200 && status < 300) return;
  throw new JobFault(`the collector answers HTTP ${status}`, late || !RETRYABLE.has(status));
}
