// Server-sent events: read however they are cut into pieces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { EventStreamReader } from './event-stream.ts';

test('comments, retries and unknown fields are left out, lines of data are joined', () => {
  const reader = new EventStreamReader();
  const text =
    ': hi\n\nretry: 2000\n\nevent: one\ndata: {"a":1}\nid: 7\n\ndata:two\r\ndata: lines\r\n\r\nevent: none\n\ndata: open';
  assert.deepEqual(reader.read(text), [
    { name: 'one', data: '{"a":1}' },
    { name: 'message', data: 'two\nlines' },
  ]);
  assert.deepEqual(reader.read('\n\n'), [{ name: 'message', data: 'open' }]);
});

test('where the pieces are cut changes nothing', () => {
  const event = fc
    .tuple(fc.constantFrom('call.event', 'call.updated'), fc.json())
    .map(([name, data]) => ({ name, data }));
  const end = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1 }),
      end,
      fc.array(fc.nat(), { maxLength: 8 }),
      (events, end, cuts) => {
        const text = `${events.map(({ name, data }) => `event: ${name}${end}data: ${data}${end}${end}`).join('')}\n`;
        const places = [...new Set(cuts.map((cut) => cut % text.length))].toSorted(
          (one, other) => one - other,
        );
        const reader = new EventStreamReader();
        const read = [0, ...places].flatMap((from, at) =>
          reader.read(text.slice(from, places[at] ?? text.length)),
        );
        assert.deepEqual(read, events);
      },
    ),
  );
});
