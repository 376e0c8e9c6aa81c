// Placing a call over Plivo's REST API: what is asked for, once, and what each answer means.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { plivoControl } from './control.ts';

const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: 'https://voice.example.com/plivo/answered?call=call_1',
    status: 'https://voice.example.com/plivo/status?call=call_1',
    answeredBy: 'https://voice.example.com/plivo/answered-by?call=call_1',
  },
  detect: 'none',
};

async function place(
  answer: HttpAnswer | HttpFault,
  wish: Partial<PlaceRequest> = {},
  authId: string | null = 'MA1',
) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    requests.push(request);
    if (answer instanceof HttpFault) throw answer;
    return answer;
  });
  const control = plivoControl(world, {
    authId,
    authToken: 'secret',
    baseUrl: 'https://api.example.com',
    nextStepPath: '/plivo/after-stream',
  });
  const placed = control.place?.({ ...WISH, ...wish });
  await world.advance(20_000);
  const fields: unknown = JSON.parse(requests[0]?.body ?? '{}');
  return { result: await placed, requests, fields };
}

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});
const TAKEN = json(201, { message: 'call fired', request_uuid: 'r1', api_id: 'a1' });

test('a call is asked for with its addresses, and has no id yet: the one that is answered is that of the request', async () => {
  const { result, requests, fields } = await place(TAKEN);
  assert.deepEqual(result, { placed: true, carrierCallId: null });
  const [request] = requests;
  assert.deepEqual([request?.method, request?.url], ['POST', 'https://api.example.com/v1/Account/MA1/Call/']);
  const basic = request?.headers?.['authorization']?.replace('Basic ', '') ?? '';
  assert.equal(Buffer.from(basic, 'base64').toString(), 'MA1:secret');
  assert.deepEqual(fields, {
    from: WISH.from,
    to: WISH.to,
    answer_url: WISH.urls.answered,
    answer_method: 'POST',
    ring_url: WISH.urls.status,
    ring_method: 'POST',
    hangup_url: WISH.urls.status,
    hangup_method: 'POST',
    ring_timeout: '25',
  });
});

test('Plivo listens who picked up beside the call, never before it', async () => {
  for (const detect of ['who', 'message-end'] as const) {
    const { fields } = await place(TAKEN, { detect });
    assert.deepEqual(fields, {
      ...((await place(TAKEN)).fields as object),
      machine_detection: 'true',
      machine_detection_url: WISH.urls.answeredBy,
      machine_detection_method: 'POST',
    });
  }
});

test('nothing is tried twice: whoever gets no answer may have called already', async () => {
  for (const answer of [new HttpFault('timed out'), json(500, {}), json(503, {})]) {
    const { result, requests } = await place(answer);
    assert.ok(result?.placed === false && result.cause === 'unreachable');
    assert.equal(requests.length, 1);
  }
});

test('a refusal has Plivo’s words, without the numbers in them', async () => {
  const error = 'from parameter is invalid. +14155550100 is not associated with your account';
  const { result, requests } = await place(json(400, { api_id: 'a1', error }));
  assert.deepEqual(result, {
    placed: false,
    cause: 'refused',
    code: null,
    detail: 'the carrier answers HTTP 400: from parameter is invalid. … is not associated with your account',
  });
  assert.equal(requests.length, 1);
  const wordless = await place({ status: 401, headers: {}, body: 'Unauthorized' });
  assert.ok(wordless.result?.placed === false && wordless.result.detail === 'the carrier answers HTTP 401');
});

test('a carrier that takes no more calls for now is told from one that refuses', async () => {
  const { result } = await place(json(429, { error: 'too many requests' }, { 'retry-after': '5' }));
  assert.ok(result?.placed === false && result.cause === 'rate-limited');
  assert.equal(result.retryAfterMs, 5000);
});

test('several numbers in one are not called', async () => {
  const { result, requests } = await place(TAKEN, { to: 'sip:a@example.com<+14155550199' });
  assert.ok(result?.placed === false && result.cause === 'refused');
  assert.equal(requests.length, 0);
});

test('without an account nothing is asked', async () => {
  const { result, requests } = await place(TAKEN, {}, null);
  assert.ok(result?.placed === false && result.cause === 'unconfigured');
  assert.equal(requests.length, 0);
});
