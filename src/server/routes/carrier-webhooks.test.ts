// Twilio's webhooks at the door: who is let in, what is answered, and that a fault of ours still gets words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import { serverStage, testDoor, PUBLIC_URL, TOKEN } from '../../../test/fakes/server-stage.ts';
import { NEXT_STEP_MS_MAX } from './carrier-webhooks.ts';

const CALL = {
  AccountSid: 'AC1',
  CallSid: 'CA1',
  From: '+14155550123',
  To: '+14155550100',
  FromState: 'CA',
  FromCountry: 'US',
  CallStatus: 'ringing',
  Direction: 'inbound',
  CallerName: 'Zoë & "Co" +1',
};

test('a signed call is announced to the switchboard and answered with a stream that comes back to us', async () => {
  const stage = await serverStage();
  stage.switchboard.next = () =>
    Promise.resolve({ kind: 'connect', callId: 'call_1' as CallId, token: 'tok' });
  const answer = await stage.webhook('/twilio/incoming', CALL);
  assert.equal(answer.statusCode, 200);
  assert.match(String(answer.headers['content-type']), /^text\/xml/);
  assert.deepEqual(stage.switchboard.asked, [
    [
      'incoming',
      {
        carrier: 'twilio',
        carrierCallId: 'CA1',
        from: '+14155550123',
        to: '+14155550100',
        fromState: 'CA',
        origin: PUBLIC_URL,
      },
    ],
  ]);
  assert.match(answer.body, /<Stream url="wss:\/\/voice\.example\.com\/twilio\/media"/);
  assert.match(answer.body, /<Connect action="https:\/\/voice\.example\.com\/twilio\/after-stream"/);
  assert.match(answer.body, /<Redirect method="POST">https:\/\/voice\.example\.com\/twilio\/after-stream</);
  assert.match(answer.body, /<Parameter name="token" value="tok"\/>/);
  assert.match(answer.body, /<Parameter name="from" value="\+14155550123"\/>/);
});

test('a webhook that is unsigned, forged, signed for elsewhere or tampered with is refused, counted and logged without its content', async () => {
  const stage = await serverStage();
  const { webhook } = stage;
  const answers = [
    await webhook('/twilio/incoming', CALL, { signature: '' }),
    await webhook('/twilio/incoming', CALL, { token: 'another' }),
    await webhook('/twilio/incoming', CALL, { url: 'https://evil.example.com/twilio/incoming' }),
    await webhook('/twilio/incoming?x=1', CALL, { url: `${PUBLIC_URL}/twilio/incoming` }),
    await webhook('/twilio/after-stream', CALL, { token: 'another' }),
    await webhook('/twilio/after-dial', CALL, { token: 'another' }),
    await webhook('/twilio/status', CALL, { token: 'another' }),
    await webhook('/twilio/stream-status', CALL, { token: 'another' }),
    await stage.app.inject({ method: 'POST', url: '/twilio/incoming' }),
  ];
  for (const answer of answers) {
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.json().error.code, 'SIGNATURE_INVALID');
  }
  assert.deepEqual(stage.switchboard.asked, []);
  const counts = await stage.counts();
  assert.match(counts, /offhook_webhook_refusals_total\{reason="missing"\} 2/);
  assert.match(counts, /offhook_webhook_refusals_total\{reason="mismatch"\} 7/);
  assert.doesNotMatch(JSON.stringify(stage.world.logLines), /4155550123/);
});

test('a body that is no form is refused for its signature, whatever it holds', async () => {
  const stage = await serverStage();
  for (const [type, payload] of [
    ['application/json', '{"CallSid":5}'],
    ['application/json', '{"'],
    ['text/plain', 'hello'],
    ['image/png', '\u0000'],
  ] as const) {
    const headers = { 'content-type': type, 'x-twilio-signature': 'x' };
    const answer = await stage.app.inject({ method: 'POST', url: '/twilio/incoming', headers, payload });
    assert.equal(answer.statusCode, 403, type);
  }
  const big = await stage.webhook('/twilio/incoming', { CallSid: 'x'.repeat(70_000) });
  assert.equal(big.statusCode, 413);
});

test('without any token nothing is let in', async () => {
  const stage = await serverStage({ doors: [testDoor([])] });
  assert.equal((await stage.webhook('/twilio/incoming', CALL)).statusCode, 403);
  assert.equal((await stage.webhook('/twilio/incoming', CALL, { token: '' })).statusCode, 403);
});

test("without a public URL the request's host counts, with TLS at a tunnel or without", async () => {
  const stage = await serverStage({ publicUrl: null });
  stage.switchboard.next = () =>
    Promise.resolve({ kind: 'connect', callId: 'call_1' as CallId, token: 'tok' });
  const tunnel = await stage.webhook('/twilio/incoming', CALL, {
    host: 'abc.tunnel.example',
    url: 'https://abc.tunnel.example/twilio/incoming',
  });
  assert.match(tunnel.body, /"wss:\/\/abc\.tunnel\.example\/twilio\/media"/);
  const local = await stage.webhook('/twilio/incoming', CALL, {
    host: 'localhost:5050',
    url: 'http://localhost:5050/twilio/incoming',
  });
  assert.match(local.body, /"ws:\/\/localhost:5050\/twilio\/media"/);
});

test('beside a public URL, a caller on this machine may use the local address, and nobody else another one', async () => {
  const stage = await serverStage();
  const at = (host: string) =>
    stage.webhook('/twilio/incoming', CALL, { host, url: `http://${host}/twilio/incoming` });
  assert.equal((await at('127.0.0.1:5050')).statusCode, 200);
  assert.equal((await at('other.example.com')).statusCode, 403);
});

test('the end of a stream, of a transfer and of a call are passed on', async () => {
  const stage = await serverStage();
  const { webhook, switchboard } = stage;
  switchboard.next = () => Promise.resolve({ kind: 'dial', callId: 'call_1' as CallId, to: '+14155550199' });
  const live = { ...CALL, CallStatus: 'in-progress' };
  const stream = await webhook('/twilio/after-stream', live);
  assert.match(
    stream.body,
    /<Dial action="https:\/\/voice\.example\.com\/twilio\/after-dial" method="POST"><Number>\+14155550199</,
  );
  switchboard.next = () =>
    Promise.resolve({
      kind: 'say',
      text: 'Sorry & bye',
      language: 'en-GB',
      next: { dial: 'sip:desk@example.com' },
    });
  const dial = await webhook('/twilio/after-dial', { ...live, DialCallStatus: 'no-answer' });
  assert.match(
    dial.body,
    /<Say language="en-GB">Sorry &amp; bye<\/Say><Dial[^>]*><Sip>sip:desk@example\.com</,
  );
  assert.equal((await webhook('/twilio/status', { ...CALL, CallStatus: 'in-progress' })).statusCode, 204);
  assert.equal((await webhook('/twilio/status', { ...CALL, CallStatus: 'completed' })).statusCode, 204);
  const over = await webhook('/twilio/after-stream', { ...CALL, CallStatus: 'completed' });
  assert.match(over.body, /<Response><Hangup\/><\/Response>/);
  assert.deepEqual(switchboard.asked, [
    ['afterStream', 'CA1', PUBLIC_URL],
    ['afterDial', 'CA1', 'no-answer', PUBLIC_URL, false],
    ['status', status('answered', false)],
    ['status', status('completed', true)],
    ['completed', 'CA1'],
  ]);
});

const status = (progress: string, over: boolean, more: object = {}) => ({
  callId: null,
  carrierCallId: 'CA1',
  progress,
  code: null,
  over,
  ...more,
});

test('what becomes of an outgoing call is passed on under our own id, and only if it is signed for that id', async () => {
  const stage = await serverStage();
  const { webhook, switchboard } = stage;
  switchboard.next = () => Promise.resolve({ kind: 'connect', callId: 'call_1' as CallId, token: 'secret' });
  const ringing = { ...CALL, CallStatus: 'ringing' };
  const busy = { ...CALL, CallStatus: 'busy', SipResponseCode: '486' };
  assert.equal((await webhook('/twilio/status?call=call_1', ringing)).statusCode, 204);
  assert.equal((await webhook('/twilio/status?call=call_1', busy)).statusCode, 204);
  const answer = await webhook('/twilio/answered?call=call_1', { ...CALL, CallStatus: 'in-progress' });
  assert.match(answer.body, /<Parameter name="token" value="secret"\/>/);
  const verdict = { CallSid: 'CA1', AnsweredBy: 'machine_end_beep', MachineDetectionDuration: '4100' };
  assert.equal((await webhook('/twilio/answered-by?call=call_1', verdict)).statusCode, 204);
  assert.deepEqual(switchboard.asked, [
    ['status', status('ringing', false, { callId: 'call_1' })],
    ['status', status('busy', true, { callId: 'call_1', code: '486' })],
    ['answered', { carrier: 'twilio', callId: 'call_1', carrierCallId: 'CA1', origin: PUBLIC_URL }],
    [
      'answeredBy',
      { callId: 'call_1', by: 'machine', greetingOver: true, beep: true, detail: 'machine_end_beep' },
    ],
  ]);
  const forged = { url: `${PUBLIC_URL}/twilio/answered?call=call_1` };
  assert.equal((await webhook('/twilio/answered?call=call_2', CALL, forged)).statusCode, 403);
  assert.equal((await webhook('/twilio/answered', CALL)).statusCode, 400);
});

test("a stream's error as Twilio reports it is counted, logged and told of its call", async () => {
  const stage = await serverStage();
  const report = {
    CallSid: 'CA1',
    StreamSid: 'MZ1',
    StreamEvent: 'stream-error',
    StreamError: '31924 protocol',
  };
  assert.equal((await stage.webhook('/twilio/stream-status', report)).statusCode, 204);
  assert.match(await stage.counts(), /stream_oddities_total\{name="carrier-reported-error"\} 1/);
  assert.equal(stage.world.logLines.at(-1)?.fields['detail'], '31924 protocol');
  assert.deepEqual(stage.switchboard.asked, [['streamTrouble', 'CA1', 'MZ1', '31924 protocol']]);
});

test('a signed form without its call is refused and counted', async () => {
  const stage = await serverStage();
  assert.equal((await stage.webhook('/twilio/incoming', { From: '+1' })).statusCode, 400);
  assert.match(await stage.counts(), /webhook_refusals_total\{reason="no-call"\} 1/);
});

test('when the switchboard fails the caller hears words, and for an unknown call the line is ended', async () => {
  const stage = await serverStage();
  stage.switchboard.next = () => Promise.reject(new Error('a bug'));
  const failed = await stage.webhook('/twilio/incoming', CALL);
  assert.equal(failed.statusCode, 200);
  assert.match(failed.body, /<Say language="en-US">Please call again later\.<\/Say><Hangup\/>/);
  stage.switchboard.next = () => Promise.reject(new OffhookError('CALL_NOT_FOUND', 'unknown'));
  const unknown = await stage.webhook('/twilio/after-stream', CALL);
  assert.match(unknown.body, /<Response><Hangup\/><\/Response>/);
});

test('when the next step does not come in time the caller hears words', async () => {
  const stage = await serverStage();
  stage.switchboard.next = () => new Promise(() => {});
  const answer = stage.webhook('/twilio/incoming', CALL);
  await stage.world.until(() => stage.switchboard.asked.length > 0);
  await stage.world.advance(NEXT_STEP_MS_MAX);
  assert.match((await answer).body, /Please call again later/);
});

test('repeated fields and odd names are part of the signature and do no harm', async () => {
  const stage = await serverStage();
  const { signTwilio } = await import('../../carriers/twilio/signature.ts');
  const fields = { CallSid: 'CA1', Digit: ['2', '1', '2'], ['__proto__x']: 'y', constructor: 'z' };
  const answer = await stage.app.inject({
    method: 'POST',
    url: '/twilio/after-stream',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signTwilio(TOKEN, `${PUBLIC_URL}/twilio/after-stream`, fields),
    },
    payload: 'CallSid=CA1&Digit=2&Digit=1&Digit=2&__proto__x=y&constructor=z',
  });
  assert.equal(answer.statusCode, 200);
});
