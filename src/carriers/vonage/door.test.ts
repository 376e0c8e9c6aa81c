// Vonage's door: whose requests get in, what they mean, and each next step as an NCCO.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { HttpRequest } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { vonageControl } from './control.ts';
import { VONAGE_PATHS, vonageDoor } from './door.ts';
import { isRsaKey, keyClaims } from './jwt.ts';
import { VONAGE_TOKEN_AGE_S_MAX, vonageProofHeader } from './signature.ts';

const ORIGIN = 'https://voice.example.com';
const SIGNED_S = 1_760_000_000;
const KEY = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** Made by the library that Vonage's own server SDK signs with, of the claims on Vonage's page, with the secret `a-secret`. */
const BODY = '{"uuid":"c-1","from":"14155550100","to":"14155550199"}';
const HEAD = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';
const CLAIMS =
  'eyJpYXQiOjE3NjAwMDAwMDAsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTNmYmU4Y2U1MTFiNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6' +
  'IjJmNTRkZWQwMDM0MzU5OTk1OTk4NDllNjRiMjQ4YTBhZTEyMTA2NGZiMzFiNDVhOTAyYTkyNDhjY2I0MGYwMTEiLCJhcGlfa2V5IjoiYTFiMmMzZCIsImFwcGxp' +
  'Y2F0aW9uX2lkIjoiYWFhYWFhYWEtYmJiYi1jY2NjLWRkZGQtMDEyMzQ1Njc4OWFiIn0';
const SIGNATURE = 'Jz-kMWgX4vrkYG1UASmvIkchtbSR_t2T6Kb-Tdx8KIw';
const UPGRADE =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3NjAwMDAwMDAsImp0aSI6IjEiLCJpc3MiOiJWb25hZ2UifQ.yzDMolUGiNk9IhizcwVaRviHMCF0fcGm9xffqian3aw';
/** The same claims and secret, signed with HS512. */
const OTHER_ALGORITHM =
  'kT5Uf8Tw06nwTnF_8f5FkCu7XB1ESsb9VtaBhCRWdcwEF0lE2NKUwrHbu2hM-4fZ4aYNRj4Y8PPCtNGJ1jSN0g';

function doorOf(
  ways: {
    secrets?: readonly string[];
    applicationId?: string | null;
    callerId?: string | null;
  } = {},
) {
  const { secrets = ['a-secret'], applicationId = 'app-1', callerId = null } = ways;
  const world = simulatedWorld({ wallStart: SIGNED_S * 1000 });
  const requests: HttpRequest[] = [];
  world.serve('https://api.vonage.example.com', (request) => {
    requests.push(request);
    return { status: request.url.includes('gone') ? 404 : 204, headers: {}, body: '' };
  });
  const door = vonageDoor({
    world,
    signatureSecrets: secrets,
    callerId,
    rateHz: 8000,
    control: vonageControl(world, {
      applicationId,
      privateKey: KEY,
      baseUrl: 'https://api.vonage.example.com/',
      callerId,
    }),
  });
  const request = (target: string, body: string, authorization?: string) => ({
    method: 'POST',
    origins: [ORIGIN],
    target,
    headers: { authorization },
    body,
  });
  const read = (target: string, body: string, authorization?: string) =>
    door.webhooks
      .find(({ path }) => path === target.split('?')[0])
      ?.read(request(target, body, authorization));
  const news = (target: string, fields: object) => {
    const body = JSON.stringify(fields);
    const reading = read(target, body, vonageProofHeader('a-secret', world.clock.wall(), '1', body));
    return reading?.ok === true ? reading.news : reading;
  };
  const ncco = (step: NextStep): unknown => JSON.parse(door.answer(step, ORIGIN, '', 'c-1').body);
  return { world, door, read, request, news, ncco, requests };
}

test('a webhook is let in by a token over its body, made with either secret', () => {
  for (const secrets of [['a-secret'], ['new', 'a-secret']]) {
    const { read } = doorOf({ secrets });
    const reading = read(VONAGE_PATHS.incoming, BODY, `Bearer ${HEAD}.${CLAIMS}.${SIGNATURE}`);
    assert.equal(reading?.ok === true && reading.news.kind, 'incoming');
  }
});

test('a webhook is turned away without a token that holds', () => {
  const { read, world } = doorOf();
  const good = `Bearer ${HEAD}.${CLAIMS}.${SIGNATURE}`;
  const because = (authorization: string | undefined, body = BODY) => {
    const reading = read(VONAGE_PATHS.incoming, body, authorization);
    return reading?.ok === false && reading.cause === 'forged' ? reading.reason : null;
  };
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url');
  assert.equal(because(undefined), 'missing');
  assert.equal(because('Basic abc'), 'missing');
  for (const token of [
    'x',
    `${HEAD}.${CLAIMS}`,
    `${HEAD}.${CLAIMS}.${SIGNATURE}.`,
    `${HEAD}.${CLAIMS}.${SIGNATURE.slice(1)}`,
    `${part({ alg: 'none' })}.${CLAIMS}.`,
    `${part({ alg: 'HS512', typ: 'JWT' })}.${CLAIMS}.${OTHER_ALGORITHM}`,
    `${HEAD}.${part({ iat: SIGNED_S })}.${SIGNATURE}`,
  ])
    assert.equal(because(`Bearer ${token}`), 'mismatch', token);
  assert.equal(because(good, `${BODY} `), 'body');
  // A token of a socket has no hash, and opens no webhook.
  assert.equal(because(`Bearer ${UPGRADE}`), 'body');
  assert.equal(because(vonageProofHeader('a-secret', world.clock.wall() + 301_000, '1', BODY)), 'stale');
});

test('a token that is older than its bound is stale', async () => {
  const { read, world } = doorOf();
  const authorization = `Bearer ${HEAD}.${CLAIMS}.${SIGNATURE}`;
  await world.advance(VONAGE_TOKEN_AGE_S_MAX * 1000);
  assert.equal(read(VONAGE_PATHS.incoming, BODY, authorization)?.ok, true);
  await world.advance(1000);
  assert.deepEqual(read(VONAGE_PATHS.incoming, BODY, authorization), {
    ok: false,
    cause: 'forged',
    reason: 'stale',
  });
});

test('a socket is let in by a token as well', () => {
  const { door, request } = doorOf();
  assert.equal(door.upgradeFault(request(VONAGE_PATHS.media, '', `Bearer ${UPGRADE}`)), null);
  assert.equal(door.upgradeFault(request(VONAGE_PATHS.media, '')), 'missing');
  assert.equal(door.upgradeFault(request(VONAGE_PATHS.media, '', `Bearer ${UPGRADE}A`)), 'mismatch');
});

test('what Vonage says is told in the words that all carriers share', () => {
  const { news } = doorOf();
  const call = { carrierCallId: 'c-1', from: '+14155550100', to: '+14155550199', fromState: null };
  assert.deepEqual(news(VONAGE_PATHS.incoming, JSON.parse(BODY) as object), { kind: 'incoming', call });
  assert.deepEqual(news(VONAGE_PATHS.incoming, { uuid: 'c-1', from: 'sip:a@b', to: '' }), {
    kind: 'incoming',
    call: { ...call, from: 'sip:a@b', to: 'unknown' },
  });
  assert.deepEqual(news(VONAGE_PATHS.incoming, { from: '1' }), {
    ok: false,
    cause: 'unreadable',
    reason: 'no-call',
  });
  const over = { kind: 'stream-over', carrierCallId: 'c-1', from: '', over: false };
  const afterStream = `${VONAGE_PATHS.afterStream}?call=c-1`;
  for (const status of ['disconnected', 'unanswered', 'failed'])
    assert.deepEqual(news(afterStream, { uuid: 'leg', status }), over, status);
  assert.deepEqual(news(afterStream, { payload: { behind: 'stream' } }), over);
  // The leg lives, or went with its call.
  for (const status of ['started', 'ringing', 'answered', 'completed'])
    assert.deepEqual(news(afterStream, { uuid: 'leg', status }), { kind: 'nothing' }, status);
  for (const [status, expected] of [
    ['completed', 'answered'],
    ['busy', 'busy'],
    ['timeout', 'no-answer'],
    ['unanswered', 'no-answer'],
    ['rejected', 'failed'],
    ['failed', 'failed'],
  ] as const)
    assert.deepEqual(
      news(`${VONAGE_PATHS.afterDial}?call=c-1`, { uuid: 'leg', status }),
      { kind: 'dial-over', carrierCallId: 'c-1', from: '', status: expected, over: false },
      status,
    );
  for (const status of ['ringing', 'answered', 'cancelled'])
    assert.deepEqual(news(`${VONAGE_PATHS.afterDial}?call=c-1`, { uuid: 'leg', status }), {
      kind: 'nothing',
    });
  const status = { kind: 'status', carrierCallId: 'c-1' } as const;
  for (const [state, over, progress] of [
    ['ringing', false, 'ringing'],
    ['answered', false, 'answered'],
    ['completed', true, 'completed'],
    ['timeout', true, 'no-answer'],
    ['cancelled', true, 'canceled'],
  ] as const)
    assert.deepEqual(news(VONAGE_PATHS.status, { uuid: 'c-1', status: state }), {
      ...status,
      over,
      progress,
    });
  assert.deepEqual(
    news(VONAGE_PATHS.status, { reason: 'Syntax error in NCCO', conversation_uuid: 'CON-1' }),
    { kind: 'stream-trouble', carrierCallId: null, streamId: 'CON-1', detail: 'Syntax error in NCCO' },
  );
});

test('each next step is told as an NCCO', () => {
  const { ncco } = doorOf({ callerId: '+14155550199' });
  const callId = 'call_1' as CallId;
  const afterStream = `${ORIGIN}/vonage/after-stream?call=c-1`;
  assert.deepEqual(ncco({ kind: 'connect', callId, token: 't' }), [
    {
      action: 'connect',
      eventType: 'synchronous',
      eventUrl: [afterStream],
      eventMethod: 'POST',
      endpoint: [
        {
          type: 'websocket',
          uri: 'wss://voice.example.com/vonage/media',
          'content-type': 'audio/l16;rate=8000',
          headers: { callId: 'c-1', token: 't' },
          authorization: { type: 'vonage' },
        },
      ],
    },
    { action: 'notify', payload: { behind: 'stream' }, eventUrl: [afterStream], eventMethod: 'POST' },
  ]);
  const dialled = (endpoint: object) => ({
    action: 'connect',
    eventType: 'synchronous',
    eventUrl: [`${ORIGIN}/vonage/after-dial?call=c-1`],
    eventMethod: 'POST',
    timeout: 25,
    from: '14155550199',
    endpoint: [endpoint],
  });
  const phone = dialled({ type: 'phone', number: '14155550123' });
  assert.deepEqual(ncco({ kind: 'dial', callId, to: '+14155550123' }), [phone]);
  assert.deepEqual(ncco({ kind: 'dial', callId, to: 'sip:a@b', refer: true }), [
    dialled({ type: 'sip', uri: 'sip:a@b' }),
  ]);
  const say = { kind: 'say', text: 'Bye.', language: 'en-US' } as const;
  const talk = { action: 'talk', text: 'Bye.', language: 'en-US' };
  assert.deepEqual(ncco({ ...say, next: 'hang-up' }), [talk]);
  assert.deepEqual(ncco({ ...say, next: { dial: '+14155550123' } }), [talk, phone]);
  assert.deepEqual(ncco({ kind: 'hang-up' }), []);
});

test('a call is ended, or transferred by an NCCO, over REST, as the application', async () => {
  const { door, requests } = doorOf();
  assert.deepEqual(await door.control.hangUp('gone'), { done: true });
  assert.deepEqual(await door.control.dial('c-1', '+14155550123', door.afterDialUrl(ORIGIN)), { done: true });
  const ncco = JSON.parse(
    doorOf().door.answer({ kind: 'dial', callId: 'call_1' as CallId, to: '+14155550123' }, ORIGIN, '', 'c-1')
      .body,
  ) as unknown;
  assert.deepEqual(
    requests.map(({ method, url, body }) => [method, url, JSON.parse(body ?? '')]),
    [
      ['PUT', 'https://api.vonage.example.com/v1/calls/gone', { action: 'hangup' }],
      [
        'PUT',
        'https://api.vonage.example.com/v1/calls/c-1',
        { action: 'transfer', destination: { type: 'ncco', ncco } },
      ],
    ],
  );
  const claims = requests.map(({ headers }) => keyClaims(headers?.['authorization']?.slice(7) ?? '', KEY));
  assert.deepEqual(
    claims.map((told) => [told?.['application_id'], told?.['iat'], told?.['exp']]),
    claims.map(() => ['app-1', SIGNED_S, SIGNED_S + 60]),
  );
  assert.notEqual(claims[0]?.['jti'], claims[1]?.['jti']);
  const unconfigured = await doorOf({ applicationId: null }).door.control.hangUp('c-1');
  assert.equal(!unconfigured.done && unconfigured.cause, 'unconfigured');
});

test('a private key is taken on one line as well, and nothing else for one', () => {
  assert.ok(isRsaKey(KEY));
  assert.ok(isRsaKey(KEY.trim().replaceAll('\n', '\\n')));
  for (const text of ['', 'key', KEY.slice(0, 100)]) assert.ok(!isRsaKey(text));
});
