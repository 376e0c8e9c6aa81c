// Trace context: which trace a call is in, and the ids of its spans. They are made of what the span is, so that a call that is
// resumed by another process, or replayed, goes on in the same trace. https://www.w3.org/TR/trace-context/
import { createHash } from 'node:crypto';
import type { CallId, ToolCallId } from '../base/brand.ts';
import type { JournalRecord } from '../call/journal.ts';

/** Where a call stands in a trace. */
export interface TraceContext {
  readonly traceId: string;
  /** The span of whoever asked for the call; null: nobody said. */
  readonly parentSpanId: string | null;
  /** Whether they sampled their part of the trace; null: nobody said. */
  readonly parentSampled: boolean | null;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** What a `traceparent` header says; null when it is none, which counts as not given. */
export function parseTraceparent(header: string): TraceContext | null {
  const [, traceId, parentSpanId, flags] = TRACEPARENT.exec(header.trim()) ?? [];
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return null;
  return { traceId, parentSpanId, parentSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The trace of a call: that of whoever asked for it, else its own. */
export function traceOf(callId: CallId, records: readonly Pick<JournalRecord, 'event'>[]): TraceContext {
  for (const { event } of records) {
    if (event.kind !== 'dial.wanted' || event.traceparent === undefined) continue;
    const given = parseTraceparent(event.traceparent);
    if (given !== null) return given;
  }
  return { traceId: digest(['trace', callId], 32), parentSpanId: null, parentSampled: null };
}

/** The id of one span of a call; `parts` tell which. */
export function spanIdOf(callId: CallId, ...parts: readonly (string | number)[]): string {
  return digest(['span', callId, ...parts], 16);
}

/** The id of the span of one function call. */
export function toolSpanId(callId: CallId, toolCallId: ToolCallId): string {
  return spanIdOf(callId, 'tool', toolCallId);
}

/** As the header says it. */
export function traceparent(traceId: string, spanId: string, sampled: boolean): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** Never all zeros, which no id may be. */
function digest(parts: readonly (string | number)[], digits: number): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, digits);
  return /^0+$/.test(hex) ? hex.replace(/0$/, '1') : hex;
}
