// Span: one stretch of a call's time with a name, as it is stored, shown and exported. It holds no caller's word or number.
import type { CallId } from '../base/brand.ts';

/** What is told of a span beside its name and times. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One node of a call's span tree; ids as OpenTelemetry writes them, in lower-case hexadecimal. */
export interface Span {
  /** 32 digits; the same for all spans of a call. */
  readonly traceId: string;
  /** 16 digits; made of the call and of what the span is, so that making it twice makes the same. */
  readonly spanId: string;
  /** Null: nothing is above it. Of the call's own span it may be a span of whoever asked for the call. */
  readonly parentSpanId: string | null;
  readonly callId: CallId;
  readonly name: string;
  /** `server`: asked of us. `client`: we ask somebody else. */
  readonly kind: 'internal' | 'server' | 'client';
  /** Microseconds since 1970. */
  readonly startUs: number;
  /** Null: not over. */
  readonly endUs: number | null;
  readonly status: 'unset' | 'error';
  readonly attributes: SpanAttributes;
}
