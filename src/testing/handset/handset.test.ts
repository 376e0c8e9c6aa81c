// A call whose phone and whose carrier are in two processes, here at the two ends of a simulated socket.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Socket } from '../../base/socket.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import type { PhoneCall } from '../telephone/phone-call.ts';
import { twilioEmulator } from '../twilio/twilio-emulator.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { dialByHandset } from './handset-call.ts';
import { handsetLine } from './handset-line.ts';
import { PIECE_BYTES_MAX, readFromCarrier, readFromPhone } from './handset-wire.ts';

const LINE = { url: 'ws://telephone.test/handset', headers: {} };
const ORDER = {
  webhookUrl: 'http://server.test/incoming',
  from: '+14155550123',
  to: '+14155550100',
  human: { status: 'busy', afterMs: 500 },
} as const;
const XML = { 'content-type': 'text/xml' };
const SPEECH = new Uint8Array(8000).fill(0x10);
const DIAL = '<Response><Dial action="/after-dial">+14155550111</Dial></Response>';

/** A telephone, and a server that answers with a stream on which it speaks for a second as soon as it is open. */
function stage(twiml = '<Response><Connect><Stream url="wss://server.test/media"/></Connect></Response>') {
  const world = simulatedWorld({ latencyMs: 5 });
  const carrier = twilioEmulator(world, { accountSid: 'AC1', authToken: 'token' });
  const heard: string[] = [];
  const calls: EmulatedCall[] = [];
  const lines: Socket[] = [];
  world.serve('http://server.test/', ({ url }) => ({
    status: 200,
    headers: XML,
    body: url.endsWith('/incoming') ? twiml : '<Response><Hangup/></Response>',
  }));
  world.listen('wss://server.test/media', (socket) =>
    socket.listen({
      text(text) {
        const { event, streamSid, media, dtmf } = JSON.parse(text) as {
          event: string;
          streamSid: string;
          media?: { payload: string };
          dtmf?: { digit: string };
        };
        const loud = Buffer.from(media?.payload ?? '', 'base64')[0] === 0x10;
        if (event === 'dtmf') heard.push(`key ${dtmf?.digit}`);
        if (loud && heard.at(-1) !== 'speech') heard.push('speech');
        const payload = Buffer.from(SPEECH).toString('base64');
        if (event === 'start') socket.send(JSON.stringify({ event: 'media', streamSid, media: { payload } }));
      },
      closed: () => void heard.push('closed'),
    }),
  );
  world.listen(LINE.url, (socket) => {
    lines.push(socket);
    handsetLine(socket, (wanted) => {
      const call = carrier.call(wanted);
      calls.push(call);
      return call;
    });
  });
  const dial = async (): Promise<PhoneCall> => {
    let call: PhoneCall | null | undefined;
    void dialByHandset(world, LINE, ORDER).then((dialled) => (call = dialled));
    await world.until(() => call !== undefined);
    ok(call != null);
    return call;
  };
  return { world, carrier, calls, lines, heard, dial };
}

test('a phone in another process speaks, presses, hears and hangs up, and has the whole recording', async () => {
  const { world, calls, heard, dial } = stage();
  const call = await dial();
  const began: number[] = [];
  call.onHeard(({ atMs }) => began.push(atMs));
  equal(call.carrierCallId, calls[0]?.carrierCallId);
  await world.until(() => call.playing);
  equal(call.streamId, calls[0]?.streamId);
  equal(call.quietMs, 0);
  await world.until(() => call.quietMs >= 500);
  equal(call.playing, false);
  ok(call.nowMs >= 1500);
  ok(began.length >= 50);
  let whole: boolean | null = null;
  void call.speak(new Uint8Array(PIECE_BYTES_MAX + 8000).fill(0x10)).then((said) => (whole = said));
  equal(call.press('5'), true);
  await world.until(() => whole !== null);
  equal(whole, true);
  equal(calls[0]?.spokenStretches()[0]?.bytes.length, PIECE_BYTES_MAX + 8000);
  deepEqual(heard.toSorted(), ['key 5', 'speech']);
  equal(call.ending, null);
  call.hangUp();
  await world.until(() => call.ending !== null);
  deepEqual(call.ending, calls[0]?.ending);
  deepEqual(await call.ended, { by: 'caller', status: 'completed', atMs: calls[0]?.ending?.atMs });
  ok(Buffer.from(call.recording()).equals(calls[0]?.recording() ?? Buffer.alloc(0)));
  equal(await call.speak(SPEECH), false);
  await world.advance(5000);
  equal(world.socketsOpen, 0);
  equal(world.timersPending, 0);
});

test('what becomes of the call is on the phone’s record as it happens, by the human whom the order names', async () => {
  const { world, calls, dial } = stage(DIAL);
  const call = await dial();
  const { record } = call;
  let dialled: boolean | null = null;
  void call.until(() => record.verbs.some(({ name }) => name === 'Dial')).then((held) => (dialled = held));
  await world.until(() => dialled !== null, 200);
  equal(dialled, true);
  deepEqual(record.dials, []);
  await world.until(() => call.ending !== null);
  deepEqual(
    record.dials.map(({ to, status }) => [to, status]),
    [['+14155550111', 'busy']],
  );
  // What only the carrier sees stays with it.
  const { verbs, says, streams, dials, requests, refusals } = calls[0]?.record ?? {};
  deepEqual(record, { verbs, says, streams, dials, requests, refusals });
  equal(call.ending?.by, 'document');
});

test('a phone that is gone has hung up', async () => {
  const { world, calls, lines, heard, dial } = stage();
  const call = await dial();
  await world.until(() => call.playing);
  lines[0]?.close(1001, 'gone');
  await world.until(() => call.ending !== null);
  deepEqual([call.ending?.by, call.ending?.status], ['fault', 'failed']);
  equal(await call.until(() => false), false);
  await world.until(() => calls[0]?.ending !== null);
  equal(calls[0]?.ending?.by, 'caller');
  await world.until(() => heard.at(-1) === 'closed');
});

test('where nobody takes the call on there is no call', async () => {
  for (const accept of [
    (socket: Socket) => socket.close(1008, 'no'),
    // It never says a word.
    (socket: Socket) => socket.listen({ text() {}, closed() {} }),
    null,
  ]) {
    const world = simulatedWorld();
    if (accept !== null) world.listen(LINE.url, accept);
    let call: PhoneCall | null | undefined;
    void dialByHandset(world, LINE, ORDER).then((dialled) => (call = dialled));
    await world.until(() => call !== undefined);
    equal(call, null);
    await world.advance(5000);
    equal(world.timersPending, 0);
  }
});

test('who says what no phone says, or dials twice, is put off the line, and the call ends', async () => {
  const press = { event: 'press', digit: '1' };
  const dial = {
    event: 'dial',
    webhookUrl: ORDER.webhookUrl,
    statusUrl: null,
    from: ORDER.from,
    to: ORDER.to,
    fromState: null,
    human: null,
  };
  for (const messages of [['nonsense'], [press], [dial, dial], [dial, { event: 'press', digit: '12' }]]) {
    const { world, calls } = stage();
    const codes: number[] = [];
    const socket = world.dial({ ...LINE, openMsMax: 1000 });
    socket.listen({ text() {}, closed: (code) => void codes.push(code) });
    for (const message of messages)
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    await world.until(() => codes.length > 0);
    deepEqual(codes, [1008]);
    await world.until(() => calls.every(({ ending }) => ending !== null));
    equal(calls.length, messages.length > 1 ? 1 : 0);
  }
});

test('no message can break either end', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      equal(readFromPhone(text), null);
      equal(readFromCarrier(text), null);
    }),
  );
});
