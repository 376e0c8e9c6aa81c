// Control of Bandwidth's calls over REST: the token, what is asked for with it, and what each answer means.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { bandwidthControl } from './control.ts';

const API = 'https://voice.example.com/';
const TOKENS = 'https://sign-in.example.com/';
const CALL = `${API}api/v2/accounts/55/calls/c-1`;

const json = (status: number, body: object = {}, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});
const token = (name: string, goodS: unknown = 3600) => json(200, { access_token: name, expires_in: goodS });

const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: 'https://our.example.com/bandwidth/answered?call=call_1',
    status: 'https://our.example.com/bandwidth/status?call=call_1',
    answeredBy: 'https://our.example.com/bandwidth/answered-by?call=call_1',
  },
  detect: 'none',
};

/** `tokens` and `answers` in their order, the last one again and again. */
function setUp(
  answers: readonly (HttpAnswer | HttpFault)[],
  tokens: readonly (HttpAnswer | HttpFault)[] = [token('t-1')],
  accountId: string | null = '55',
) {
  const world = simulatedWorld();
  const serving = (from: readonly (HttpAnswer | HttpFault)[]) => {
    const requests: HttpRequest[] = [];
    const serve = (request: HttpRequest): HttpAnswer => {
      const next = from[Math.min(requests.length, from.length - 1)];
      requests.push(request);
      if (next instanceof HttpFault) throw next;
      return next ?? json(500);
    };
    return { requests, serve };
  };
  const [api, signIn] = [serving(answers), serving(tokens)];
  world.serve(API, api.serve);
  world.serve(TOKENS, signIn.serve);
  const control = bandwidthControl(
    world,
    {
      accountId,
      clientId: 'client-1',
      clientSecret: 'its-secret',
      baseUrl: API,
      tokenUrl: `${TOKENS}api/v1/oauth2/token`,
    },
    { applicationId: 'app-1', webhookSecret: 'a-secret', nextStepPath: '/bandwidth/after-stream' },
  );
  const settled = async <Value>(wish: Promise<Value>): Promise<Value> => {
    await world.advance(20_000);
    return wish;
  };
  const bodies = () => api.requests.map(({ body }) => JSON.parse(body ?? '{}') as unknown);
  return { world, control, requests: api.requests, tokens: signIn.requests, settled, bodies };
}

test('a call is hung up with a token that the credential was exchanged for', async () => {
  const { control, requests, tokens, settled, bodies } = setUp([json(200)]);
  assert.deepEqual(await settled(control.hangUp('c-1')), { done: true });
  const [asked] = tokens;
  assert.deepEqual(
    [asked?.url, asked?.body],
    [`${TOKENS}api/v1/oauth2/token`, 'grant_type=client_credentials'],
  );
  const basic = asked?.headers?.['authorization']?.replace('Basic ', '') ?? '';
  assert.equal(Buffer.from(basic, 'base64').toString(), 'client-1:its-secret');
  assert.deepEqual(
    requests.map(({ method, url, headers }) => [method, url, headers?.['authorization']]),
    [['POST', CALL, 'Bearer t-1']],
  );
  assert.deepEqual(bodies(), [{ state: 'completed' }]);
});

test('a token is kept until shortly before its end', async () => {
  const { world, control, requests, tokens, settled } = setUp([json(200)], [token('t-1', 600), token('t-2')]);
  await settled(control.hangUp('c-1'));
  await settled(control.hangUp('c-2'));
  assert.equal(tokens.length, 1);
  await world.advance(600_000);
  await settled(control.hangUp('c-3'));
  assert.equal(tokens.length, 2);
  assert.equal(requests.at(-1)?.headers?.['authorization'], 'Bearer t-2');
});

test('a token that is taken back is exchanged anew, once', async () => {
  const answers = [json(200), json(401), json(200)];
  const { control, tokens, settled } = setUp(answers, [token('t-1'), token('t-2')]);
  await settled(control.hangUp('c-1'));
  assert.deepEqual(await settled(control.hangUp('c-2')), { done: true });
  assert.equal(tokens.length, 2);
  const refused = setUp([json(401)]);
  assert.equal(
    (await refused.settled(refused.control.dial('c-1', '+1', 'https://our.example.com/x'))).done,
    false,
  );
  assert.equal(refused.requests.length, 1);
});

test('without a token nothing is asked, and whether a call can be placed later is told', async () => {
  for (const [answer, cause, placing] of [
    [json(401, { error: 'invalid_client' }), 'refused', 'refused'],
    [json(200, { hello: 1 }), 'refused', 'refused'],
    [{ status: 200, headers: {}, body: '<html>' }, 'refused', 'refused'],
    [json(503), 'unreachable', 'rate-limited'],
    [new HttpFault('no answer'), 'unreachable', 'rate-limited'],
  ] as const) {
    const { control, requests, settled } = setUp([json(200)], [answer]);
    const result = await settled(control.recall?.('c-1', 'https://our.example.com/x') ?? Promise.reject());
    assert.equal(!result.done && result.cause, cause);
    const placed = await settled(control.place?.(WISH) ?? Promise.reject());
    assert.equal(!placed.placed && placed.cause, placing);
    assert.equal(requests.length, 0);
  }
});

test('a call that is gone counts as hung up, but cannot be sent elsewhere', async () => {
  const { control, settled } = setUp([json(404)]);
  assert.deepEqual(await settled(control.hangUp('c-1')), { done: true });
  const result = await settled(control.dial('c-1', '+14155550123', 'https://our.example.com/after-dial'));
  assert.deepEqual(result, { done: false, cause: 'gone', detail: 'HTTP 404' });
});

test('a call is sent elsewhere by the address where Bandwidth asks what comes next, with the credentials for it', async () => {
  const { control, settled, bodies } = setUp([json(200)]);
  await settled(control.dial('c-1', '+14155550123', 'https://our.example.com/bandwidth/after-dial'));
  assert.deepEqual(bodies(), [
    {
      state: 'active',
      redirectUrl: 'https://our.example.com/bandwidth/after-stream',
      redirectMethod: 'POST',
      username: 'offhook',
      password: 'a-secret',
    },
  ]);
});

test('a conference is ended by its id', async () => {
  const { control, settled, requests, bodies } = setUp([json(204)]);
  assert.deepEqual(await settled(control.endConference('conf-1')), { done: true });
  assert.equal(requests[0]?.url, `${API}api/v2/accounts/55/conferences/conf-1`);
  assert.deepEqual(bodies(), [{ status: 'completed' }]);
});

test('a call is placed once, with its addresses, and has its id at once', async () => {
  const { control, settled, bodies, requests } = setUp([json(201, { callId: 'c-7' })]);
  assert.deepEqual(await settled(control.place?.(WISH) ?? Promise.reject()), {
    placed: true,
    carrierCallId: 'c-7',
  });
  assert.equal(requests.length, 1);
  assert.deepEqual(bodies(), [
    {
      applicationId: 'app-1',
      to: '+14155550123',
      from: '+14155550100',
      answerUrl: WISH.urls.answered,
      answerMethod: 'POST',
      disconnectUrl: WISH.urls.status,
      disconnectMethod: 'POST',
      callTimeout: 25,
      username: 'offhook',
      password: 'a-secret',
    },
  ]);
});

test('who picks up is listened for beside the call, and of a machine it is told when it has spoken if that is wanted', async () => {
  const detection = async (detect: PlaceRequest['detect']): Promise<unknown> => {
    const { control, settled, bodies } = setUp([json(201, { callId: 'c-7' })]);
    await settled(control.place?.({ ...WISH, detect, ringS: 900 }) ?? Promise.reject());
    const [body] = bodies() as readonly { machineDetection: unknown; callTimeout: number }[];
    // Nobody rings for longer with Bandwidth.
    assert.equal(body?.callTimeout, 300);
    return body?.machineDetection;
  };
  const asked = { mode: 'async', callbackMethod: 'POST' };
  assert.deepEqual(await detection('who'), {
    ...asked,
    callbackUrl: WISH.urls.answeredBy,
    delayResult: false,
  });
  assert.deepEqual(await detection('message-end'), {
    ...asked,
    callbackUrl: `${WISH.urls.answeredBy}&spoken=1`,
    delayResult: true,
  });
});

test('what is refused is told in Bandwidth’s words, without the numbers in them', async () => {
  const { control, settled } = setUp([json(400, { description: 'from 14155550100 is not yours' })]);
  assert.deepEqual(await settled(control.place?.(WISH) ?? Promise.reject()), {
    placed: false,
    cause: 'refused',
    code: null,
    detail: 'the carrier answers HTTP 400: from … is not yours',
  });
});

test('without an account nothing is asked, and no call can be placed', async () => {
  const { control, settled, tokens } = setUp([json(200)], [token('t')], null);
  assert.equal(control.placesCalls, false);
  const hungUp = await settled(control.hangUp('c-1'));
  assert.equal(!hungUp.done && hungUp.cause, 'unconfigured');
  const placed = await settled(control.place?.(WISH) ?? Promise.reject());
  assert.equal(!placed.placed && placed.cause, 'unconfigured');
  assert.equal(tokens.length, 0);
});
