// The documents for when every server is down: each is carried out by its carrier, and brings the caller to a person.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { CarrierEmulator } from '../../src/testing/telephone/carrier-emulator.ts';
import type { DialledHuman } from '../../src/testing/telephone/dialled-human.ts';
import { readDocument } from '../../src/testing/telephone/read-document.ts';
import { readJsonDocument } from '../../src/testing/telephone/read-json-document.ts';
import { bandwidthEmulator } from '../../src/testing/bandwidth/bandwidth-emulator.ts';
import { jambonzEmulator } from '../../src/testing/jambonz/jambonz-emulator.ts';
import { plivoEmulator } from '../../src/testing/plivo/plivo-emulator.ts';
import { telnyxEmulator } from '../../src/testing/telnyx/telnyx-emulator.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';
import { vonageEmulator } from '../../src/testing/vonage/vonage-emulator.ts';

const FOLDER = new URL('../../examples/fallback/', import.meta.url);
const FILES = readdirSync(FOLDER);
const HOST = 'https://static.example.com/';
/** The person, as the documents have them. */
const PERSON = '+14155550123';

const text = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** Carriers that we have an emulator of, by the file of their document. */
const EMULATORS: Readonly<Record<string, (world: SimulatedWorld) => CarrierEmulator>> = {
  'twilio.xml': (world) => twilioEmulator(world, { accountSid: 'AC1', authToken: 'token' }),
  'plivo.xml': (world) => plivoEmulator(world, { authId: 'MA1', authToken: 'token' }),
  'telnyx.xml': (world) =>
    telnyxEmulator(world, { apiKey: 'KEY', seed: Buffer.alloc(32).toString('base64') }),
  'bandwidth.xml': (world) =>
    bandwidthEmulator(world, { accountId: '1', clientId: 'id', clientSecret: 'secret', secret: 'secret' }),
  'vonage.json': (world) =>
    vonageEmulator(world, { signatureSecret: 'secret', applicationId: 'app', privateKey: null }),
  'jambonz.json': (world) => jambonzEmulator(world, { secret: 'secret', apiKey: 'key' }),
};

/** A call that is answered by the file alone, from a host that knows nothing of calls. */
async function answeredBy(file: string, human: DialledHuman) {
  const world = simulatedWorld({ latencyMs: 5 });
  const contentType = file.endsWith('.json') ? 'application/json' : 'text/xml';
  world.serve(HOST, () => ({ status: 200, headers: { 'content-type': contentType }, body: text(file) }));
  const emulator = EMULATORS[file]?.(world);
  assert.ok(emulator !== undefined);
  const call = emulator.call({
    webhookUrl: HOST + file,
    from: '+12125550100',
    to: '+14155550199',
    human: () => human,
  });
  await world.advance(120_000);
  return call;
}

for (const file of Object.keys(EMULATORS)) {
  test(`${file} brings the caller to a person, who is told beforehand that it goes on`, async () => {
    const call = await answeredBy(file, { status: 'answered', afterMs: 3000, talkMs: 10_000 });
    assert.deepEqual(
      call.record.dials.map(({ to, status }) => [to, status]),
      [[PERSON, 'completed']],
    );
    assert.match(call.record.says[0]?.text ?? '', /connecting you/);
    assert.notEqual(call.ending, null);
    assert.deepEqual(call.record.refusals, []);
  });

  test(`${file} has a last word for whom nobody answers`, async () => {
    const call = await answeredBy(file, { status: 'no-answer', afterMs: 90_000 });
    assert.deepEqual(
      call.record.dials.map(({ status }) => status),
      ['no-answer'],
    );
    assert.match(call.record.says.at(-1)?.text ?? '', /call again later/);
    assert.notEqual(call.ending, null);
  });
}

test('every document is well formed, and names the person', () => {
  for (const file of FILES) {
    if (file.endsWith('.xml')) assert.equal(readDocument(text(file)).ok, true, file);
    if (file.endsWith('.json')) {
      const verb = file === 'vonage.json' ? 'action' : 'verb';
      assert.equal(readJsonDocument(text(file), verb).ok, true, file);
    }
    assert.ok(text(file).includes(PERSON.slice(1)), file);
  }
});

test("SignalWire's document is Twilio's, whose language it speaks", () => {
  assert.equal(text('signalwire.xml'), text('twilio.xml'));
});

test("Asterisk's dialplan tries the agent, then a person, and goes on only where the one before was not reached", () => {
  const steps = [
    ...text('asterisk-extensions.conf').matchAll(/^(?:exten => \S+,1| same => n(?:\(over\))?),(.*)$/gm),
  ];
  assert.deepEqual(
    steps.map(([, step = '']) => step.replace(/\(.*/, '')),
    ['NoOp', 'Dial', 'GotoIf', 'Dial', 'GotoIf', 'Answer', 'Playback', 'Hangup'],
  );
});

test('the guide leads to every document', () => {
  const guide = readFileSync(new URL('../../docs/guide/fallback.md', import.meta.url), 'utf8');
  for (const file of FILES) assert.ok(guide.includes(`](../../examples/fallback/${file})`), file);
});
