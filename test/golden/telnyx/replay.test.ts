// Golden transcripts of Telnyx media streams, both directions: the wire is read to what it means, and written byte for byte.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EnvelopeEncoder } from '../../../src/carriers/envelope/encode.ts';
import { telnyxEnvelope } from '../../../src/carriers/telnyx/envelope.ts';
import type { StreamSound } from '../../../src/carriers/telnyx/stream-sound.ts';

/** The first line: what the stream was asked for. */
interface Head {
  readonly sound: StreamSound;
}

/** One message on the wire. `means`: what it is read to, or what it is written from. */
interface Line {
  readonly to: 'offhook' | 'telnyx';
  readonly wire: string;
  readonly means: Readonly<Record<string, unknown>> & { readonly kind: string };
}

const folder = new URL('.', import.meta.url);
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const URL_ASKED = '/telnyx/media?call=v3%3AcAll-1&way=commands&token=t1';

function written(encode: EnvelopeEncoder, means: Line['means']): unknown {
  switch (means.kind) {
    case 'media':
      return encode.sound(String(means['payload']), 20);
    case 'mark':
      return encode.mark(String(means['name']));
    default:
      return encode.clear()[0];
  }
}

test('there are transcripts to replay', () => {
  assert.deepEqual(transcripts.toSorted(), [
    'a-law-and-errors.jsonl',
    'barge-in-and-keys.jsonl',
    'greeting-then-hangup.jsonl',
  ]);
});

for (const name of transcripts) {
  test(`${name} is read and written as it was recorded`, () => {
    const [head, ...lines] = readFileSync(new URL(name, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)) as [Head, ...Line[]];
    const envelope = telnyxEnvelope(head.sound);
    let encode = new EnvelopeEncoder(envelope.spec, { streamId: '', callId: '' });
    let streamId: string | null = null;
    for (const { to, wire, means } of lines) {
      if (means.kind === 'start') {
        const callId = String(means['callId']);
        encode = new EnvelopeEncoder(envelope.spec, { streamId: String(means['streamId']), callId });
      }
      if (to === 'telnyx') {
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
