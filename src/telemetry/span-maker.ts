// Span maker: makes the spans of one call, each with the ids and times that the call gives it.
import type { CallId } from '../base/brand.ts';
import type { Span, SpanAttributes } from '../call/span.ts';
import { ATTRIBUTES } from './names.ts';
import { spanIdOf, type TraceContext } from './trace-context.ts';

/** A span as the journal tells it; milliseconds since the call opened. */
export interface SpanFacts {
  /** Which of the call's spans it is; the same whenever it is made. */
  readonly id: readonly (string | number)[];
  readonly parent: Span | null;
  readonly name: string;
  readonly kind?: Span['kind'];
  readonly startMs: number;
  readonly endMs: number | null;
  /** What went wrong, in a word that is nobody's data; null: nothing. */
  readonly error?: string | null;
  readonly attributes?: SpanAttributes;
}

/** Makes one span. */
export type MakeSpan = (facts: SpanFacts) => Span;

/** The maker of a call's spans; `openedMs`: wall time at which it opened. */
export function spanMaker(callId: CallId, openedMs: number, trace: TraceContext): MakeSpan {
  const us = (ms: number): number => Math.round((openedMs + ms) * 1000);
  return ({ id, parent, name, kind = 'internal', startMs, endMs, error = null, attributes = {} }) => ({
    traceId: trace.traceId,
    spanId: spanIdOf(callId, ...id),
    parentSpanId: parent?.spanId ?? trace.parentSpanId,
    callId,
    name,
    kind,
    startUs: us(startMs),
    endUs: endMs === null ? null : us(Math.max(startMs, endMs)),
    status: error === null ? 'unset' : 'error',
    attributes: {
      [ATTRIBUTES.callId]: callId,
      ...attributes,
      ...(error === null ? {} : { [ATTRIBUTES.errorType]: error }),
    },
  });
}
