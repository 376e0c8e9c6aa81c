// Trace ids: made of the call, and taken over from whoever asked for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallId, ToolCallId } from '../base/brand.ts';
import { parseTraceparent, spanIdOf, toolSpanId, traceOf, traceparent } from './trace-context.ts';

test('a call has the same ids whenever they are made, and another call has others', () => {
  const [a, b] = ['call_a' as CallId, 'call_b' as CallId];
  assert.deepEqual(traceOf(a, []), traceOf(a, []));
  assert.notEqual(traceOf(a, []).traceId, traceOf(b, []).traceId);
  assert.match(traceOf(a, []).traceId, /^[\da-f]{32}$/);
  assert.match(spanIdOf(a, 'turn', 1), /^[\da-f]{16}$/);
  assert.notEqual(spanIdOf(a, 'turn', 1), spanIdOf(a, 'turn', '1'));
  assert.equal(toolSpanId(a, 't' as ToolCallId), spanIdOf(a, 'tool', 't'));
});

test('a traceparent is read as it was written', () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  for (const sampled of [true, false])
    assert.deepEqual(parseTraceparent(traceparent(traceId, spanId, sampled)), {
      traceId,
      parentSpanId: spanId,
      parentSampled: sampled,
    });
});

test('what is no traceparent counts as none', () => {
  const zeros = (count: number) => '0'.repeat(count);
  for (const header of [
    '',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    `00-${zeros(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${zeros(16)}-01`,
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
  ])
    assert.equal(parseTraceparent(header), null, header);
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (header) => void parseTraceparent(header)));
});
