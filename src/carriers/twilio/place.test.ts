// Placing a call over Twilio's REST API: what is asked for, once, and what each answer means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { RETRY_AFTER_MS_MAX } from '../carrier-rest.ts';
import type { PlaceRequest } from '../carrier.ts';
import { twilioControl } from './control.ts';

const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: 'https://voice.example.com/twilio/answered?call=call_1',
    status: 'https://voice.example.com/twilio/status?call=call_1',
    answeredBy: 'https://voice.example.com/twilio/answered-by?call=call_1',
  },
  detect: 'none',
};

async function place(
  answer: HttpAnswer | HttpFault,
  wish: Partial<PlaceRequest> = {},
  accountSid: string | null = 'AC1',
) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    requests.push(request);
    if (answer instanceof HttpFault) throw answer;
    return answer;
  });
  const control = twilioControl(world, {
    accountSid,
    authToken: 'secret',
    baseUrl: 'https://api.example.com',
  });
  const placed = control.place?.({ ...WISH, ...wish });
  await world.advance(20_000);
  const form = new URLSearchParams(requests[0]?.body ?? '');
  return { result: await placed, requests, form };
}

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});
const TAKEN = json(201, { sid: 'CA1', status: 'queued' });

test('a call is asked for with its addresses and every stage of its way', async () => {
  const { result, requests, form } = await place(TAKEN);
  assert.deepEqual(result, { placed: true, carrierCallId: 'CA1' });
  assert.equal(requests[0]?.url, 'https://api.example.com/2010-04-01/Accounts/AC1/Calls.json');
  assert.deepEqual(
    ['To', 'From', 'Url', 'StatusCallback', 'Timeout'].map((name) => form.get(name)),
    [WISH.to, WISH.from, WISH.urls.answered, WISH.urls.status, '25'],
  );
  assert.deepEqual(form.getAll('StatusCallbackEvent'), ['initiated', 'ringing', 'answered', 'completed']);
  assert.equal(form.get('MachineDetection'), null);
});

test('Twilio listens who picked up beside the call, never before it', async () => {
  for (const [detect, mode] of [
    ['who', 'Enable'],
    ['message-end', 'DetectMessageEnd'],
  ] as const) {
    const { form } = await place(TAKEN, { detect });
    assert.deepEqual(
      ['MachineDetection', 'AsyncAmd', 'AsyncAmdStatusCallback'].map((name) => form.get(name)),
      [mode, 'true', WISH.urls.answeredBy],
    );
  }
});

test('nothing is tried twice: whoever gets no answer may have called already', async () => {
  for (const answer of [new HttpFault('timed out'), json(500, {}), json(503, { code: 20503 })]) {
    const { result, requests } = await place(answer);
    assert.ok(result?.placed === false && result.cause === 'unreachable');
    assert.equal(requests.length, 1);
  }
});

test('a refusal has Twilio’s code', async () => {
  for (const [status, code] of [
    [400, 21211],
    [401, 20003],
  ] as const) {
    const { result, requests } = await place(json(status, { code, message: 'no' }));
    assert.deepEqual(result, {
      placed: false,
      cause: 'refused',
      code: String(code),
      detail: `the carrier answers HTTP ${status}`,
    });
    assert.equal(requests.length, 1);
  }
});

test('a carrier that has too much to do is told from one that refuses, with the time that it names', async () => {
  const tooMany = { code: 20429, message: 'Too Many Requests' };
  for (const [status, retryAfter, retryAfterMs] of [
    [429, undefined, undefined],
    [429, '7', 7000],
    [429, 'Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    [429, 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    [429, '99999999999', RETRY_AFTER_MS_MAX],
    [429, 'soon', undefined],
    [503, '2', 2000],
  ] as const) {
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const { result, requests } = await place({ ...json(status, tooMany), headers });
    assert.deepEqual(result, {
      placed: false,
      cause: 'rate-limited',
      code: '20429',
      detail: `the carrier answers HTTP ${status}`,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    assert.equal(requests.length, 1);
  }
});

test('without an account nothing is asked', async () => {
  const { result, requests } = await place(TAKEN, {}, null);
  assert.ok(result?.placed === false && result.cause === 'unconfigured');
  assert.equal(requests.length, 0);
});
