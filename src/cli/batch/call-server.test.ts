// The server as a batch asks it: every answer is one of few, and none is an exception.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { callServer } from './call-server.ts';

const ORIGIN = 'http://127.0.0.1:5050';
const TO = '+14155550123';

function asking(answer: (request: HttpRequest) => Partial<HttpAnswer>) {
  const world = simulatedWorld();
  const asked: HttpRequest[] = [];
  world.serve(ORIGIN, (request) => {
    asked.push(request);
    return { status: 200, headers: {}, body: '', ...answer(request) };
  });
  return { server: callServer(world, { origin: ORIGIN, apiKey: 'a-key' }), asked };
}

const fails = (status: number, code: string) => () => ({
  status,
  body: JSON.stringify({ error: { code, message: 'why' } }),
});

test('a call is asked for under its key, with the API key', async () => {
  const { server, asked } = asking(() => ({ status: 202, body: '{"id":"call_1"}' }));
  assert.deepEqual(await server.place({ to: TO, greeting: 'Hello.' }, 'batch-1'), {
    kind: 'placed',
    callId: 'call_1',
  });
  assert.deepEqual(
    asked.map(({ method, url, headers, body }) => [
      method,
      url,
      headers?.['authorization'],
      JSON.parse(body ?? ''),
    ]),
    [
      [
        'POST',
        `${ORIGIN}/api/calls`,
        'Bearer a-key',
        { to: TO, greeting: 'Hello.', idempotencyKey: 'batch-1' },
      ],
    ],
  );
});

const placings: readonly (readonly [string, () => Partial<HttpAnswer>, string])[] = [
  ['the cap is reached', fails(503, 'TOO_MANY_REQUESTS'), 'full'],
  ['a proxy slows us down', () => ({ status: 429, headers: { 'retry-after': '7' }, body: 'slow' }), 'full'],
  ['the request does not fit', fails(400, 'REQUEST_INVALID'), 'refused'],
  ['nothing can be placed', fails(409, 'DIAL_IMPOSSIBLE'), 'fault'],
  ['the key is missing', fails(401, 'API_KEY_REQUIRED'), 'fault'],
  ['the key was used for another', fails(409, 'IDEMPOTENCY_KEY_USED'), 'fault'],
  ['it is another server', () => ({ status: 404, body: '<html>' }), 'fault'],
  ['the store is away', fails(503, 'STORE_UNAVAILABLE'), 'unsure'],
  ['it has a bug', fails(500, 'INTERNAL'), 'unsure'],
  ['a proxy has lost it', () => ({ status: 502, body: '<html>' }), 'unsure'],
  ['the answer is none', () => ({ status: 202, body: '<html>' }), 'unsure'],
  [
    'nothing comes back',
    () => {
      throw new HttpFault('reset');
    },
    'unsure',
  ],
];
for (const [what, answer, kind] of placings)
  test(`when ${what} a request to place a call is ${kind}`, async () => {
    const placing = await asking(answer).server.place({ to: TO }, 'batch-1');
    assert.equal(placing.kind, kind);
    if (placing.kind === 'full' && what.startsWith('a proxy')) assert.equal(placing.retryAfterMs, 7000);
  });

test('a call is found by its key, or is not', async () => {
  const found = asking(() => ({ body: JSON.stringify({ calls: [{ id: 'call_1', to: TO }], next: null }) }));
  assert.deepEqual(await found.server.find('a/b', TO), { kind: 'known', answer: 'call_1' });
  assert.equal(found.asked[0]?.url, `${ORIGIN}/api/calls?key=a%2Fb`);
  const none = asking(() => ({ body: '{"calls":[],"next":null}' }));
  assert.deepEqual(await none.server.find('batch-1', TO), { kind: 'known', answer: null });
});

test('a server that does not know keys, and gives its newest call, is not believed', async () => {
  const { server } = asking(() => ({
    body: JSON.stringify({ calls: [{ id: 'call_9', to: '+12125550100' }] }),
  }));
  const found = await server.find('batch-1', TO);
  assert.ok(found.kind === 'fault' && /too old for batches/.test(found.problem));
});

test('a journal is told as its events; a call that nobody knows has none', async () => {
  const event = { kind: 'call.ended', reason: 'busy', detail: '' };
  const known = asking(() => ({ body: JSON.stringify({ events: [{ sequence: 1, event }] }) }));
  assert.deepEqual(await known.server.journal('call_1'), { kind: 'known', answer: [event] });
  assert.deepEqual(await asking(fails(404, 'CALL_NOT_FOUND')).server.journal('call_1'), {
    kind: 'known',
    answer: null,
  });
});

const questions: readonly (readonly [string, () => Partial<HttpAnswer>, string])[] = [
  [
    'it is away',
    () => {
      throw new HttpFault('refused');
    },
    'no-answer',
  ],
  ['the store is away', fails(503, 'STORE_UNAVAILABLE'), 'no-answer'],
  ['a proxy answers for it', () => ({ body: '<html>' }), 'no-answer'],
  ['a proxy slows us down', () => ({ status: 429 }), 'no-answer'],
  ['the key is missing', fails(401, 'API_KEY_REQUIRED'), 'fault'],
  ['it is another server', () => ({ status: 404, body: '<html>' }), 'fault'],
];
for (const [what, answer, kind] of questions)
  test(`when ${what} a question to the server is ${kind}`, async () => {
    const { server } = asking(answer);
    assert.equal((await server.journal('call_1')).kind, kind);
    assert.equal((await server.find('batch-1', TO)).kind, kind);
  });
