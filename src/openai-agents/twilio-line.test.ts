// Twilio line: whatever comes on Twilio's socket, nothing is thrown, and what fits is told.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FakeWebSocket } from '../../test/fakes/fake-web-socket.ts';
import { TwilioLine, type LineMessage } from './twilio-line.ts';

/** A line that writes down what it is told. */
function listened() {
  const socket = new FakeWebSocket(1);
  const told: { messages: LineMessage[]; starts: number; faults: number; ends: number } = {
    messages: [],
    starts: 0,
    faults: 0,
    ends: 0,
  };
  const line = new TwilioLine(socket as never, {
    message: (message) => void told.messages.push(message),
    started: () => void (told.starts += 1),
    fault: () => void (told.faults += 1),
    ended: () => void (told.ends += 1),
  });
  return { socket, told, line };
}

test('any JSON is told as it is, and any other text is a fault', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const { socket, told } = listened();
      socket.tellRaw(text);
      assert.equal(told.messages.length + told.faults, 1);
    }),
  );
});

test('fields of known events that do not fit are left out', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const message = fc.record({
    event: fc.constantFrom('media', 'mark', 'start', 'stop', 'dtmf'),
    streamSid: value,
    media: fc.oneof(value, fc.record({ payload: value, timestamp: value })),
    mark: fc.oneof(value, fc.record({ name: value })),
    start: value,
  });
  fc.assert(
    fc.property(message, (one) => {
      const { socket, told, line } = listened();
      socket.tell(one);
      const [seen] = told.messages;
      assert.ok(seen?.mark === null || typeof seen?.mark === 'string');
      assert.ok(seen.media === null || Buffer.from(seen.media.payload, 'base64').length >= 0);
      assert.equal(line.ended, one.event === 'stop');
    }),
  );
});

test('a message may come as bytes, in one piece or in several', () => {
  const { socket, told } = listened();
  const bytes = Buffer.from('{"event":"mark","mark":{"name":"1"}}');
  for (const data of [bytes, [bytes.subarray(0, 9), bytes.subarray(9)], Uint8Array.from(bytes).buffer])
    socket.tellRaw(data);
  assert.deepEqual(
    told.messages.map(({ mark }) => mark),
    ['1', '1', '1'],
  );
});

test('its end is told once, and nothing is told or sent behind it', () => {
  const { socket, told, line } = listened();
  socket.tell({ event: 'start', streamSid: 'MZ1', start: { streamSid: 'MZ1' } });
  line.end();
  line.end();
  socket.tell({ event: 'mark', streamSid: 'MZ1', mark: { name: '1' } });
  line.play('AAAA', '1');
  line.clear();
  assert.deepEqual([told.starts, told.ends, told.messages.length, socket.sent], [1, 1, 1, []]);
});
