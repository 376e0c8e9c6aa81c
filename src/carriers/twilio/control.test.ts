// Call control over REST: what is sent, what each answer means, and one more try where it is worth one.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { ControlResult } from '../carrier.ts';
import { CONTROL_MS_MAX, CONTROL_RETRY_MS } from '../carrier-rest.ts';
import { twilioControl } from './control.ts';

const answer = (status: number, body = ''): HttpAnswer => ({ status, headers: {}, body });

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
  const control = twilioControl(world, {
    accountSid: 'AC1',
    authToken: 'secret',
    baseUrl: 'https://api.example.com/',
    callerId: '+14155550199',
  });
  const settled = async (wish: Promise<ControlResult>): Promise<ControlResult> => {
    let result: ControlResult | null = null;
    void wish.then((value) => (result = value));
    await world.until(() => result !== null);
    return wish;
  };
  return { world, requests, control, settled };
}

test('hanging up completes the call', async () => {
  const { requests, control, settled } = setUp([answer(200, '{}')]);
  assert.deepEqual(await settled(control.hangUp('CA1')), { done: true });
  const [request] = requests;
  assert.equal(request?.url, 'https://api.example.com/2010-04-01/Accounts/AC1/Calls/CA1.json');
  assert.equal(request?.method, 'POST');
  assert.equal(request?.body, 'Status=completed');
  const basic = request?.headers?.['authorization']?.replace('Basic ', '') ?? '';
  assert.equal(Buffer.from(basic, 'base64').toString(), 'AC1:secret');
});

test('a call that is already gone counts as hung up, but cannot be sent elsewhere', async () => {
  const gone = [answer(404, '{"code":20404}'), answer(404), answer(400, '{"code":21220}')];
  const { control, settled } = setUp(gone);
  assert.deepEqual(await settled(control.hangUp('CA1')), { done: true });
  for (let index = 0; index < 2; index += 1) {
    const result = await settled(control.dial('CA1', '+1', '/after'));
    assert.ok(!result.done && result.cause === 'gone');
  }
});

test('a transfer updates the call with a dial that comes back to us', async () => {
  const { requests, control, settled } = setUp([answer(200)]);
  assert.deepEqual(await settled(control.dial('CA1', '+14155550123', 'https://h/after')), { done: true });
  const twiml = new URLSearchParams(requests[0]?.body).get('Twiml') ?? '';
  assert.match(
    twiml,
    /<Dial action="https:\/\/h\/after" method="POST" timeout="25" callerId="\+14155550199"><Number>\+14155550123</,
  );
});

test('a network fault and a server fault get one more try after a pause', async () => {
  for (const fault of [new HttpFault('reset'), answer(503), answer(429)]) {
    const { world, requests, control, settled } = setUp([fault, answer(200)]);
    assert.deepEqual(await settled(control.hangUp('CA1')), { done: true });
    assert.equal(requests.length, 2);
    assert.equal(world.clock.now(), CONTROL_RETRY_MS * 1000);
  }
});

test('a second fault is the answer', async () => {
  const down = setUp([new HttpFault('reset'), new HttpFault('reset')]);
  assert.deepEqual(await down.settled(down.control.hangUp('CA1')), {
    done: false,
    cause: 'unreachable',
    detail: 'reset',
  });
  const ill = setUp([answer(503), answer(500, 'oops')]);
  assert.deepEqual(await ill.settled(ill.control.hangUp('CA1')), {
    done: false,
    cause: 'unreachable',
    detail: 'HTTP 500',
  });
});

test('silence is bounded by two tries', async () => {
  const { world, control, settled } = setUp(['silence', 'silence']);
  const result = await settled(control.hangUp('CA1'));
  assert.ok(!result.done && result.cause === 'unreachable');
  assert.equal(world.clock.now(), (2 * CONTROL_MS_MAX + CONTROL_RETRY_MS) * 1000);
  assert.equal(world.timersPending, 0);
});

test('a refusal is told with its code and not repeated', async () => {
  const { requests, control, settled } = setUp([answer(401, '{"code":20003,"message":"Authenticate"}')]);
  assert.deepEqual(await settled(control.hangUp('CA1')), {
    done: false,
    cause: 'refused',
    detail: 'HTTP 401, code 20003',
  });
  assert.equal(requests.length, 1);
});

test('without credentials nothing is asked', async () => {
  const world = simulatedWorld();
  for (const [accountSid, authToken] of [
    [null, 'secret'],
    ['AC1', null],
  ] as const) {
    const control = twilioControl(world, { accountSid, authToken, baseUrl: 'https://api.example.com' });
    const result = await control.hangUp('CA1');
    assert.ok(!result.done && result.cause === 'unconfigured');
  }
});
