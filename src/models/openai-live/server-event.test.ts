// What the Live API sends is read to what it means, and nothing that it sends makes the reader throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readLiveEvent } from './server-event.ts';

const read = (message: unknown) => readLiveEvent(JSON.stringify(message));

test('events that we have no use for are unknown, also those named like parts of JavaScript', () => {
  for (const type of ['session.usage.updated', 'info', 'constructor', '__proto__', ''])
    assert.deepEqual(read({ type }), { kind: 'unknown', type });
});

test('what is no event, and a known one without what makes it up, is not the protocol', () => {
  for (const text of ['', '7', '[]', '{}', '{"type":7}']) assert.equal(readLiveEvent(text), null);
  for (const type of [
    'session.output_audio.delta',
    'session.delegation.created',
    'error',
    'session.input_transcript.delta',
  ])
    assert.equal(read({ type }), null);
  assert.equal(read({ type: 'session.output_audio.delta', delta: 'no base64' }), null);
});

test('an error without a code goes by its type, and a transcript without times has none', () => {
  assert.deepEqual(read({ type: 'error', error: { type: 'server_error' } }), {
    kind: 'error',
    code: 'server_error',
    message: '',
  });
  assert.deepEqual(read({ type: 'session.input_transcript.delta', delta: ' hello' }), {
    kind: 'session.input_transcript.delta',
    delta: ' hello',
    startMs: null,
  });
});

test('whatever stands where it means something, nothing throws', () => {
  const type = fc.constantFrom('session.started', 'session.closed', 'session.output_audio.delta', 'error');
  fc.assert(
    fc.property(type, fc.jsonValue(), (kind, delta) => void read({ type: kind, delta, error: delta })),
  );
  fc.assert(fc.property(fc.string(), (text) => void readLiveEvent(text)));
});
