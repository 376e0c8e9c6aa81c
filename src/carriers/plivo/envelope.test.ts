// Plivo's wire as an envelope: what it asks for, what it reads, and that no message whatever breaks it.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { plivoStreamWire } from '../../testing/plivo/stream-wire.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { EnvelopeEncoder } from '../envelope/encode.ts';
import { contentTypeOf, plivoEnvelope, type PlivoFormat } from './envelope.ts';

const FORMATS: readonly PlivoFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
];
const URL_ASKED = '/plivo/media?token=t%201';
const envelopeOf = (format: PlivoFormat) =>
  defineEnvelope(plivoEnvelope({ format, byteOrder: 'little', aheadMs: 2000 }));
const wireOf = (format: PlivoFormat) =>
  plivoStreamWire({
    streamId: 's1',
    callId: 'c1',
    accountId: 'MA1',
    format,
    byteOrder: 'little',
    extraHeaders: '',
    queueMsMax: 40_000,
    saysStop: true,
  });
const open = { first: false, streamId: 's1', url: URL_ASKED };

test('each format has the content type that Plivo knows it by', () => {
  assert.deepEqual(FORMATS.map(contentTypeOf), [
    'audio/x-mulaw;rate=8000',
    'audio/x-l16;rate=8000',
    'audio/x-l16;rate=16000',
  ]);
});

test('a start names stream and call; the token comes from the address', () => {
  for (const format of FORMATS) {
    const [text = ''] = wireOf(format).opening(1_705_312_200_000);
    const start = envelopeOf(format).read(String(text), { first: true, streamId: null, url: URL_ASKED });
    assert.ok(start.kind === 'start');
    assert.deepEqual([start.streamId, start.callId, start.parameters], ['s1', 'c1', { token: 't 1' }]);
    assert.deepEqual([start.inbound, start.outbound], [format, format]);
  }
});

test('a start that names no format has the one that was asked for', () => {
  const format = { encoding: 'pcm16', rateHz: 16_000 } as const;
  const text = '{"event":"start","sequenceNumber":1,"start":{"callId":"c1","streamId":"s1"}}';
  const start = envelopeOf(format).read(text, { first: true, streamId: null, url: URL_ASKED });
  assert.ok(start.kind === 'start');
  assert.deepEqual(start.inbound, format);
});

test('what the wire carries comes out as it went in, whatever it is', () => {
  const name = fc.string({ minLength: 1, maxLength: 20 });
  const bytes = fc.uint8Array({ minLength: 160, maxLength: 160 });
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), bytes, name, fc.nat(1_000_000), (format, sound, mark, atMs) => {
      const { read } = envelopeOf(format);
      const wire = wireOf(format);
      wire.opening(1_705_312_200_000);
      const media = read(String(wire.media(atMs, sound)), open);
      assert.ok(media.kind === 'media');
      assert.equal(media.clock, 1_705_312_200_000 + atMs);
      if (format.encoding === 'pcmu') assert.equal(media.payload, Buffer.from(sound).toString('base64'));
      const played = read(String(wire.mark(mark, false)), open);
      assert.deepEqual(played.kind === 'mark' && played.name, mark);
    }),
  );
});

test('what is written is what Plivo takes, whatever the names', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FORMATS),
      fc.string({ unit: 'binary' }),
      fc.string(),
      (format, mark, id) => {
        const encode = new EnvelopeEncoder(envelopeOf(format).spec, { streamId: id, callId: 'c1' });
        const [contentType, rate] = contentTypeOf(format).split(';rate=');
        assert.deepEqual(JSON.parse(String(encode.sound('AAAA', 1))), {
          event: 'playAudio',
          media: { contentType, sampleRate: Number(rate), payload: 'AAAA' },
        });
        assert.deepEqual(JSON.parse(encode.mark(mark) ?? ''), {
          event: 'checkpoint',
          streamId: id,
          name: mark,
        });
        assert.deepEqual(JSON.parse(encode.clear()[0] ?? ''), { event: 'clearAudio', streamId: id });
      },
    ),
  );
});

test('no message whatever makes the reader throw', () => {
  const { read } = envelopeOf({ encoding: 'pcmu' });
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void read(text, open)));
  const event = fc.constantFrom('start', 'media', 'dtmf', 'playedStream', 'clearedAudio', 'stop', 'x');
  const body = fc.record(
    { event, streamId: fc.anything(), start: fc.anything(), media: fc.anything(), dtmf: fc.anything() },
    { requiredKeys: ['event'] },
  );
  fc.assert(
    fc.property(body, fc.boolean(), (value, first) => {
      let text: string;
      try {
        text = JSON.stringify(value);
      } catch {
        return;
      }
      read(text, { ...open, first });
    }),
  );
});
