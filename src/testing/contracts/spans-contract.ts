// The part of the store contract that is about spans.
import assert from 'node:assert/strict';
import type { CallId } from '../../base/brand.ts';
import type { Span } from '../../call/span.ts';
import type { Store } from '../../store/store.ts';

const CALL = 'call_a' as CallId;

function span(spanId: string, changes: Partial<Span> = {}): Span {
  return {
    traceId: 'ab'.repeat(16),
    spanId,
    parentSpanId: null,
    callId: CALL,
    name: 'turn',
    kind: 'internal',
    startUs: 1_790_000_000_123_456,
    endUs: 1_790_000_000_999_999,
    status: 'unset',
    attributes: { 'offhook.call.id': CALL, turn: 3, ok: true, reasons: ['stop', 'length'] },
    ...changes,
  };
}

/** Adds its cases by `holds`. */
export function spansContract(holds: (name: string, check: (store: Store) => Promise<void>) => void): void {
  holds('keeps the spans of a call as they are, by their start, to the microsecond', async (store) => {
    const later = span('0000000000000001', { startUs: 1_790_000_000_123_457, endUs: null, status: 'error' });
    const earlier = span('00000000000000ff', { parentSpanId: '0000000000000001', kind: 'client' });
    await store.spans.keep([later, earlier, span('0000000000000002', { callId: 'call_b' as CallId })]);
    assert.deepEqual(await store.spans.of(CALL), [earlier, later]);
  });

  holds('replaces a span that comes again, also within one batch', async (store) => {
    await store.spans.keep([span('01', { endUs: null }), span('01')]);
    await store.spans.keep([span('01', { name: 'call', attributes: {} }), span('02')]);
    const names = (await store.spans.of(CALL)).map(({ spanId, name }) => [spanId, name]);
    assert.deepEqual(names, [
      ['01', 'call'],
      ['02', 'turn'],
    ]);
  });

  holds('gives the spans of single frames only to who asks for them', async (store) => {
    await store.spans.keep([span('01'), span('02', { name: 'frame caller.audio' })]);
    assert.deepEqual((await store.spans.of(CALL)).length, 1);
    assert.deepEqual((await store.spans.of(CALL, true)).length, 2);
  });

  holds('takes all spans of one call away, and only those', async (store) => {
    const many = Array.from({ length: 1201 }, (_, index) => span(index.toString(16).padStart(16, '0')));
    await store.spans.keep([...many, span('b', { callId: 'call_b' as CallId })]);
    assert.equal(await store.spans.remove(CALL), 1201);
    assert.equal(await store.spans.remove(CALL), 0);
    assert.deepEqual((await store.spans.of('call_b' as CallId)).length, 1);
  });

  holds('keeps no spans and is content', async (store) => {
    await store.spans.keep([]);
    assert.deepEqual(await store.spans.of(CALL), []);
  });
}
