// SignalWire's door: whose requests get in, what they mean, and each next step in cXML.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { HttpRequest } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { formSignature } from '../form-signature.ts';
import { signalwireControl } from './control.ts';
import { SIGNALWIRE_PATHS, signalwireDoor } from './door.ts';

const ORIGIN = 'https://voice.example.com';
const CALL = { CallSid: 'c-1', From: '+14155550100', To: '+14155550199', CallStatus: 'in-progress' };

function doorOf(projectId: string | null = 'p-1') {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://space.example.com', (request) => {
    requests.push(request);
    return { status: request.url.includes('gone') ? 404 : 200, headers: {}, body: '{}' };
  });
  const door = signalwireDoor({
    signingKeys: ['new', 'old'],
    control: signalwireControl(world, {
      projectId,
      apiToken: 't-1',
      spaceUrl: 'https://space.example.com/',
      nextStepPath: SIGNALWIRE_PATHS.afterStream,
    }),
  });
  const read = (
    path: string,
    fields: Readonly<Record<string, string>>,
    key = 'new',
    signedPath = path,
    target = path,
  ) =>
    door.webhooks
      .find((webhook) => webhook.path === path)
      ?.read({
        method: 'POST',
        origins: ['http://internal.example.com', ORIGIN],
        target,
        headers: { 'x-signalwire-signature': formSignature(key, `${ORIGIN}${signedPath}`, fields) },
        body: new URLSearchParams(fields).toString(),
      });
  return { door, read, requests };
}

test('a webhook is let in by either key, under the address that was signed, and not otherwise', () => {
  const { read } = doorOf();
  for (const key of ['new', 'old']) {
    const reading = read(SIGNALWIRE_PATHS.incoming, CALL, key);
    assert.equal(reading?.ok === true && reading.origin, ORIGIN);
  }
  for (const reading of [
    read(SIGNALWIRE_PATHS.incoming, CALL, 'other'),
    read(SIGNALWIRE_PATHS.incoming, CALL, 'new', SIGNALWIRE_PATHS.status),
  ])
    assert.deepEqual(reading, { ok: false, cause: 'forged', reason: 'mismatch' });
  assert.deepEqual(read(SIGNALWIRE_PATHS.incoming, { From: '+1415' }), {
    ok: false,
    cause: 'unreadable',
    reason: 'no-call',
  });
});

test('what SignalWire says is told in the words that all carriers share', () => {
  const { read } = doorOf();
  const news = (path: string, more: Readonly<Record<string, string>> = {}) => {
    const reading = read(path, { ...CALL, ...more });
    return reading?.ok === true ? reading.news : null;
  };
  const of = { carrierCallId: 'c-1', from: '+14155550100' };
  const call = { ...of, to: '+14155550199', fromState: null };
  assert.deepEqual(news(SIGNALWIRE_PATHS.incoming), { kind: 'incoming', call });
  assert.deepEqual(news(SIGNALWIRE_PATHS.afterStream), { kind: 'stream-over', ...of, over: false });
  const completed = { CallStatus: 'completed' };
  assert.deepEqual(news(SIGNALWIRE_PATHS.status, completed), {
    kind: 'status',
    carrierCallId: 'c-1',
    over: true,
    progress: 'completed',
  });
  for (const [status, expected] of [
    ['completed', 'answered'],
    ['busy', 'busy'],
    ['canceled', 'no-answer'],
    ['', 'failed'],
  ] as const)
    assert.deepEqual(news(SIGNALWIRE_PATHS.afterDial, { DialCallStatus: status }), {
      kind: 'dial-over',
      ...of,
      status: expected,
      over: false,
    });
  const trouble = { StreamSid: 's-1', StreamEvent: 'stream-error', StreamError: 'codec_error' };
  assert.deepEqual(news(SIGNALWIRE_PATHS.streamStatus, trouble), {
    kind: 'stream-trouble',
    carrierCallId: 'c-1',
    streamId: 's-1',
    detail: 'codec_error',
  });
  const stopped = { StreamSid: 's-1', StreamEvent: 'stream-stopped' };
  assert.deepEqual(news(SIGNALWIRE_PATHS.streamStatus, stopped), { kind: 'nothing' });
});

test('what is said of a call that we placed names it by our id, which stands in the address', () => {
  const { door, read } = doorOf();
  const urls = door.outbound?.urls(ORIGIN, 'call 1');
  const news = (url: string | undefined, more: Readonly<Record<string, string>> = {}) => {
    const target = url?.slice(ORIGIN.length) ?? '';
    const reading = read(target.split('?')[0] ?? '', { ...CALL, ...more }, 'new', target, target);
    return reading?.ok === true ? reading.news : null;
  };
  const of = { callId: 'call 1', carrierCallId: 'c-1' };
  assert.deepEqual(news(urls?.answered), { kind: 'answered', ...of, from: '+14155550100' });
  assert.deepEqual(news(urls?.status, { CallStatus: 'busy', SipResultCode: '486' }), {
    kind: 'status',
    ...of,
    over: true,
    progress: 'busy',
    code: '486',
  });
  for (const [detail, by, greetingOver, beep] of [
    ['human', 'human', false, false],
    ['fax', 'fax', false, false],
    ['machine_start', 'machine', false, false],
    ['machine_end_silence', 'machine', true, false],
    ['machine_end_beep', 'machine', true, true],
    ['', 'unknown', false, false],
  ] as const)
    assert.deepEqual(news(urls?.answeredBy, { AnsweredBy: detail }), {
      kind: 'answered-by',
      ...of,
      by,
      greetingOver,
      beep,
      detail,
    });
  for (const path of [SIGNALWIRE_PATHS.answered, SIGNALWIRE_PATHS.answeredBy])
    assert.deepEqual(read(path, CALL), { ok: false, cause: 'unreadable', reason: 'no-call' });
});

test('each next step is told in cXML', () => {
  const { door } = doorOf();
  const told = (step: NextStep): string =>
    door.answer(step, ORIGIN, '', 'c-1').body.replace(/^<\?xml[^>]*>/, '');
  const callId = 'call_1' as CallId;
  assert.equal(
    told({ kind: 'connect', callId, token: 't' }),
    '<Response><Connect><Stream url="wss://voice.example.com/signalwire/media" codec="PCMU@8000h" realtime="true"' +
      ' statusCallback="https://voice.example.com/signalwire/stream-status" statusCallbackMethod="POST">' +
      '<Parameter name="token" value="t"/></Stream></Connect>' +
      '<Redirect method="POST">https://voice.example.com/signalwire/after-stream</Redirect></Response>',
  );
  const dial = (noun: string): string =>
    `<Dial action="${ORIGIN}/signalwire/after-dial" method="POST" timeout="25">${noun}</Dial>`;
  assert.equal(
    told({ kind: 'dial', callId, to: '+1415' }),
    `<Response>${dial('<Number>+1415</Number>')}</Response>`,
  );
  assert.equal(
    told({ kind: 'say', text: 'a & b', language: 'en-US', next: { dial: 'sip:a@b' } }),
    `<Response><Say language="en-US">a &amp; b</Say>${dial('<Sip>sip:a@b</Sip>')}</Response>`,
  );
  assert.equal(told({ kind: 'hang-up' }), '<Response><Hangup/></Response>');
  assert.equal(
    told({ kind: 'conference', callId, room: 'r-1' }),
    `<Response><Dial action="${ORIGIN}/signalwire/after-dial" method="POST">` +
      '<Conference startConferenceOnEnter="true" endConferenceOnExit="true" maxParticipants="2" beep="false">' +
      'r-1</Conference></Dial></Response>',
  );
});

test('a call is ended, or sent to where its next step is told, over REST', async () => {
  const { door, requests } = doorOf();
  assert.deepEqual(await door.control.hangUp('gone'), { done: true });
  assert.deepEqual(await door.control.dial('c-1', '+1415', door.afterDialUrl(ORIGIN)), { done: true });
  const base = 'https://space.example.com/api/laml/2010-04-01/Accounts/p-1/Calls';
  assert.deepEqual(
    requests.map(({ method, url, body }) => [method, url, body]),
    [
      ['POST', `${base}/gone.json`, 'Status=completed'],
      [
        'POST',
        `${base}/c-1.json`,
        'Url=https%3A%2F%2Fvoice.example.com%2Fsignalwire%2Fafter-stream&Method=POST',
      ],
    ],
  );
  const unconfigured = await doorOf(null).door.control.hangUp('c-1');
  assert.equal(!unconfigured.done && unconfigured.cause, 'unconfigured');
});
