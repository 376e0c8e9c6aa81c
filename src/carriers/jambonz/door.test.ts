// jambonz' door: who gets in, what its webhooks mean, and each next step in its verbs.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { HttpRequest } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { jambonzControl } from './control.ts';
import { JAMBONZ_PATHS, jambonzDoor, type JambonzDoorOptions } from './door.ts';

const ORIGIN = 'https://voice.example.com';
const basic = (secret: string): string => `Basic ${Buffer.from(`offhook:${secret}`).toString('base64')}`;

function doorOf(change: Partial<JambonzDoorOptions> = {}, accountSid: string | null = 'acc-1') {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://jambonz.example.com', (request) => {
    requests.push(request);
    const { url, body = '' } = request;
    const ringing = url.includes('ringing') && body.includes('completed');
    const status = ringing || url.includes('over') ? 422 : url.includes('gone') ? 404 : 202;
    return { status, headers: {}, body: '' };
  });
  const control = jambonzControl(world, {
    accountSid,
    apiKey: 'key-1',
    applicationSid: 'app-1',
    baseUrl: 'https://jambonz.example.com/api/',
    nextStepPath: JAMBONZ_PATHS.afterStream,
  });
  const door = jambonzDoor({ secrets: ['s-1', 's-0'], control, ...change });
  const read = (path: string, fields: object | string, authorization = basic('s-1')) =>
    door.webhooks
      .find((webhook) => webhook.path === path)
      ?.read({
        method: 'POST',
        origins: [ORIGIN],
        target: path,
        headers: { authorization },
        body: typeof fields === 'string' ? fields : JSON.stringify(fields),
      });
  const verbs = (step: NextStep): unknown => JSON.parse(door.answer(step, ORIGIN, '', 'c-1').body);
  return { world, door, read, verbs, requests };
}

const CALL = { call_sid: 'c-1', from: '+14155550100', to: '+14155550199', call_status: 'in-progress' };

test('a webhook proves itself with the password of the application, or with the one before it', () => {
  const { read } = doorOf();
  assert.equal(read(JAMBONZ_PATHS.incoming, CALL, basic('s-0'))?.ok, true);
  for (const authorization of [basic('s-2'), 'Bearer s-1', ''])
    assert.equal(read(JAMBONZ_PATHS.incoming, CALL, authorization)?.ok, false);
});

test('a body that names no call is unreadable, whatever it is', () => {
  const { read } = doorOf();
  for (const body of [
    '',
    '[]',
    'null',
    '{"call_sid":{}}',
    '{"call_sid":""}',
    '{"__proto__":{"call_sid":"x"}}',
  ])
    assert.deepEqual(read(JAMBONZ_PATHS.incoming, body), {
      ok: false,
      cause: 'unreadable',
      reason: 'no-call',
    });
});

test('what jambonz says is told in the words that all carriers share', () => {
  const { read } = doorOf();
  const news = (path: string, more: object = {}) => {
    const reading = read(path, { ...CALL, ...more });
    return reading?.ok === true ? reading.news : null;
  };
  const call = { carrierCallId: 'c-1', from: '+14155550100', to: '+14155550199', fromState: null };
  const of = { carrierCallId: 'c-1', from: '+14155550100' };
  assert.deepEqual(news(JAMBONZ_PATHS.incoming), { kind: 'incoming', call });
  assert.deepEqual(news(JAMBONZ_PATHS.afterStream), { kind: 'stream-over', ...of, over: false });
  assert.deepEqual(news(JAMBONZ_PATHS.afterStream, { call_status: 'completed' }), {
    kind: 'stream-over',
    ...of,
    over: true,
  });
  const status = { kind: 'status', carrierCallId: 'c-1' };
  assert.deepEqual(news(JAMBONZ_PATHS.status), { ...status, over: false, progress: 'answered' });
  assert.deepEqual(news(JAMBONZ_PATHS.status, { call_status: 'odd' }), { ...status, over: false });
  for (const word of ['completed', 'failed', 'busy', 'no-answer'])
    assert.deepEqual(news(JAMBONZ_PATHS.status, { call_status: word, sip_status: 486 }), {
      ...status,
      over: true,
      progress: word,
      ...(word === 'completed' ? {} : { code: '486' }),
    });
  for (const [more, expected] of [
    [{ dial_call_status: 'completed', dial_sip_status: 200 }, 'answered'],
    [{ dial_call_status: 'busy' }, 'busy'],
    [{ dial_call_status: 'no-answer' }, 'no-answer'],
    [{ dial_call_status: 'failed', dial_sip_status: 486 }, 'busy'],
    [{ dial_call_status: 'failed', dial_sip_status: 404 }, 'failed'],
    [{ refer_status: 202, final_referred_call_status: 200 }, 'answered'],
    [{ refer_status: 202, final_referred_call_status: 480 }, 'no-answer'],
    [{ refer_status: 405 }, 'failed'],
    [{}, 'failed'],
  ] as const)
    assert.deepEqual(news(JAMBONZ_PATHS.afterDial, more), {
      kind: 'dial-over',
      ...of,
      status: expected,
      over: false,
    });
});

test('each next step is told in verbs', () => {
  const { verbs } = doorOf();
  const callId = 'call_1' as CallId;
  const hangup = { verb: 'hangup' };
  assert.deepEqual(verbs({ kind: 'connect', callId, token: 't' }), [
    {
      verb: 'listen',
      url: 'wss://voice.example.com/jambonz/media',
      actionHook: `${ORIGIN}/jambonz/after-stream`,
      sampleRate: 8000,
      mixType: 'mono',
      passDtmf: true,
      bidirectionalAudio: { enabled: true, streaming: true, sampleRate: 8000 },
      metadata: { token: 't' },
      wsAuth: { username: 'offhook', password: 's-1' },
    },
    { verb: 'redirect', actionHook: `${ORIGIN}/jambonz/after-stream` },
  ]);
  const dialled = (target: object) => ({
    verb: 'dial',
    target: [target],
    timeout: 25,
    actionHook: `${ORIGIN}/jambonz/after-dial`,
  });
  assert.deepEqual(verbs({ kind: 'dial', callId, to: '+1415' }), [
    dialled({ type: 'phone', number: '+1415' }),
  ]);
  assert.deepEqual(verbs({ kind: 'dial', callId, to: 'sip:a@b' }), [
    dialled({ type: 'sip', sipUri: 'sip:a@b' }),
  ]);
  const say = { kind: 'say', text: 'Bye.', language: 'en-US' } as const;
  assert.deepEqual(verbs({ ...say, next: 'hang-up' }), [{ verb: 'say', text: 'Bye.' }, hangup]);
  assert.deepEqual(verbs({ ...say, next: { dial: '+1415' } }), [
    { verb: 'say', text: 'Bye.' },
    dialled({ type: 'phone', number: '+1415' }),
  ]);
  assert.deepEqual(verbs({ kind: 'hang-up' }), [hangup]);
  assert.deepEqual(verbs({ kind: 'conference', callId, room: 'r-1' }), [
    {
      verb: 'conference',
      name: 'r-1',
      beep: false,
      startConferenceOnEnter: true,
      endConferenceOnExit: true,
      maxParticipants: 2,
      actionHook: `${ORIGIN}/jambonz/after-conference`,
    },
  ]);
  const shown = doorOf({ number: '+14155550199' }).verbs({ kind: 'dial', callId, to: '+1415' });
  assert.deepEqual(shown, [{ ...dialled({ type: 'phone', number: '+1415' }), callerId: '+14155550199' }]);
  const refer = doorOf({ transfer: 'refer' }).verbs({ kind: 'dial', callId, to: '+1415' });
  const actionHook = `${ORIGIN}/jambonz/after-dial`;
  assert.deepEqual(refer, [{ verb: 'sip:refer', referTo: '+1415', actionHook }]);
});

test('a stream proves itself with the password that its verb was given, and offers the subprotocol', () => {
  const { door } = doorOf();
  const upgrade = (headers: Readonly<Record<string, string>>) =>
    door.upgradeFault({ method: 'GET', origins: [ORIGIN], target: JAMBONZ_PATHS.media, headers, body: '' });
  const authorization = basic('s-1');
  const offered = { 'sec-websocket-protocol': 'audio.jambonz.org' };
  assert.equal(upgrade({ authorization, ...offered }), null);
  assert.equal(upgrade({ authorization }), 'subprotocol');
  assert.equal(upgrade(offered), 'credentials-missing');
});

test('a call is ended, or sent to where its next step is told, over REST', async () => {
  const { door, requests } = doorOf();
  assert.deepEqual(await door.control.hangUp('c 1'), { done: true });
  assert.deepEqual(await door.control.dial('c-1', '+1415', door.afterDialUrl(ORIGIN)), { done: true });
  assert.deepEqual(
    requests.map(({ method, url, body }) => [method, url, JSON.parse(body ?? '')]),
    [
      ['PUT', 'https://jambonz.example.com/api/v1/Accounts/acc-1/Calls/c%201', { call_status: 'completed' }],
      [
        'PUT',
        'https://jambonz.example.com/api/v1/Accounts/acc-1/Calls/c-1',
        { call_hook: { url: `${ORIGIN}/jambonz/after-stream`, method: 'POST' } },
      ],
    ],
  );
  assert.equal(requests[0]?.headers?.['authorization'], 'Bearer key-1');
  assert.deepEqual(await door.control.hangUp('gone'), { done: true });
});

test('a call that nobody has picked up is ended by the word for it, and one that is over counts as ended', async () => {
  const { door, requests } = doorOf();
  for (const call of ['ringing', 'over']) assert.deepEqual(await door.control.hangUp(call), { done: true });
  assert.deepEqual(
    requests.map(({ url, body }) => [url.split('/').at(-1), JSON.parse(body ?? '')]),
    ['ringing', 'over'].flatMap((call) => [
      [call, { call_status: 'completed' }],
      [call, { call_status: 'no-answer' }],
    ]),
  );
});

test('what is said of a call that we placed names it by our id, which comes back in its tag', () => {
  const { read } = doorOf();
  const tag = { customerData: { offhook_call_id: 'call_1' } };
  const news = (path: string, more: object) => {
    const reading = read(path, { ...CALL, ...more });
    return reading?.ok === true ? reading.news : null;
  };
  const of = { callId: 'call_1', carrierCallId: 'c-1' };
  assert.deepEqual(news(JAMBONZ_PATHS.incoming, tag), { kind: 'answered', ...of, from: '+14155550100' });
  assert.deepEqual(news(JAMBONZ_PATHS.status, { ...tag, call_status: 'busy', sip_status: 486 }), {
    kind: 'status',
    ...of,
    over: true,
    progress: 'busy',
    code: '486',
  });
  for (const [type, by, greetingOver, beep] of [
    ['amd_human_detected', 'human', false, false],
    ['amd_machine_detected', 'machine', false, false],
    ['amd_tone_detected', 'machine', true, true],
    ['amd_machine_stopped_speaking', 'machine', true, false],
    ['amd_no_speech_detected', 'unknown', false, false],
    ['amd_decision_timeout', 'unknown', false, false],
  ] as const)
    assert.deepEqual(news(JAMBONZ_PATHS.answeredBy, { ...tag, type }), {
      kind: 'answered-by',
      ...of,
      by,
      greetingOver,
      beep,
      detail: type,
    });
  for (const type of ['amd_stopped', 'amd_error', 'amd_tone_timeout'])
    assert.deepEqual(news(JAMBONZ_PATHS.answeredBy, { ...tag, type }), { kind: 'nothing' });
  for (const odd of [
    { customerData: null },
    { customerData: 'call_1' },
    { customerData: { offhook_call_id: 7 } },
  ])
    assert.notEqual(news(JAMBONZ_PATHS.incoming, odd)?.kind, 'nothing');
});

test('without an account each wish comes back as unconfigured', async () => {
  const { door, requests } = doorOf({}, null);
  const result = await door.control.hangUp('c-1');
  assert.equal(!result.done && result.cause, 'unconfigured');
  assert.deepEqual(requests, []);
});
