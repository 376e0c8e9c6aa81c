// Telnyx's wire by its spec: nothing that comes makes the reader throw, and sound is sound whatever stands around it.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { EnvelopeEncoder } from '../envelope/encode.ts';
import { telnyxEnvelope } from './envelope.ts';
import { PHONE_SOUND } from './stream-sound.ts';

const ENVELOPE = telnyxEnvelope(PHONE_SOUND);
const CONTEXT = { first: false, streamId: 's1', url: '/telnyx/media?call=v3%3Aa&token=t1' };
const start = (mediaFormat: unknown, more: object = {}) =>
  JSON.stringify({
    event: 'start',
    stream_id: 's1',
    start: { call_control_id: 'v3:other', media_format: mediaFormat, ...more },
  });

test('a start gives the call by the name in the address, else by its own', () => {
  const text = start({ encoding: 'PCMA', sample_rate: 8000, channels: 1 });
  const told = ENVELOPE.read(text, CONTEXT);
  assert.ok(told.kind === 'start');
  assert.equal(told.callId, 'v3:a');
  assert.equal(told.parameters['token'], 't1');
  assert.deepEqual([told.inbound, told.outbound], [{ encoding: 'pcma' }, { encoding: 'pcmu' }]);
  const bare = ENVELOPE.read(text, { ...CONTEXT, url: '/telnyx/media' });
  assert.ok(bare.kind === 'start');
  assert.equal(bare.callId, 'v3:other');
});

test('a phone whose codec we do not speak is refused at the start', () => {
  for (const format of [
    { encoding: 'G722', sample_rate: 8000, channels: 1 },
    { encoding: 'OPUS', sample_rate: 48_000, channels: 1 },
    { encoding: 'L16', sample_rate: 22_050, channels: 1 },
    { sample_rate: 8000 },
    null,
  ])
    assert.equal(ENVELOPE.read(start(format), CONTEXT).kind, 'invalid', JSON.stringify(format));
});

test('any sound is read back from the message that carries it, with its time', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.nat(),
      fc.boolean(),
      (bytes, atMs, spaced) => {
        const payload = Buffer.from(bytes).toString('base64');
        const message = {
          event: 'media',
          sequence_number: '4',
          media: { track: 'inbound', chunk: '2', timestamp: String(atMs), payload },
          stream_id: 's1',
        };
        const told = ENVELOPE.read(JSON.stringify(message, null, spaced ? 1 : 0), CONTEXT);
        assert.ok(told.kind === 'media');
        assert.deepEqual([told.payload, told.clock], [payload, atMs]);
      },
    ),
  );
});

test('any mark’s name goes out and comes back as it is', () => {
  const encode = new EnvelopeEncoder(ENVELOPE.spec, { streamId: 's1', callId: 'v3:a' });
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      const sent = JSON.parse(encode.mark(name) ?? '') as object;
      const told = ENVELOPE.read(JSON.stringify({ ...sent, stream_id: 's1' }), CONTEXT);
      assert.ok(told.kind === 'mark');
      assert.equal(told.name, name);
    }),
  );
});

test('nothing that comes makes the reader throw', () => {
  const events = fc.constantFrom('connected', 'start', 'media', 'dtmf', 'mark', 'error', 'stop', 'x');
  fc.assert(fc.property(fc.string(), (text) => void ENVELOPE.read(text, CONTEXT)));
  fc.assert(
    fc.property(events, fc.jsonValue(), fc.jsonValue(), (event, one, other) => {
      const body = { event, stream_id: other, [event]: one, payload: one };
      ENVELOPE.read(JSON.stringify(body), CONTEXT);
    }),
  );
});
