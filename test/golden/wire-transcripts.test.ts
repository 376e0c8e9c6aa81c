// Golden transcripts of carriers' media streams, both directions: the wire is read to what it means, and written byte for byte.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defineEnvelope, type Envelope } from '../../src/carriers/envelope/define-envelope.ts';
import { EnvelopeEncoder } from '../../src/carriers/envelope/encode.ts';
import { plivoEnvelope, type PlivoFormat } from '../../src/carriers/plivo/envelope.ts';
import { telnyxEnvelope } from '../../src/carriers/telnyx/envelope.ts';
import type { StreamSound } from '../../src/carriers/telnyx/stream-sound.ts';
import { parseRelayMessage, relayEncoder } from '../../src/carriers/twilio/relay-wire.ts';
import { parseMessage, parseWhole, twilioEncoder } from '../../src/carriers/twilio/wire.ts';

type Means = Readonly<Record<string, unknown>> & { readonly kind: string };

/** One message on the wire. `means`: what it is read to, or what it is written from. */
interface Line {
  /** `offhook`, or the carrier's name. */
  readonly to: string;
  readonly wire: string;
  readonly means: Means;
}

/** The line before them, where a stream was asked for in one of several ways. */
type Head = Readonly<Record<string, unknown>>;

/** One stream's wire, from its first message to its last. */
interface Wire {
  /** What each reader of the carrier makes of a message. */
  read(wire: string, means: Means): readonly unknown[];
  write(means: Means): unknown;
}

/** Carriers, each with its transcripts below the folder of its name. */
const CARRIERS: Readonly<Record<string, (head: Head) => Wire>> = {
  twilio: twilioWire,
  'twilio-relay': relayWire,
  plivo: ({ format }) =>
    envelopeWire(
      defineEnvelope(plivoEnvelope({ format: format as PlivoFormat, byteOrder: 'little', aheadMs: 2000 })),
      '/plivo/media?token=t1',
    ),
  telnyx: ({ sound }) =>
    envelopeWire(
      telnyxEnvelope(sound as StreamSound),
      '/telnyx/media?call=v3%3AcAll-1&way=commands&token=t1',
    ),
};

function twilioWire(): Wire {
  let encode = twilioEncoder('');
  return {
    read(wire, means) {
      if (means.kind === 'start') encode = twilioEncoder(String(means['streamSid']));
      return [parseMessage(wire), parseWhole(wire)];
    },
    write(means) {
      if (means.kind === 'media') return encode.media(String(means['payload']));
      if (means.kind === 'mark') return encode.mark(String(means['name']));
      return encode.clear();
    },
  };
}

function relayWire(): Wire {
  return {
    read: (wire) => [parseRelayMessage(wire)],
    write(means) {
      const text = (name: string): string => String(means[name]);
      switch (means.kind) {
        case 'text': {
          const { last, interruptible } = means;
          return relayEncoder.text({
            token: text('token'),
            last: last === true,
            interruptible: interruptible === true,
          });
        }
        case 'music':
          return relayEncoder.music(text('source'));
        case 'digits':
          return relayEncoder.sendDigits(text('digits'));
        case 'language':
          return relayEncoder.language(text('language'));
        default:
          return relayEncoder.end(text('handoffData'));
      }
    },
  };
}

function envelopeWire(envelope: Envelope, url: string): Wire {
  let encode = new EnvelopeEncoder(envelope.spec, { streamId: '', callId: '' });
  let streamId: string | null = null;
  return {
    read(wire, means) {
      const first = means.kind === 'start';
      // What the message said beside its meaning is for templates only.
      const read: Record<string, unknown> = { ...envelope.read(wire, { first, streamId, url }) };
      delete read['json'];
      if (first) {
        streamId = String(means['streamId']);
        encode = new EnvelopeEncoder(envelope.spec, { streamId, callId: String(means['callId']) });
      }
      return [read];
    },
    write(means) {
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
    },
  };
}

for (const [carrier, wireOf] of Object.entries(CARRIERS)) {
  const folder = new URL(`${carrier}/`, import.meta.url);
  const transcripts = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

  test(`there are transcripts of ${carrier} to replay`, () => {
    assert.ok(
      transcripts.includes('greeting-then-hangup.jsonl') && transcripts.length >= 3,
      transcripts.join(),
    );
  });

  for (const name of transcripts) {
    test(`${carrier}/${name} is read and written as it was recorded`, () => {
      const rows = readFileSync(new URL(name, folder), 'utf8')
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row) as Line | Head);
      const lines = rows.filter((row): row is Line => 'wire' in row);
      const wire = wireOf(rows.find((row): row is Head => !('wire' in row)) ?? {});
      for (const { to, wire: text, means } of lines) {
        if (to !== 'offhook') assert.equal(wire.write(means), text);
        else for (const read of wire.read(text, means)) assert.deepEqual(read, means);
      }
    });
  }
}
