// The waterfall: names by depth, times in milliseconds from the call's opening, and a bar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { CallSpans } from '../../server/api.ts';
import { spanLines } from './span-lines.ts';

const callId = 'call_a' as CallId;

function span(name: string, depth: number, fromMs: number, toMs: number | null): CallSpans['spans'][number] {
  return {
    traceId: 'ab',
    spanId: name,
    parentSpanId: null,
    callId,
    name,
    kind: 'internal',
    startUs: 1e15 + fromMs * 1000,
    endUs: toMs === null ? null : 1e15 + toMs * 1000,
    status: 'unset',
    attributes: name === 'call' ? { 'offhook.end.reason': 'caller-hangup' } : {},
    depth,
  };
}

test('each span is a line, below the one above it', () => {
  const spans = [span('call', 0, 0, 1000), span('turn', 1, 500, 1000), span('playout', 2, 500.25, 500.5)];
  assert.deepEqual(spanLines({ callId, traceId: 'ab', spans }), [
    'trace ab',
    'span           at ms  took ms',
    `call               0     1000  ${'█'.repeat(32)}  caller-hangup`,
    `  turn           500      500  ${'·'.repeat(16)}${'█'.repeat(16)}`,
    `    playout      500      0.3  ${'·'.repeat(16)}█${'·'.repeat(15)}`,
  ]);
});

test('what is not over has no length, and its bar goes on', () => {
  const lines = spanLines({
    callId,
    traceId: 'ab',
    spans: [span('call', 0, 0, null), span('turn', 1, 0, 800)],
  });
  assert.match(lines[2] ?? '', /^call +0 +… {2}█{32} {2}caller-hangup$/);
});

test('a call without spans says so', () => {
  assert.deepEqual(spanLines({ callId, traceId: 'ab', spans: [] }), ['This call has no spans.']);
});
