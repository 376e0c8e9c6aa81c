// Sampling: a share of calls, whatever was decided before us, and what went wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import type { Span } from '../call/span.ts';
import { sampledAtEnd, sampledAtStart } from './sampling.ts';
import { traceOf } from './trace-context.ts';

const NONE = { ratio: 0, parentBased: true, slowMs: 3000 } as const;
const trace = traceOf('call_a' as CallId, []);

function span(changes: Partial<Span>): Span {
  return {
    traceId: trace.traceId,
    spanId: '01',
    parentSpanId: null,
    callId: 'call_a' as CallId,
    name: 'turn',
    kind: 'internal',
    startUs: 0,
    endUs: 1,
    status: 'unset',
    attributes: {},
    ...changes,
  };
}

test('about the wanted share of calls is sampled, each always or never', () => {
  const policy = { ...NONE, ratio: 0.25 };
  const sampled = Array.from({ length: 4000 }, (_, index) => traceOf(`call_${index}` as CallId, []));
  const count = sampled.filter((one) => sampledAtStart(policy, one)).length;
  assert.ok(count > 850 && count < 1150, String(count));
});

test('who asked for the call decides, where they said so and it is asked', () => {
  assert.equal(sampledAtStart(NONE, { ...trace, parentSampled: true }), true);
  assert.equal(sampledAtStart({ ...NONE, ratio: 1 }, { ...trace, parentSampled: false }), false);
  assert.equal(sampledAtStart({ ...NONE, parentBased: false }, { ...trace, parentSampled: true }), false);
});

test('a call that failed, or had a slow turn, is exported anyhow', () => {
  assert.equal(sampledAtEnd(NONE, trace, [span({})]), false);
  assert.equal(sampledAtEnd(NONE, trace, [span({ name: 'execute_tool x', status: 'error' })]), true);
  const slow = { 'offhook.turn.model_ms': 2000, 'offhook.turn.tools_ms': 1001 };
  assert.equal(sampledAtEnd(NONE, trace, [span({ attributes: slow })]), true);
  assert.equal(sampledAtEnd(NONE, trace, [span({ attributes: { 'offhook.turn.model_ms': 3000 } })]), false);
});
