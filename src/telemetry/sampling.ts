// Sampling: which calls' spans are exported. A ratio of all, by their trace, and each that failed or had a slow turn besides.
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
import type { Span } from '../call/span.ts';
import { ATTRIBUTES, SPANS } from './names.ts';
import type { TraceContext } from './trace-context.ts';

/** Which calls are exported. */
export interface SamplingPolicy {
  /** The share of calls, 0 to 1. */
  readonly ratio: number;
  /** Whether a call goes by what whoever asked for it has decided, where they said so. */
  readonly parentBased: boolean;
  /** A call of which a turn was answered later than this is exported anyhow. */
  readonly slowMs: number;
}

/** Every call, unless whoever asked for it samples nothing. */
export const SAMPLE_ALL: SamplingPolicy = { ratio: 1, parentBased: true, slowMs: 3000 };

/** What can be decided while the call is live; whoever is called meanwhile is told so by `traceparent`. */
export function sampledAtStart({ ratio, parentBased }: SamplingPolicy, trace: TraceContext): boolean {
  if (parentBased && trace.parentSampled !== null) return trace.parentSampled;
  const sampler = new TraceIdRatioBasedSampler(ratio);
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, trace.traceId);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** Whether the spans of a call that is over are exported. */
export function sampledAtEnd(policy: SamplingPolicy, trace: TraceContext, spans: readonly Span[]): boolean {
  return sampledAtStart(policy, trace) || spans.some((span) => failed(span) || slow(span, policy.slowMs));
}

function failed({ status, name }: Span): boolean {
  return status === 'error' && name !== SPANS.stream;
}

const PARTS = [
  ATTRIBUTES.endpointingMs,
  ATTRIBUTES.modelMs,
  ATTRIBUTES.toolsMs,
  ATTRIBUTES.relayMs,
  ATTRIBUTES.carrierMs,
];

function slow({ name, attributes }: Span, slowMs: number): boolean {
  if (name !== SPANS.turn) return false;
  return PARTS.reduce((sum, part) => sum + Number(attributes[part] ?? 0), 0) > slowMs;
}
