// Call control over REST: what is sent, and what each answer means.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { ControlResult } from '../carrier.ts';
import { CONTROL_MS_MAX, CONTROL_RETRY_MS } from '../carrier-rest.ts';
import { plivoControl } from './control.ts';

const answer = (status: number, body = ''): HttpAnswer => ({ status, headers: {}, body });
const ACCOUNT = {
  authId: 'MA1',
  authToken: 'secret',
  baseUrl: 'https://api.example.com/',
  nextStepPath: '/plivo/after-stream',
};

function setUp(answers: readonly (HttpAnswer | HttpFault | 'silence')[]) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    const next = answers[requests.length];
    requests.push(request);
    if (next === 'silence' || next === undefined) return new Promise<HttpAnswer>(() => {});
    if (next instanceof HttpFault) throw next;
    return next;
  });
  const control = plivoControl(world, ACCOUNT);
  const settled = async (wish: Promise<ControlResult>): Promise<ControlResult> => {
    let result: ControlResult | null = null;
    void wish.then((value) => (result = value));
    await world.until(() => result !== null);
    return wish;
  };
  return { world, requests, control, settled };
}

test('hanging up deletes the call', async () => {
  const { requests, control, settled } = setUp([answer(204)]);
  assert.deepEqual(await settled(control.hangUp('c1')), { done: true });
  const [request] = requests;
  assert.equal(request?.url, 'https://api.example.com/v1/Account/MA1/Call/c1/');
  assert.equal(request?.method, 'DELETE');
  assert.equal(request?.body, undefined);
  const basic = request?.headers?.['authorization']?.replace('Basic ', '') ?? '';
  assert.equal(Buffer.from(basic, 'base64').toString(), 'MA1:secret');
});

test('a call that is already gone counts as hung up, but cannot be sent elsewhere', async () => {
  const { control, settled } = setUp([answer(404), answer(404)]);
  assert.deepEqual(await settled(control.hangUp('c1')), { done: true });
  assert.deepEqual(await settled(control.dial('c1', '+1', 'https://h/plivo/after-dial')), {
    done: false,
    cause: 'gone',
    detail: 'HTTP 404',
  });
});

test('a transfer sends the call to where it is told to dial, and no number stands in the request', async () => {
  const { requests, control, settled } = setUp([answer(202, '{"message":"call transferred"}')]);
  const wish = control.dial('c1', '+14155550123', 'https://voice.example.com/plivo/after-dial');
  assert.deepEqual(await settled(wish), { done: true });
  const [request] = requests;
  assert.equal(request?.method, 'POST');
  assert.equal(request?.headers?.['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(request?.body ?? ''), {
    legs: 'aleg',
    aleg_url: 'https://voice.example.com/plivo/after-stream',
    aleg_method: 'POST',
  });
});

test('a fault of the network or of Plivo gets one more try', async () => {
  for (const fault of [new HttpFault('reset'), answer(503), answer(429)]) {
    const { world, requests, control, settled } = setUp([fault, answer(204)]);
    assert.deepEqual(await settled(control.hangUp('c1')), { done: true });
    assert.equal(requests.length, 2);
    assert.equal(world.clock.now(), CONTROL_RETRY_MS * 1000);
  }
});

test('silence is bounded by two tries', async () => {
  const { world, control, settled } = setUp(['silence', 'silence']);
  const result = await settled(control.hangUp('c1'));
  assert.ok(!result.done && result.cause === 'unreachable');
  assert.equal(world.clock.now(), (2 * CONTROL_MS_MAX + CONTROL_RETRY_MS) * 1000);
  assert.equal(world.timersPending, 0);
});

test('a refusal is told and not repeated', async () => {
  const { requests, control, settled } = setUp([answer(401)]);
  const expected = { done: false, cause: 'refused', detail: 'HTTP 401' };
  assert.deepEqual(await settled(control.hangUp('c1')), expected);
  assert.equal(requests.length, 1);
});

test('without credentials nothing is asked', async () => {
  const world = simulatedWorld();
  for (const missing of [{ authId: null }, { authToken: null }]) {
    const result = await plivoControl(world, { ...ACCOUNT, ...missing }).hangUp('c1');
    assert.ok(!result.done && result.cause === 'unconfigured');
  }
});
