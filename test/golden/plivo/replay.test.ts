// Golden transcripts of Plivo media streams, both directions: the wire is read to what it means, and written byte for byte.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defineEnvelope } from '../../../src/carriers/envelope/define-envelope.ts';
import { EnvelopeEncoder } from '../../../src/carriers/envelope/encode.ts';
import { plivoEnvelope, type PlivoFormat } from '../../../src/carriers/plivo/envelope.ts';

/** The first line: what the stream was asked for. */
interface Head {
  readonly format: PlivoFormat;
}

/** One message on the wire. `means`: what it is read to, or what it is written from. */
interface Line {
  readonly to: 'offhook' | 'plivo';
  readonly wire: string;
  readonly means: Readonly<Record<string, unknown>> & { readonly kind: string };
}

const folder = new URL('.', import.meta.url);
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const URL_ASKED = '/plivo/media?token=t1';

function written(encode: EnvelopeEncoder, means: Line['means']): unknown {
  switch (means.kind) {
    case 'media':
      return encode.sound(String(means['payload']), 20);
    case 'mark':
      return encode.mark(String(means['name']));
    case 'digit':
      return encode.digit(String(means['digit']));
    default:
      return encode.clear()[0];
  }
}

test('there are transcripts to replay', () => {
  assert.deepEqual(transcripts.toSorted(), [
    'barge-in-and-keys.jsonl',
    'disorder-and-nonsense.jsonl',
    'greeting-then-hangup.jsonl',
    'wide-band.jsonl',
  ]);
});

for (const name of transcripts) {
  test(`${name} is read and written as it was recorded`, () => {
    const [head, ...lines] = readFileSync(new URL(name, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)) as [Head, ...Line[]];
    const envelope = defineEnvelope(plivoEnvelope({ ...head, byteOrder: 'little', aheadMs: 2000 }));
    let encode = new EnvelopeEncoder(envelope.spec, { streamId: '', callId: '' });
    let streamId: string | null = null;
    for (const { to, wire, means } of lines) {
      if (means.kind === 'start') {
        const callId = String(means['callId']);
        encode = new EnvelopeEncoder(envelope.spec, { streamId: String(means['streamId']), callId });
      }
      if (to === 'plivo') {
        assert.equal(written(encode, means), wire);
        continue;
      }
      const first = means.kind === 'start';
      // What the message said beside its meaning is for templates only.
      const read: Record<string, unknown> = { ...envelope.read(wire, { first, streamId, url: URL_ASKED }) };
      delete read['json'];
      assert.deepEqual(read, means);
      if (first) streamId = String(means['streamId']);
    }
  });
}
