// Plivo's door: who is let in, what is read, and what Plivo is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { CarrierRequest } from '../carrier-door.ts';
import { plivoControl } from './control.ts';
import { PLIVO_PATHS, plivoDoor } from './door.ts';
import { signPlivo } from './signature.ts';

const ORIGIN = 'https://voice.example.com';
const NONCE = '123';
const CALL = { CallUUID: 'c1', From: '14155550123', To: '14155550100', CallStatus: 'ringing' };
const door = plivoDoor({
  authTokens: ['new', 'old'],
  control: plivoControl(simulatedWorld(), {
    authId: null,
    authToken: null,
    baseUrl: ORIGIN,
    nextStepPath: PLIVO_PATHS.afterStream,
  }),
  stream: { format: { encoding: 'pcmu' }, byteOrder: 'little', aheadMs: 2000 },
});

interface Signing {
  readonly token?: string;
  readonly origin?: string;
  readonly header?: string;
}

function posted(path: string, fields: Record<string, string>, signing: Signing = {}): CarrierRequest {
  const { token = 'old', origin = ORIGIN, header = 'x-plivo-signature-v3' } = signing;
  const signature = signPlivo(token, { method: 'POST', url: `${origin}${path}`, nonce: NONCE, fields });
  return {
    method: 'POST',
    origins: [ORIGIN],
    target: path,
    headers: { [header]: signature, 'x-plivo-signature-v3-nonce': NONCE },
    body: new URLSearchParams(fields).toString(),
  };
}

function read(path: string, fields: Record<string, string>, signing: Signing = {}) {
  const webhook = door.webhooks.find((one) => one.path === path.split('?')[0]);
  assert.ok(webhook !== undefined);
  return webhook.read(posted(path, fields, signing));
}

function newsOf(path: string, fields: Record<string, string>) {
  const reading = read(path, fields);
  assert.ok(reading.ok);
  return reading.news;
}

test('a signed call comes in, by either token, and by the signature of the main account', () => {
  const announced = { carrierCallId: 'c1', from: '+14155550123', to: '+14155550100', fromState: null };
  const expected = { ok: true, origin: ORIGIN, news: { kind: 'incoming', call: announced } };
  assert.deepEqual(read('/plivo/incoming', CALL), expected);
  assert.deepEqual(read('/plivo/incoming?tenant=a%20b', CALL, { token: 'new' }), expected);
  assert.deepEqual(read('/plivo/incoming', CALL, { header: 'x-plivo-signature-ma-v3' }), expected);
});

test('a request that is unsigned, forged or signed for elsewhere is turned away; one without a call is unreadable', () => {
  const forged = (reason: string) => ({ ok: false, cause: 'forged', reason });
  for (const { path } of door.webhooks) {
    assert.deepEqual(read(path, CALL, { token: 'another' }), forged('mismatch'));
    assert.deepEqual(read(path, CALL, { origin: 'https://evil.example.com' }), forged('mismatch'));
    assert.deepEqual(read(path, CALL, { header: 'x-other' }), forged('missing'));
    assert.deepEqual(read(path, {}), { ok: false, cause: 'unreadable', reason: 'no-call' });
  }
});

test('what Plivo says is told in the words that all carriers share', () => {
  const call = { carrierCallId: 'c1', from: '+14155550123' };
  const live = { ...CALL, CallStatus: 'in-progress' };
  const over = { ...CALL, CallStatus: 'completed' };
  assert.deepEqual(newsOf('/plivo/after-stream', live), { kind: 'stream-over', ...call, over: false });
  assert.deepEqual(newsOf('/plivo/after-stream', over), { kind: 'stream-over', ...call, over: true });
  assert.deepEqual(newsOf('/plivo/after-dial', { ...live, DialStatus: 'busy' }), {
    kind: 'dial-over',
    ...call,
    status: 'busy',
    over: false,
  });
  assert.deepEqual(newsOf('/plivo/status', { ...over, Event: 'Hangup' }), {
    kind: 'status',
    carrierCallId: 'c1',
    over: true,
    progress: 'completed',
  });
  const stream = (Event: string) =>
    newsOf('/plivo/stream-status', { ...live, StreamID: 's1', Event, StatusReason: 'why' });
  for (const quiet of ['StartStream', 'StopStream', 'started', 'stopped', 'new'])
    assert.deepEqual(stream(quiet), { kind: 'nothing' });
  for (const [event, word] of [
    ['DroppedStream', 'failed'],
    ['failed', 'failed'],
    ['DegradedStream', 'degraded'],
  ] as const)
    assert.deepEqual(stream(event), {
      kind: 'stream-trouble',
      carrierCallId: 'c1',
      streamId: 's1',
      detail: `${word}: why`,
    });
});

test('a call that we placed is known by our id, which stands in each address that Plivo was given', () => {
  const urls = door.outbound?.urls(ORIGIN, 'call 1');
  const target = (url: string | undefined): string => url?.slice(ORIGIN.length) ?? '';
  const call = { callId: 'call 1', carrierCallId: 'c1' };
  const live = { ...CALL, CallStatus: 'in-progress' };
  assert.deepEqual(newsOf(target(urls?.answered), live), { kind: 'answered', ...call, from: '+14155550123' });
  assert.deepEqual(newsOf(target(urls?.status), { ...CALL, Event: 'Ring' }), {
    kind: 'status',
    ...call,
    over: false,
    progress: 'ringing',
  });
  const busy = { ...CALL, CallStatus: 'busy', Event: 'Hangup', HangupCauseCode: '3010' };
  assert.deepEqual(newsOf(target(urls?.status), busy), {
    kind: 'status',
    ...call,
    over: true,
    progress: 'busy',
    code: '3010',
  });
  assert.deepEqual(newsOf(target(urls?.answeredBy), { ...live, Machine: 'true' }), {
    kind: 'answered-by',
    ...call,
    by: 'machine',
    greetingOver: false,
    beep: false,
    detail: 'Machine=true',
  });
  for (const path of ['/plivo/answered', '/plivo/answered-by'])
    assert.deepEqual(read(path, live), { ok: false, cause: 'unreadable', reason: 'no-call' });
});

test('an upgrade holds when it was signed as plain HTTP, with its query, whatever the origin', () => {
  for (const origin of [ORIGIN, 'http://127.0.0.1:5050']) {
    const target = '/plivo/media?token=t1';
    const fault = (signedFor: string, asked = target) =>
      door.upgradeFault({
        method: 'GET',
        origins: [origin],
        target: asked,
        headers: {
          'x-plivo-signature-v3': signPlivo('new', { method: 'GET', url: signedFor, nonce: NONCE }),
          'x-plivo-signature-v3-nonce': NONCE,
        },
        body: '',
      });
    const plain = `http://${origin.replace(/^https?:\/\//, '')}${target}`;
    assert.equal(fault(plain), null);
    assert.equal(fault(plain.replace(/^http/, 'ws')), null, 'the same rule holds for us and for Plivo');
    assert.equal(fault(plain.replace(/^http/, 'https')), 'signature-mismatch');
    assert.equal(fault(plain, '/plivo/media?token=t2'), 'signature-mismatch');
  }
  const bare = { method: 'GET', origins: [ORIGIN], target: '/plivo/media', headers: {}, body: '' };
  assert.equal(door.upgradeFault(bare), 'signature-missing');
  assert.equal(door.upgradeFault({ ...bare, origins: [] }), 'signature-no-host');
});

test('each next step is told in Plivo’s language', () => {
  const callId = 'call_1' as CallId;
  const said = (step: Parameters<typeof door.answer>[0]) => {
    const { contentType, body } = door.answer(step, ORIGIN, '+14155550123', 'c1');
    assert.match(contentType, /^text\/xml/);
    assert.ok(!body.includes('4155550123'), 'the caller’s number stands in no address');
    return body;
  };
  const stream = said({ kind: 'connect', callId, token: 'tok' });
  assert.match(
    stream,
    />wss:\/\/voice\.example\.com\/plivo\/media\?token=tok<\/Stream><Redirect method="POST">/,
  );
  assert.match(stream, /contentType="audio\/x-mulaw;rate=8000"/);
  assert.match(stream, /<Redirect method="POST">https:\/\/voice\.example\.com\/plivo\/after-stream</);
  assert.match(
    said({ kind: 'dial', callId, to: '+1999' }),
    /<Dial action="https:\/\/voice\.example\.com\/plivo\/after-dial".*<Number>\+1999</,
  );
  const apology = { kind: 'say', text: 'Sorry.', language: 'en-US' } as const;
  assert.match(said({ ...apology, next: 'hang-up' }), /<Speak language="en-US">Sorry\.<\/Speak><Hangup\/>/);
  assert.match(said({ ...apology, next: { dial: '+1999' } }), /<\/Speak><Dial /);
  assert.match(said({ kind: 'hang-up' }), /<Response><Hangup\/><\/Response>/);
  assert.equal(door.afterDialUrl(ORIGIN), 'https://voice.example.com/plivo/after-dial');
});
