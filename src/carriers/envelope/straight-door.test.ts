// A carrier that dials straight in: let in by its secret, its call opened on its start, and answered in plain JSON.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { Socket } from '../../base/socket.ts';
import { OffhookError } from '../../base/errors.ts';
import type { NextStep } from '../../call/next-step.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { AnnouncedCall, CarrierDoor, CarrierRequest } from '../carrier-door.ts';
import type { StreamStart } from '../carrier.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';
import { sipBridgeSpec } from './specs/sip-bridge.ts';
import { straightDoor } from './straight-door.ts';

const ORIGIN = 'https://voice.example.com';
const SECRETS = ['new-secret', 'old-secret'];
const START = '{"type":"start","callId":"c-1","from":"+14155550100","to":"+14155550199"';
const CONNECT: NextStep = { kind: 'connect', callId: 'call_1' as CallId, token: 'one-time' };

function doorOf(spec: EnvelopeSpec = sipBridgeSpec()): CarrierDoor {
  return straightDoor({ spec, secrets: SECRETS });
}

function request(change: Partial<CarrierRequest>): CarrierRequest {
  return { method: 'POST', origins: [ORIGIN], target: '/', headers: {}, body: '', ...change };
}

/** A stream at the door, whose arrival is answered by `step`. */
async function arrival(door: CarrierDoor, start: string, step: NextStep, binds = true) {
  const world = simulatedWorld();
  const accepted: Socket[] = [];
  world.listen('wss://gateway', (socket) => void accepted.push(socket));
  const peer = world.dial({ url: 'wss://gateway', headers: {}, openMsMax: 1000 });
  await world.advance(10);
  const [ours] = accepted;
  assert.ok(ours !== undefined);
  const told: string[] = [];
  let closedWith: number | null = null;
  peer.listen({ text: (text) => told.push(text), closed: (code) => void (closedWith = code) });
  const arrived: AnnouncedCall[] = [];
  const starts: StreamStart[] = [];
  const refused: string[] = [];
  door.acceptStream(
    world,
    ours,
    {
      onArrival(call) {
        arrived.push(call);
        return Promise.resolve(step);
      },
      onStart(stream) {
        starts.push(stream);
        return binds;
      },
      onRefused: (cause) => void refused.push(cause),
    },
    { target: '/sip-bridge/media', origins: [ORIGIN] },
  );
  peer.send(start);
  await world.advance(10);
  return { arrived, starts, refused, told, closedWith: closedWith as number | null };
}

test('a socket proves itself with the secret, with the one before it, and not otherwise', () => {
  const door = doorOf();
  const fault = (authorization?: string) =>
    door.upgradeFault(request({ headers: authorization === undefined ? {} : { authorization } }));
  assert.equal(fault('Bearer new-secret'), null);
  assert.equal(fault('bearer old-secret'), null);
  assert.equal(fault('Bearer other'), 'credentials-mismatch');
  assert.equal(fault(), 'credentials-missing');
  assert.equal(fault(`Basic ${Buffer.from('u:new-secret').toString('base64')}`), 'credentials-scheme');
  const basic = doorOf(sipBridgeSpec({ upgrade: 'basic' }));
  const of = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const basicFault = (authorization: string) => basic.upgradeFault(request({ headers: { authorization } }));
  assert.equal(basicFault(of('anybody:new-secret')), null);
  assert.equal(basicFault(of('new-secret:')), 'credentials-mismatch');
  assert.equal(basicFault('Bearer new-secret'), 'credentials-scheme');
});

test('a subprotocol that the spec wants must be offered', () => {
  const spec = sipBridgeSpec({ upgrade: 'none' });
  const door = doorOf({ ...spec, transport: { ...spec.transport, subprotocol: 'sound.example.com' } });
  assert.equal(door.subprotocol, 'sound.example.com');
  const offering = (names: string) => request({ headers: { 'sec-websocket-protocol': names } });
  assert.equal(door.upgradeFault(offering('other, sound.example.com')), null);
  assert.equal(door.upgradeFault(offering('sound.example.com.evil')), 'subprotocol');
  assert.equal(door.upgradeFault(request({})), 'subprotocol');
});

test('a stream without a token opens its call, and is bound with the token of that call', async () => {
  const { arrived, starts } = await arrival(doorOf(), `${START}}`, CONNECT);
  const call = { carrierCallId: 'c-1', from: '+14155550100', to: '+14155550199', fromState: null };
  assert.deepEqual(arrived, [call]);
  assert.deepEqual(
    starts.map(({ carrierCallId, parameters }) => [carrierCallId, parameters['token']]),
    [['c-1', 'one-time']],
  );
});

test('a stream with a one-time token is bound at once', async () => {
  const { arrived, starts } = await arrival(doorOf(), `${START},"parameters":{"token":"t1"}}`, CONNECT);
  assert.deepEqual(arrived, []);
  assert.equal(starts[0]?.parameters['token'], 't1');
});

test('where the upgrade proves nothing, a stream without the secret opens no call', async () => {
  const door = doorOf(sipBridgeSpec({ upgrade: 'none' }));
  const without = await arrival(door, `${START}}`, CONNECT, false);
  assert.deepEqual(without.arrived, []);
  assert.equal(without.closedWith, 1008);
  const other = await arrival(door, `${START},"parameters":{"token":"guessed"}}`, CONNECT, false);
  assert.deepEqual(other.arrived, []);
  const secret = await arrival(door, `${START},"parameters":{"token":"old-secret"}}`, CONNECT);
  assert.equal(secret.arrived.length, 1);
  assert.equal(secret.starts[0]?.parameters['token'], 'one-time');
});

test('a call for which there is no stream is hung up where the wire can say so, and its socket closed', async () => {
  const step: NextStep = { kind: 'say', text: 'All lines are busy.', language: 'en-US', next: 'hang-up' };
  const { starts, refused, told, closedWith } = await arrival(doorOf(), `${START}}`, step);
  assert.deepEqual(starts, []);
  assert.deepEqual(refused, ['turned-away']);
  assert.deepEqual(told, ['{"type":"hangUp"}']);
  assert.equal(closedWith, 1000);
});

test('a call that is to go to a human is not hung up: its carrier asks when the socket is closed', async () => {
  const step: NextStep = { kind: 'dial', callId: 'call_1' as CallId, to: '+14155550123' };
  const { told, closedWith } = await arrival(doorOf(), `${START}}`, step);
  assert.deepEqual(told, []);
  assert.equal(closedWith, 1000);
});

test('what such a carrier asks is read from forms and from JSON, by whoever has the secret', () => {
  const door = doorOf();
  const read = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    door.webhooks
      .find((webhook) => webhook.path === path)
      ?.read(request({ body, headers: { authorization: 'Bearer new-secret', ...headers } }));
  assert.deepEqual(read('/sip-bridge/after-stream', 'callId=c-1&from=%2B1415'), {
    ok: true,
    origin: ORIGIN,
    news: { kind: 'stream-over', carrierCallId: 'c-1', from: '+1415', over: false },
  });
  const json = { 'content-type': 'application/json' };
  assert.deepEqual(read('/sip-bridge/after-dial', '{"callId":"c-1","status":"NOANSWER","over":true}', json), {
    ok: true,
    origin: ORIGIN,
    news: { kind: 'dial-over', carrierCallId: 'c-1', from: 'unknown', status: 'no-answer', over: true },
  });
  const news = read('/sip-bridge/status', 'callId=c-1&over=1');
  assert.deepEqual(news?.ok === true && news.news, {
    kind: 'status',
    carrierCallId: 'c-1',
    over: true,
    progress: 'completed',
  });
  for (const [body, headers] of [
    ['', {}],
    ['[1]', json],
    ['{', json],
    ['{"callId":{}}', json],
  ] as const)
    assert.deepEqual(read('/sip-bridge/incoming', body, headers), {
      ok: false,
      cause: 'unreadable',
      reason: 'no-call',
    });
  const forged = read('/sip-bridge/incoming', 'callId=c-1', { authorization: 'Bearer x' });
  assert.deepEqual(forged, { ok: false, cause: 'forged', reason: 'credentials-mismatch' });
});

test('a next step is one flat object', () => {
  const door = doorOf();
  const told = (step: NextStep): unknown => JSON.parse(door.answer(step, ORIGIN, '', 'c-1').body);
  const url = 'wss://voice.example.com/sip-bridge/media';
  assert.deepEqual(told(CONNECT), { do: 'connect', url, token: 'one-time' });
  assert.deepEqual(told({ kind: 'dial', callId: 'call_1' as CallId, to: '+1415' }), {
    do: 'dial',
    to: '+1415',
  });
  assert.deepEqual(told({ kind: 'hang-up' }), { do: 'hangUp' });
  const say = { kind: 'say', text: 'Bye.', language: 'en-US' } as const;
  const words = { do: 'say', text: 'Bye.', language: 'en-US' };
  assert.deepEqual(told({ ...say, next: 'hang-up' }), { ...words, next: 'hangUp' });
  assert.deepEqual(told({ ...say, next: { dial: '+1415' } }), { ...words, next: 'dial', to: '+1415' });
});

test('a spec that does not fit is one clear error', () => {
  const spec = { ...sipBridgeSpec(), name: 'My Bridge' };
  assert.throws(
    () => doorOf(spec),
    (error) => error instanceof OffhookError && /name: must be kebab-case/.test(error.message),
  );
});
