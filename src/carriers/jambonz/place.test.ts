// Placing a call over jambonz' REST API: what is asked for, once, and what each answer means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { jambonzControl } from './control.ts';

const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: 'https://voice.example.com/jambonz/incoming',
    status: 'https://voice.example.com/jambonz/status',
    answeredBy: 'https://voice.example.com/jambonz/answered-by',
  },
  detect: 'none',
};

async function place(
  answer: HttpAnswer | HttpFault,
  wish: Partial<PlaceRequest> = {},
  applicationSid: string | null = 'app-1',
) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://jambonz.example.com/', (request) => {
    requests.push(request);
    if (answer instanceof HttpFault) throw answer;
    return answer;
  });
  const control = jambonzControl(world, {
    accountSid: 'acc-1',
    apiKey: 'key-1',
    applicationSid,
    baseUrl: 'https://jambonz.example.com/api',
    nextStepPath: '/next',
  });
  const placed = control.place?.({ ...WISH, ...wish });
  await world.advance(20_000);
  const body: unknown = JSON.parse(requests[0]?.body ?? 'null');
  return { result: await placed, requests, body, places: control.placesCalls };
}

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});
const TAKEN = json(201, { sid: 'c-1' });

test('a call is placed by the application, and tagged with our id of it', async () => {
  const { result, requests, body } = await place(TAKEN);
  assert.deepEqual(result, { placed: true, carrierCallId: 'c-1' });
  assert.deepEqual(
    [requests[0]?.method, requests[0]?.url],
    ['POST', 'https://jambonz.example.com/api/v1/Accounts/acc-1/Calls'],
  );
  assert.deepEqual(body, {
    application_sid: 'app-1',
    from: WISH.from,
    to: { type: 'phone', number: WISH.to },
    timeout: 25,
    tag: { offhook_call_id: 'call_1' },
  });
});

test('who picked up is told where it was asked for; a SIP URI is called as one', async () => {
  const { body } = await place(TAKEN, { detect: 'who', to: 'sip:desk@example.com' });
  assert.deepEqual(body, {
    application_sid: 'app-1',
    from: WISH.from,
    to: { type: 'sip', sipUri: 'sip:desk@example.com' },
    timeout: 25,
    tag: { offhook_call_id: 'call_1' },
    amd: { actionHook: WISH.urls.answeredBy },
  });
});

test('nothing is tried twice: whoever gets no answer may have called already', async () => {
  for (const answer of [new HttpFault('timed out'), json(500, {})]) {
    const { result, requests } = await place(answer);
    assert.ok(result?.placed === false && result.cause === 'unreachable');
    assert.equal(requests.length, 1);
  }
});

test('a refusal says why, without the numbers in it', async () => {
  const msg = 'missing or invalid to property: {"number":"+14155550123"}';
  assert.deepEqual((await place(json(400, { msg }))).result, {
    placed: false,
    cause: 'refused',
    code: null,
    detail: 'the carrier answers HTTP 400: missing or invalid to property: {"number":"…"}',
  });
});

test('without an application nothing is asked', async () => {
  const { result, requests, places } = await place(TAKEN, {}, null);
  assert.ok(result?.placed === false && result.cause === 'unconfigured');
  assert.deepEqual([requests.length, places], [0, false]);
});
