// OTLP: a call's spans as OpenTelemetry's own serializer writes them for a collector. https://opentelemetry.io/docs/specs/otlp/
import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Span } from '../call/span.ts';

/** Who the spans are from: `service.name` and what else tells a deployment from another. */
export type ResourceAttributes = Readonly<Record<string, string>>;

const SCOPE = { name: 'offhook' } as const;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
} as const satisfies Readonly<Record<Span['kind'], SpanKind>>;

/** The body of a request to `/v1/traces`, as JSON. Spans that are not over are left out: a collector takes none. */
export function otlpJson(spans: readonly Span[], attributes: ResourceAttributes): string {
  const resource = resourceFromAttributes({ ...attributes });
  const over = spans.filter(({ endUs }) => endUs !== null).map((span) => readable(span, resource));
  const bytes = JsonTraceSerializer.serializeRequest(over);
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}

function readable(span: Span, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentSpanId, startUs } = span;
  const endUs = span.endUs ?? startUs;
  const context = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => context(spanId),
    ...(parentSpanId === null ? {} : { parentSpanContext: context(parentSpanId) }),
    startTime: hrTime(startUs),
    endTime: hrTime(endUs),
    duration: hrTime(endUs - startUs),
    ended: true,
    status: { code: span.status === 'error' ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: Object.fromEntries(
      Object.entries(span.attributes).map(([key, value]) => [
        key,
        typeof value === 'object' ? [...value] : value,
      ]),
    ),
    links: [],
    events: [],
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function hrTime(us: number): HrTime {
  return [Math.floor(us / 1_000_000), (us % 1_000_000) * 1000];
}
