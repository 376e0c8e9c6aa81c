// The app's doors: who may use the API, what health and metrics tell, and that the document describes it all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { someCall } from '../../test/fakes/fake-switchboard.ts';
import { serverStage } from '../../test/fakes/server-stage.ts';

const GUARDED = [
  '/api/calls',
  '/api/calls/call_1',
  '/api/events',
  '/api/openapi.json',
  '/api/nowhere',
  '/metrics',
];

test('with a key only its bearer is served, and nothing tells a wrong key from a missing one but its words', async () => {
  const { app } = await serverStage({ apiKey: 'the-key' });
  for (const url of GUARDED) {
    for (const authorization of [undefined, 'Bearer wrong', 'Basic the-key', 'the-key', 'Bearer ']) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await app.inject({ url, headers });
      assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'API_KEY_REQUIRED'], url);
      assert.match(String(answer.headers['www-authenticate']), /^Bearer/);
    }
  }
  const query = await app.inject({ url: '/api/calls?token=the-key' });
  assert.equal(query.statusCode, 401);
  // From anywhere, through any proxy.
  const headers = {
    authorization: 'bearer the-key',
    'x-forwarded-for': '203.0.113.1',
    host: 'voice.example.com',
  };
  for (const url of ['/api/calls', '/api/openapi.json', '/metrics'])
    assert.equal((await app.inject({ url, headers, remoteAddress: '203.0.113.9' })).statusCode, 200);
});

test('without a key only this machine is served, not a proxy on it and not a web page in its browser', async () => {
  const { app } = await serverStage();
  const ask = async (more: InjectOptions) => (await app.inject({ url: '/api/calls', ...more })).statusCode;
  assert.equal(await ask({}), 200);
  assert.equal(await ask({ remoteAddress: '::ffff:127.0.0.1', headers: { host: '127.0.0.1:5050' } }), 200);
  assert.equal(await ask({ remoteAddress: '::1', headers: { host: '[::1]:5050' } }), 200);
  assert.equal(await ask({ headers: { origin: 'http://localhost:5173' } }), 200);
  const refused: InjectOptions[] = [
    { remoteAddress: '192.168.1.5' },
    { headers: { 'x-forwarded-for': '127.0.0.1' } },
    { headers: { forwarded: 'for=127.0.0.1' } },
    { headers: { host: 'voice.example.com' } },
    { headers: { host: 'localhost.evil.example' } },
    { headers: { origin: 'https://evil.example' } },
    { headers: { origin: 'null' } },
  ];
  for (const more of refused) assert.equal(await ask(more), 403, JSON.stringify(more));
  const said = await app.inject({ url: '/api/calls', remoteAddress: '192.168.1.5' });
  assert.equal(said.json().error.code, 'LOOPBACK_ONLY');
  assert.match(said.json().error.message, /OFFHOOK_API_KEY/);
});

test('health is told to everyone, readiness follows the store and the drain', async () => {
  const from = { remoteAddress: '203.0.113.9' };
  let draining = false;
  const stage = await serverStage({ apiKey: 'the-key', draining: () => draining });
  const ready = async () => {
    const answer = await stage.app.inject({ url: '/readyz', ...from });
    return [answer.statusCode, answer.json().status];
  };
  assert.deepEqual((await stage.app.inject({ url: '/healthz', ...from })).json(), { status: 'ok' });
  assert.deepEqual(await ready(), [200, 'ready']);
  draining = true;
  assert.deepEqual(await ready(), [503, 'draining']);
  draining = false;
  await stage.store[Symbol.asyncDispose]();
  assert.deepEqual(await ready(), [503, 'store-unavailable']);
});

test('a store that never answers is not ready', async () => {
  const stage = await serverStage();
  stage.store.ping = () => new Promise(() => {});
  const answer = stage.app.inject('/readyz');
  await stage.world.until(() => stage.world.timersPending > 0);
  await stage.world.advance(2000);
  assert.equal((await answer).statusCode, 503);
});

test("metrics count what the journals tell, and know no caller's words", async () => {
  const { app, switchboard } = await serverStage();
  const call = someCall();
  switchboard.calls.set(call.id, call);
  switchboard.tell(call, {
    kind: 'call.opened',
    carrier: 'twilio',
    carrierCallId: 'CA1',
    direction: 'inbound',
    from: '+14155550123',
    to: '+1',
    agent: 'a',
    model: 'm',
    variables: {},
  });
  switchboard.tell(call, { kind: 'agent.first-audio', afterMs: 90 });
  switchboard.tell(call, { kind: 'turn.answered', latencyMs: 700 });
  switchboard.tell(call, { kind: 'interrupted', cause: 'speech', itemId: null });
  switchboard.tell(call, { kind: 'call.ended', reason: 'caller-hangup', detail: '' });
  const { body } = await app.inject('/metrics');
  for (const line of [
    'offhook_calls_opened_total 1',
    'offhook_calls_ended_total{reason="caller-hangup"} 1',
    'offhook_calls{status="live"} 1',
    'offhook_calls{status="ringing"} 0',
    'offhook_first_audio_seconds_bucket{le="0.1"} 1',
    'offhook_turn_latency_seconds_sum 0.7',
    'offhook_interruptions_total{cause="speech"} 1',
    'offhook_journal_waiting 3',
    'nodejs_eventloop_lag_p99_seconds ',
    'process_resident_memory_bytes ',
  ])
    assert.ok(body.includes(`\n${line}`), line);
  assert.doesNotMatch(body, /4155550123/);
});

test('the document describes the API, its key, and none of the carrier’s doors', async () => {
  const { app } = await serverStage();
  const document = (await app.inject('/api/openapi.json')).json();
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(Object.keys(document.paths).toSorted(), [
    '/api/callers/{number}',
    '/api/callers/{number}/hold',
    '/api/calls',
    '/api/calls/{id}',
    '/api/calls/{id}/archive',
    '/api/calls/{id}/archive/{name}',
    '/api/calls/{id}/hangup',
    '/api/calls/{id}/hold',
    '/api/calls/{id}/journal',

    '/api/calls/{id}/recording',
    '/api/calls/{id}/spans',
    '/api/calls/{id}/steer',
    '/api/calls/{id}/trace',
    '/api/calls/{id}/transfer',
    '/api/events',
    '/api/holds',
    '/api/jobs',
    '/api/jobs/{id}/retry',
    '/api/latency',
  ]);
  const recording = document.paths['/api/calls/{id}/recording'].get.responses['200'];
  assert.deepEqual(Object.keys(recording.content), ['audio/wav']);
});
