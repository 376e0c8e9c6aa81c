// Decoding by a spec: never throws, and tells events as their wires mean them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ReadContext } from './decode.ts';
import { defineEnvelope } from './define-envelope.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';
import { bandwidthSpec } from './specs/bandwidth.ts';
import { jambonzSpec } from './specs/jambonz.ts';
import { sipBridgeSpec } from './specs/sip-bridge.ts';
import { twilioSpec } from './specs/twilio.ts';
import { vonageSpec } from './specs/vonage.ts';

const WITHIN: ReadContext = { first: false, streamId: 'MZ1', url: '/media' };

function reader(spec: EnvelopeSpec, context: Partial<ReadContext> = {}) {
  const { read } = defineEnvelope(spec);
  return (message: unknown) => {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    return read(text, { ...WITHIN, ...context });
  };
}

const specs = [
  twilioSpec(),
  bandwidthSpec(),
  vonageSpec(),
  jambonzSpec(),
  sipBridgeSpec({ sound: 'base64' }),
];

test('no text makes a reader throw', () => {
  const values = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  const events = fc
    .record({
      event: fc.constantFrom('media', 'start', 'dtmf', 'mark', 'stop', 'websocket:connected', 'x'),
      type: fc.constantFrom('start', 'audio', 'digit', 'mark', 'error'),
      media: fc.jsonValue(),
      start: fc.jsonValue(),
      dtmf: fc.jsonValue(),
      mark: fc.jsonValue(),
      audio: fc.jsonValue(),
      callSid: fc.jsonValue(),
    })
    .map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.constantFrom(...specs), fc.oneof(values, events), fc.boolean(), (spec, text, first) => {
      assert.equal(typeof reader(spec, { first })(text).kind, 'string');
    }),
    { numRuns: 500 },
  );
});

test('sound is read with its time, whatever stands around it and however it is spaced', () => {
  fc.assert(
    fc.property(
      fc.base64String({ minLength: 4 }),
      fc.nat(),
      fc.constantFrom('inbound', 'outbound'),
      fc.string(),
      fc.boolean(),
      (payload, timestamp, track, note, front) => {
        const media = { track, chunk: '1', timestamp: String(timestamp), payload };
        const message = { event: 'media', streamSid: 'MZ1', ...(front ? { note, media } : { media, note }) };
        const read = reader(twilioSpec());
        const dense = read(JSON.stringify(message));
        const spaced = read(JSON.stringify(message, null, 1));
        assert.deepEqual({ ...dense, json: 0 }, { ...spaced, json: 0 });
        const meant = { kind: 'media', payload, clock: timestamp, json: 0 };
        assert.deepEqual(
          { ...dense, json: 0 },
          track === 'inbound' ? meant : { kind: 'other-track', json: 0 },
        );
      },
    ),
  );
});

test('a payload is looked for only where the spec says that it stands', () => {
  const read = reader(twilioSpec());
  const elsewhere =
    '{"event":"media","streamSid":"MZ1","x":{"payload":"AAAA"},"media":{"track":"inbound","timestamp":"1"}}';
  assert.deepEqual(read(elsewhere), { kind: 'invalid', event: 'media', field: 'media.payload' });
  const twice =
    '{"event":"media","streamSid":"MZ1","x":{"payload":"AAAA"},"media":{"track":"inbound","timestamp":"1","payload":"/////w=="}}';
  const message = read(twice);
  assert.equal(message.kind === 'media' && message.payload, '/////w==');
});

test('a field that does not fit is named, and an event that no rule knows is unknown', () => {
  const read = reader(twilioSpec());
  const media = { track: 'inbound', timestamp: '1', payload: 'AAAA' };
  for (const [message, field] of [
    [{ event: 'media', media: { ...media, payload: 'a b' } }, 'media.payload'],
    [{ event: 'media', media: { ...media, timestamp: 'soon' } }, 'media.timestamp'],
    [{ event: 'dtmf', dtmf: { digit: 'hash' } }, 'dtmf.digit'],
    [{ event: 'mark', mark: {} }, 'mark.name'],
    [{ event: 'start', start: {} }, 'start.callId'],
  ] as const)
    assert.deepEqual(read(message), { kind: 'invalid', event: message.event, field });
  assert.deepEqual(read({ event: 'weather' }), { kind: 'unknown' });
  assert.deepEqual(read('[]'), { kind: 'malformed', reason: 'not-an-object' });
  assert.deepEqual(read('{'), { kind: 'malformed', reason: 'json' });
  assert.equal(read({ event: 'stop', streamSid: 'MZ2' }).kind, 'other-stream');
});

test('several discriminators, prefixes and a preamble without a name live in one protocol', () => {
  const jambonz = jambonzSpec();
  const preamble = { sampleRate: 16_000, callSid: 'c1', session: 's_1' };
  assert.equal(reader(jambonz, { first: true })(preamble).kind, 'start');
  assert.equal(reader(jambonz)(preamble).kind, 'unknown');
  assert.equal(reader(jambonz)({ event: 'dtmf', dtmf: '2' }).kind, 'dtmf');
  assert.equal(reader(jambonz)({ type: 'mark', data: { name: 'm', event: 'cleared' } }).kind, 'mark');
  assert.equal(reader(vonageSpec())({ event: 'websocket:media:update' }).kind, 'ignore');
  assert.equal(reader(vonageSpec())({ event: 'other:thing' }).kind, 'unknown');
});

test('keys may come together, and letters become capitals', () => {
  const message = reader(sipBridgeSpec())({ type: 'digit', digit: '12#a' });
  assert.deepEqual(message.kind === 'dtmf' && message.digits, ['1', '2', '#', 'A']);
});

test('an error tells its code where that is a code, and never its words', () => {
  const read = reader(sipBridgeSpec());
  const of = (code: unknown, fatal: unknown = 'false') => {
    const { json: _, ...meant } = { json: 0, ...read({ type: 'error', code, fatal }) };
    return meant;
  };
  assert.deepEqual(of('busy-486', true), { kind: 'error', code: 'busy-486', fatal: true });
  assert.deepEqual(of('Mr Smith said no'), { kind: 'error', code: null, fatal: false });
  assert.deepEqual(of(486), { kind: 'error', code: '486', fatal: false });
});
