// Golden transcripts of Twilio media streams, both directions: the wire is read to what it means, and written byte for byte.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  parseMessage,
  parseWhole,
  twilioEncoder,
  type TwilioEncoder,
} from '../../../src/carriers/twilio/wire.ts';

/** One message on the wire. `means`: what it is read to, or what it is written from. */
interface Line {
  readonly to: 'offhook' | 'twilio';
  readonly wire: string;
  readonly means: Readonly<Record<string, unknown>> & { readonly kind: string };
}

const folder = new URL('.', import.meta.url);
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

function written(encode: TwilioEncoder, means: Line['means']): string {
  if (means.kind === 'media') return encode.media(String(means['payload']));
  if (means.kind === 'mark') return encode.mark(String(means['name']));
  return encode.clear();
}

test('there are transcripts to replay', () => {
  assert.deepEqual(transcripts.toSorted(), [
    'barge-in.jsonl',
    'gaps-and-disorder.jsonl',
    'greeting-then-hangup.jsonl',
  ]);
});

for (const name of transcripts) {
  test(`${name} is read and written as it was recorded`, () => {
    const lines = readFileSync(new URL(name, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    let encode = twilioEncoder('');
    for (const { to, wire, means } of lines) {
      if (means.kind === 'start') encode = twilioEncoder(String(means['streamSid']));
      if (to === 'twilio') assert.equal(written(encode, means), wire);
      else {
        assert.deepEqual(parseMessage(wire), means);
        assert.deepEqual(parseWhole(wire), means);
      }
    }
  });
}
