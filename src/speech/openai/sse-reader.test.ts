// Server-sent events are read the same however their bytes were cut.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SseReader } from './sse-reader.ts';

function read(pieces: readonly Uint8Array[]): readonly string[] {
  const reader = new SseReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

test('data of several lines is one event, and comments and other fields are none', () => {
  const stream = ': hello\nevent: x\ndata: one\ndata:two\nid: 7\n\n\ndata: [DONE]\r\n\r\n';
  assert.deepEqual(read([Buffer.from(stream)]), ['one\ntwo', '[DONE]']);
});

test('an event that nothing closed is taken at the end', () => {
  assert.deepEqual(read([Buffer.from('data: last')]), ['last']);
});

test('where the bytes are cut makes no difference', () => {
  const data = fc.array(fc.stringMatching(/^[a-zé€字 {}":]{1,20}$/), { minLength: 1 });
  const ends = fc.constantFrom('\n', '\r\n');
  fc.assert(
    fc.property(data, ends, fc.array(fc.nat(400)), (events, end, cuts) => {
      const bytes = Buffer.from(events.map((event) => `data: ${event}${end}${end}`).join(''));
      const places = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
      const pieces = [...places, bytes.length].map((to, at) => bytes.subarray(places[at - 1] ?? 0, to));
      assert.deepEqual(read(pieces), events);
    }),
  );
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array()), (pieces) => void read(pieces)));
});
