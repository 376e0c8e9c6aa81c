// The emulated peer keeps its carrier's rules: real time, frame sizes, queues, flow control, marks, and a faulty line.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Socket } from '../../base/socket.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { STAGE_CALL } from './carrier-stage.ts';
import { EmulatedPeer, type PeerLine } from './emulated-peer.ts';
import type { PeerCall, PeerWire, WireMessage } from './peer-wire.ts';
import { asteriskWire } from './wires/asterisk-wire.ts';
import { exotelWire } from './wires/exotel-wire.ts';
import { jambonzWire } from './wires/jambonz-wire.ts';
import { sipBridgeWire } from './wires/sip-bridge-wire.ts';
import { twilioWire } from './wires/twilio-wire.ts';
import { vonageWire } from './wires/vonage-wire.ts';

const ORIGIN = 'wss://server.example.com';

async function setUp(wire: (call: PeerCall) => PeerWire, line?: PeerLine) {
  const world = simulatedWorld({ seed: 7 });
  const peer = new EmulatedPeer(world, wire(STAGE_CALL), ORIGIN, line);
  const got: { readonly atMs: number; readonly message: WireMessage }[] = [];
  const sockets: Socket[] = [];
  const take = (message: WireMessage): void => void got.push({ atMs: world.clock.now() / 1000, message });
  world.listen(ORIGIN, (socket) => {
    sockets.push(socket);
    socket.listen({ text: take, binary: take, closed: () => {} });
  });
  peer.connect();
  await world.advance(1);
  const [socket] = sockets;
  assert.ok(socket !== undefined);
  const send = async (...messages: readonly WireMessage[]) => {
    for (const message of messages) socket.send(message);
    await world.advance(0);
  };
  const texts = () => got.flatMap(({ message }) => (typeof message === 'string' ? [message] : []));
  return { world, peer, got, texts, send };
}

const sound = (bytes: number, value = 1): Buffer => Buffer.alloc(bytes, value);
const exotel = (bytes: number): string =>
  JSON.stringify({
    event: 'media',
    stream_sid: STAGE_CALL.streamId,
    media: { payload: sound(bytes).toString('base64') },
  });

test('sound is played in real time, and a mark comes back when what stands before it was', async () => {
  const { world, peer, send, texts } = await setUp((call) =>
    vonageWire(call, { rateHz: 8000, bigEndian: false, marksOnClear: 'dropped' }),
  );
  await send(sound(320), sound(320, 2), '{"action":"notify","payload":{"mark":"m"}}', sound(320, 3));
  await world.advance(30);
  assert.deepEqual(peer.heardBytes().length, 480);
  assert.equal(texts().length, 1);
  await world.advance(10);
  assert.equal(texts().at(-1), '{"event":"websocket:notify","payload":{"mark":"m"}}');
  await send('{"action":"clear"}');
  await world.advance(100);
  assert.equal(peer.heardBytes().length, 640);
  assert.deepEqual(peer.violations, []);
});

test('messages that the carrier does not take are held against the server', async () => {
  const cases: readonly [(call: PeerCall) => PeerWire, WireMessage, RegExp][] = [
    [
      (call) => vonageWire(call, { rateHz: 8000, bigEndian: false, marksOnClear: 'dropped' }),
      sound(318),
      /shorter than 320/,
    ],
    [(call) => exotelWire(call, 8000, 'dropped'), exotel(1600), /shorter than 3200/],
    [(call) => exotelWire(call, 8000, 'dropped'), exotel(3300), /no multiple of 320/],
    [(call) => asteriskWire(call, { format: 'ulaw' }), sound(161), /no multiple of 160/],
    [(call) => asteriskWire(call, { format: 'ulaw' }), sound(65_600), /longer than 65500/],
    [(call) => asteriskWire(call, { format: 'ulaw' }), '{"command":"flush_media"}', /no such message/],
    [
      (call) => sipBridgeWire(call, { format: { encoding: 'pcmu' }, sound: 'base64' }),
      sound(160),
      /no such message/,
    ],
    [twilioWire, '{"event":"clear","streamSid":"MZ9"}', /wrong streamSid/],
    [
      twilioWire,
      `{"event":"media","streamSid":"${STAGE_CALL.streamId}","media":{"payload":"a b"}}`,
      /no base64/,
    ],
  ];
  for (const [wire, message, expected] of cases) {
    const { peer, send } = await setUp(wire);
    await send(message);
    assert.match(peer.violations.join(), expected);
    assert.equal(peer.heardBytes().length, 0);
  }
});

test('a queue says when it is full and when it has room, and drops what comes all the same', async () => {
  const { world, peer, send, texts } = await setUp((call) =>
    asteriskWire(call, { format: 'ulaw', xoffMs: 1000, xonMs: 500, queueMsMax: 1500 }),
  );
  await send(sound(8 * 1020), sound(8 * 400));
  assert.match(texts().at(-1) ?? '', /MEDIA_XOFF/);
  await send(sound(8 * 400));
  assert.match(peer.violations.join(), /does not fit into the queue of 1500 ms/);
  await world.advance(910);
  assert.equal(texts().length, 2);
  await world.advance(20);
  assert.match(texts().at(-1) ?? '', /MEDIA_XON/);
});

test('a version whose marks lie, and whose kill overtakes sound, does so', async () => {
  const { world, peer, send, texts } = await setUp((call) =>
    jambonzWire(call, { rateHz: 8000, marksEarly: true, overtakenMs: 60 }),
  );
  await send(sound(3200), '{"type":"mark","data":{"name":"m"}}', '{"type":"killAudio"}');
  assert.equal(texts().at(-1), '{"type":"mark","data":{"name":"m","event":"playout"}}');
  await world.advance(300);
  assert.equal(peer.heardBytes().length, 3200);
});

test('a lossy line loses frames and not their times; a jittery one keeps their order', async () => {
  const times = (got: readonly { readonly message: WireMessage }[]) =>
    got.flatMap(({ message }) => {
      const at = typeof message === 'string' ? /"timestamp":"(\d+)"/.exec(message)?.[1] : undefined;
      return at === undefined ? [] : [Number(at)];
    });
  const lossy = await setUp(twilioWire, { jitterMs: 0, lossChance: 0.3 });
  await lossy.world.advance(2000);
  const left = times(lossy.got);
  assert.ok(left.length > 50 && left.length < 90);
  assert.ok(left.every((at) => at % 20 === 0) && (left.at(-1) ?? 0) > 1800);
  const jittery = await setUp(twilioWire, { jitterMs: 50, lossChance: 0 });
  await jittery.world.advance(2000);
  const all = times(jittery.got);
  assert.deepEqual(
    all,
    all.toSorted((one, other) => one - other),
  );
  assert.ok(jittery.got.some(({ atMs }) => atMs % 20 !== 0));
});

test('a socket that is half-open neither hears nor says anything', async () => {
  const { world, peer, got, send } = await setUp(twilioWire);
  peer.freeze();
  const before = got.length;
  await send(`{"event":"clear","streamSid":"x"}`);
  peer.press('1');
  await world.advance(1000);
  assert.equal(got.length, before);
  assert.deepEqual(peer.violations, []);
});
