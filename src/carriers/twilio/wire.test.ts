// The wire of Twilio Media Streams: every message, every fault, and the fast way equal to the slow one.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseMediaFast, parseMessage, parseWhole, twilioEncoder } from './wire.ts';

const FRONT =
  '{"event":"media","sequenceNumber":"3","streamSid":"MZ1","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"//8="}}';
const BACK =
  '{"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"//8="},"streamSid":"MZ1"}';
const MEDIA = {
  kind: 'media',
  streamSid: 'MZ1',
  track: 'inbound',
  chunk: 1,
  timestampMs: 5,
  payload: '//8=',
} as const;

const start = (extra: object = {}, body: object = {}) =>
  JSON.stringify({
    event: 'start',
    streamSid: 'MZ1',
    start: { streamSid: 'MZ1', callSid: 'CA1', ...body },
    ...extra,
  });

test('media is read the fast way with the stream id before or behind the body', () => {
  assert.deepEqual(parseMediaFast(FRONT), MEDIA);
  assert.deepEqual(parseMediaFast(BACK), MEDIA);
  assert.deepEqual(parseMessage(FRONT), parseWhole(FRONT));
});

test('media in another shape is read the slow way to the same message', () => {
  const spaced = JSON.stringify(JSON.parse(FRONT), null, 1);
  const numbers = FRONT.replace('"1"', '1').replace('"5"', '5');
  for (const text of [spaced, numbers]) {
    assert.equal(parseMediaFast(text), null);
    assert.deepEqual(parseMessage(text), MEDIA);
  }
});

test('a stream id that is named twice is left to JSON', () => {
  const twice = FRONT.replace(/\}$/, ',"streamSid":"MZ2"}');
  assert.equal(parseMediaFast(twice), null);
  assert.deepEqual(parseMessage(twice), { ...MEDIA, streamSid: 'MZ2' });
});

test('a start gives stream, call and parameters', () => {
  const text = start(
    {},
    { customParameters: { token: 't', n: 5 }, mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000 } },
  );
  assert.deepEqual(parseMessage(text), {
    kind: 'start',
    streamSid: 'MZ1',
    callSid: 'CA1',
    parameters: { token: 't' },
  });
  const inBodyOnly = JSON.stringify({ event: 'start', start: { streamSid: 'MZ9', callSid: 'CA1' } });
  assert.equal((parseMessage(inBodyOnly) as { streamSid: string }).streamSid, 'MZ9');
});

test('a parameter named like a part of every object stays a parameter', () => {
  const text =
    '{"event":"start","start":{"streamSid":"M","callSid":"C","customParameters":{"__proto__":"x"}}}';
  const message = parseMessage(text);
  assert.ok(message.kind === 'start');
  assert.deepEqual(Object.entries(message.parameters), [['__proto__', 'x']]);
});

test('the small messages are read', () => {
  assert.deepEqual(parseMessage('{"event":"connected","protocol":"Call","version":"1.0.0"}'), {
    kind: 'connected',
  });
  assert.deepEqual(
    parseMessage('{"event":"dtmf","streamSid":"M","dtmf":{"track":"inbound_track","digit":"d"}}'),
    {
      kind: 'dtmf',
      streamSid: 'M',
      digit: 'D',
    },
  );
  assert.deepEqual(parseMessage('{"event":"mark","streamSid":"M","mark":{"name":"m_7"}}'), {
    kind: 'mark',
    streamSid: 'M',
    name: 'm_7',
  });
  assert.deepEqual(parseMessage('{"event":"stop","streamSid":"M","stop":{}}'), {
    kind: 'stop',
    streamSid: 'M',
  });
});

test('what is no message of the protocol is malformed, with the reason', () => {
  const cases = {
    '{': 'json',
    '[]': 'not-an-object',
    null: 'not-an-object',
    '5': 'not-an-object',
    '{}': 'no-event',
    '{"event":1}': 'no-event',
  };
  for (const [text, reason] of Object.entries(cases))
    assert.deepEqual(parseMessage(text), { kind: 'malformed', reason });
});

test('a new event is unknown by its name', () => {
  assert.deepEqual(parseMessage('{"event":"weather","streamSid":"M"}'), {
    kind: 'unknown',
    event: 'weather',
  });
  assert.deepEqual(parseMessage('{"event":"constructor"}'), { kind: 'unknown', event: 'constructor' });
});

test('a field that does not fit is named', () => {
  const faults: Record<string, string> = {
    [FRONT.replace('//8=', '//8')]: 'media.payload',
    [FRONT.replace('//8=', '')]: 'media.payload',
    [FRONT.replace('//8=', '\\"}}')]: 'media.payload',
    [FRONT.replace('"5"', '"-5"')]: 'media.timestamp',
    [FRONT.replace('"chunk":"1"', '"chunk":"1.5"')]: 'media.chunk',
    [FRONT.replace('"inbound"', 'null')]: 'media.track',
    [FRONT.replace('"MZ1"', '7')]: 'streamSid',
    '{"event":"media","streamSid":"M","media":[]}': 'media',
    '{"event":"dtmf","streamSid":"M","dtmf":{"digit":"12"}}': 'dtmf.digit',
    '{"event":"mark","streamSid":"M","mark":{}}': 'mark.name',
    '{"event":"start","streamSid":"M"}': 'start',
    [start({ streamSid: 'MZ2' })]: 'streamSid',
    [start({}, { callSid: '' })]: 'start.callSid',
    [start({}, { mediaFormat: { encoding: 'audio/x-alaw', sampleRate: 8000 } })]: 'start.mediaFormat',
    [start({}, { mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 16000 } })]: 'start.mediaFormat',
  };
  for (const [text, field] of Object.entries(faults)) {
    const fault = parseMessage(text);
    assert.ok(fault.kind === 'invalid', text);
    assert.equal(fault.field, field);
  }
});

test('no text whatever makes the parser throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseMessage(text)));
  fc.assert(fc.property(fc.json(), (text) => void parseMessage(text)));
  const event = fc.constantFrom('connected', 'start', 'media', 'dtmf', 'mark', 'stop', 'x');
  const body = fc.record(
    {
      event,
      streamSid: fc.anything(),
      start: fc.anything(),
      media: fc.anything(),
      dtmf: fc.anything(),
      mark: fc.anything(),
    },
    { requiredKeys: ['event'] },
  );
  fc.assert(
    fc.property(body, (value) => {
      let text: string;
      try {
        text = JSON.stringify(value);
      } catch {
        return;
      }
      parseMessage(text);
    }),
  );
});

test('where the fast way answers, the slow way gives the same', () => {
  const media = fc.record({
    payload: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.string(),
    ),
    chunk: fc.oneof({ weight: 4, arbitrary: fc.nat().map(String) }, fc.string(), fc.nat()),
    timestamp: fc.nat().map(String),
    track: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('inbound', 'outbound') }, fc.string()),
  });
  let fast = 0;
  fc.assert(
    fc.property(media, fc.stringMatching(/^[A-Za-z0-9]{0,40}$/), fc.boolean(), (body, streamSid, back) => {
      const head = { event: 'media', sequenceNumber: '3' };
      const { track, chunk, timestamp, payload } = body;
      const inner = { track, chunk, timestamp, payload };
      const text = JSON.stringify(
        back ? { ...head, media: inner, streamSid } : { ...head, streamSid, media: inner },
      );
      const message = parseMediaFast(text);
      if (message === null) return;
      fast += 1;
      assert.deepEqual(message, parseWhole(text));
    }),
    { numRuns: 500 },
  );
  assert.ok(fast > 50, `only ${fast} took the fast way`);
});

test('one changed character never makes the fast way differ from the slow one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(FRONT, BACK),
      fc.nat(FRONT.length - 1),
      fc.string({ minLength: 0, maxLength: 2 }),
      (text, at, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + 1);
        const message = parseMediaFast(changed);
        if (message !== null) assert.deepEqual(message, parseWhole(changed));
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is encoded is the JSON that Twilio takes, whatever the names', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.base64String({ minLength: 4 }),
      (sid, name, payload) => {
        const encode = twilioEncoder(sid);
        assert.deepEqual(JSON.parse(encode.media(payload)), {
          event: 'media',
          streamSid: sid,
          media: { payload },
        });
        assert.deepEqual(JSON.parse(encode.mark(name)), { event: 'mark', streamSid: sid, mark: { name } });
        assert.deepEqual(JSON.parse(encode.clear()), { event: 'clear', streamSid: sid });
      },
    ),
  );
});

test('a mark comes back from the wire as it was sent', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (sid, name) => {
      assert.deepEqual(parseMessage(twilioEncoder(sid).mark(name)), { kind: 'mark', streamSid: sid, name });
    }),
  );
});
