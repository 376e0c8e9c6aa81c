// OTLP: what a collector is told of a span.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import type { Span } from '../call/span.ts';
import { otlpJson } from './otlp.ts';

const SPAN: Span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  callId: 'call_a' as CallId,
  name: 'execute_tool hours',
  kind: 'client',
  startUs: 1_790_000_000_123_456,
  endUs: 1_790_000_001_000_000,
  status: 'error',
  attributes: { 'error.type': 'timeout', 'gen_ai.response.finish_reasons': ['stop'], ok: true, n: 3 },
};

test('a span goes out with its ids, its times to the microsecond, its kind, status and attributes', () => {
  const body: unknown = JSON.parse(otlpJson([SPAN], { 'service.name': 'front-desk' }));
  assert.deepEqual(body, {
    resourceSpans: [
      {
        resource: {
          attributes: [{ key: 'service.name', value: { stringValue: 'front-desk' } }],
          droppedAttributesCount: 0,
        },
        scopeSpans: [
          {
            scope: { name: 'offhook' },
            spans: [
              {
                traceId: SPAN.traceId,
                spanId: SPAN.spanId,
                parentSpanId: SPAN.parentSpanId,
                name: SPAN.name,
                kind: 3,
                startTimeUnixNano: '1790000000123456000',
                endTimeUnixNano: '1790000001000000000',
                attributes: [
                  { key: 'error.type', value: { stringValue: 'timeout' } },
                  {
                    key: 'gen_ai.response.finish_reasons',
                    value: { arrayValue: { values: [{ stringValue: 'stop' }] } },
                  },
                  { key: 'ok', value: { boolValue: true } },
                  { key: 'n', value: { intValue: 3 } },
                ],
                droppedAttributesCount: 0,
                events: [],
                droppedEventsCount: 0,
                status: { code: 2 },
                links: [],
                droppedLinksCount: 0,
                flags: 257,
              },
            ],
          },
        ],
      },
    ],
  });
});

test('a span that is not over is left out', () => {
  assert.ok(!otlpJson([{ ...SPAN, endUs: null }], {}).includes(SPAN.spanId));
});
