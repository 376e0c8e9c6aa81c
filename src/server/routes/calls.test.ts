// The API's calls: what is shown, what is refused and in which words, what reaches the switchboard.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { CallView } from '../../call/call-view.ts';
import { record } from '../../testing/contracts/store-samples.ts';
import type { LiveEvent } from '../api.ts';
import { someCall } from '../../../test/fakes/fake-switchboard.ts';
import { serverStage } from '../../../test/fakes/server-stage.ts';

type Stage = Awaited<ReturnType<typeof serverStage>>;

const endedCall = (n: number, changes: Partial<CallView> = {}): CallView =>
  someCall({
    id: `call_old${n}` as CallId,
    callSid: `CAold${n}`,
    status: 'ended',
    startedAt: `2025-12-0${n}T00:00:00.000Z`,
    endedAt: `2025-12-0${n}T00:01:00.000Z`,
    outcome: {
      reason: 'caller-hangup',
      detail: '',
      durationMs: 60_000,
      turns: { caller: 1, agent: 2 },
      tools: 0,
      interruptions: 1,
      firstAudioMs: 120,
      turnLatenciesMs: [640],
      tokens: { inputText: 1, inputAudio: 2, cachedText: 0, cachedAudio: 0, outputText: 3, outputAudio: 4 },
      costUsd: null,
    },
    ...changes,
  });

const get = (stage: Stage, url: string, headers = {}) => stage.app.inject({ method: 'GET', url, headers });
const post = (stage: Stage, url: string, payload?: object) =>
  stage.app.inject({ method: 'POST', url, ...(payload !== undefined && { payload }) });

const NOT_PLACED = {
  kind: 'call.not-placed',
  cause: 'rate-limited',
  code: '20429',
  detail: 'Too many requests',
  retryAfterMs: 3000,
} as const;

const viewRecords = (id: string) => [
  record(id, 1, {
    kind: 'call.opened',
    carrier: 'twilio',
    carrierCallId: '',
    direction: 'outbound',
    from: '+14155550100',
    to: '+14155550123',
    agent: 'front-desk',
    model: 'rehearsal',
    variables: {},
  }),
  record(id, 2, NOT_PLACED),
];

async function withCalls(changes: Parameters<typeof serverStage>[0] = {}) {
  const stage = await serverStage(changes);
  stage.switchboard.calls.set('call_1', someCall());
  for (const n of [1, 2, 3]) await stage.store.project(endedCall(n));
  return stage;
}

test('the list has live and kept calls, newest first, without what was said in them', async () => {
  const stage = await withCalls();
  // The store is a step behind: the switchboard knows better.
  await stage.store.project(someCall({ status: 'ringing' }));
  const { calls, next } = (await get(stage, '/api/calls')).json();
  assert.deepEqual(
    calls.map(({ id, status }: CallView) => [id, status]),
    [
      ['call_1', 'live'],
      ['call_old3', 'ended'],
      ['call_old2', 'ended'],
      ['call_old1', 'ended'],
    ],
  );
  assert.equal(next, null);
  assert.doesNotMatch(JSON.stringify(calls), /Hello there/);
});

test('the list pages and filters', async () => {
  const stage = await withCalls();
  const ended = (await get(stage, '/api/calls?status=ended&limit=2')).json();
  assert.deepEqual(
    ended.calls.map((call: CallView) => call.id),
    ['call_old3', 'call_old2'],
  );
  const rest = (await get(stage, `/api/calls?status=ended&limit=2&before=${ended.next}`)).json();
  assert.deepEqual(
    rest.calls.map((call: CallView) => call.id),
    ['call_old1'],
  );
  const live = (await get(stage, '/api/calls?status=live')).json();
  assert.deepEqual(
    live.calls.map((call: CallView) => call.id),
    ['call_1'],
  );
});

test('a query that does not fit is refused by the name of its field', async () => {
  const stage = await withCalls();
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=many', 'limit'],
    ['status=gone', 'status'],
  ] as const) {
    const answer = await get(stage, `/api/calls?${query}`);
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().error.code, 'REQUEST_INVALID');
    assert.match(answer.json().error.message, new RegExp(`^${field}: `));
  }
});

test("a call is found by either id, live from the switchboard and ended from the store, in the issue's words", async () => {
  const stage = await withCalls();
  for (const id of ['call_1', 'CA1'])
    assert.deepEqual((await get(stage, `/api/calls/${id}`)).json(), someCall());
  for (const id of ['call_old1', 'CAold1'])
    assert.deepEqual((await get(stage, `/api/calls/${id}`)).json(), endedCall(1));
  const unknown = await get(stage, '/api/calls/call_none');
  assert.equal(unknown.statusCode, 404);
  assert.equal(unknown.json().error.code, 'CALL_NOT_FOUND');
});

test('a steer reaches the switchboard and its answer the operator', async () => {
  const stage = await withCalls();
  const answer = await post(stage, '/api/calls/CA1/steer', { say: ' One moment. ' });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { say: 'queued' });
  assert.deepEqual(stage.switchboard.asked, [['steer', 'CA1', { say: 'One moment.' }]]);
});

test('a steer that asks for nothing, or for what does not fit, is STEER_INVALID', async () => {
  const stage = await withCalls();
  for (const body of [
    {},
    { say: '' },
    { say: 7 },
    { shout: 'x' },
    { instructions: 'x'.repeat(16_001) },
    undefined,
  ]) {
    const answer = await post(stage, '/api/calls/call_1/steer', body);
    assert.equal(answer.statusCode, 400, JSON.stringify(body));
    assert.equal(answer.json().error.code, 'STEER_INVALID');
  }
  assert.deepEqual(stage.switchboard.asked, []);
});

test('a live call is hung up and transferred, with a body or without', async () => {
  const stage = await withCalls();
  const empty = await stage.app.inject({
    method: 'POST',
    url: '/api/calls/call_1/hangup',
    headers: { 'content-type': 'application/json' },
  });
  assert.deepEqual([empty.statusCode, empty.json()], [202, { accepted: true }]);
  assert.equal((await post(stage, '/api/calls/call_1/transfer', { to: '+14155550199' })).statusCode, 202);
  const nobody = await post(stage, '/api/calls/call_1/transfer');
  assert.deepEqual([nobody.statusCode, nobody.json().error.code], [409, 'TRANSFER_IMPOSSIBLE']);
  const nonsense = await post(stage, '/api/calls/call_1/transfer', { to: 'Bob' });
  assert.deepEqual([nonsense.statusCode, nonsense.json().error.code], [400, 'REQUEST_INVALID']);
  assert.deepEqual(stage.switchboard.asked, [
    ['hangUp', 'call_1'],
    ['transfer', 'call_1', { to: '+14155550199' }],
    ['transfer', 'call_1', { to: null }],
  ]);
});

test('what has ended can not be steered, and what never was is not found', async () => {
  const stage = await withCalls();
  for (const verb of ['steer', 'hangup', 'transfer']) {
    const body = verb === 'steer' ? { say: 'hello' } : {};
    const ended = await post(stage, `/api/calls/call_old1/${verb}`, body);
    assert.deepEqual([ended.statusCode, ended.json().error.code], [409, 'CALL_NOT_LIVE']);
    const none = await post(stage, `/api/calls/call_none/${verb}`, body);
    assert.deepEqual([none.statusCode, none.json().error.code], [404, 'CALL_NOT_FOUND']);
  }
});

test('malformed JSON, a body that is too big and an unknown address are answered in the same form', async () => {
  const stage = await withCalls();
  const send = (payload: string) =>
    stage.app.inject({
      method: 'POST',
      url: '/api/calls/call_1/steer',
      headers: { 'content-type': 'application/json' },
      payload,
    });
  assert.deepEqual((await send('{"say":')).json().error.code, 'REQUEST_INVALID');
  assert.equal((await send('{"__proto__":{"say":"x"}}')).statusCode, 400);
  const big = await send(JSON.stringify({ say: 'x'.repeat(300 * 1024) }));
  assert.deepEqual([big.statusCode, big.json().error.code], [413, 'REQUEST_INVALID']);
  const nowhere = await get(stage, '/api/nowhere');
  assert.deepEqual([nowhere.statusCode, nowhere.json().error.code], [404, 'NOT_FOUND']);
});

test('a store that is gone is a 503 with its code, and the log has the route but no address', async () => {
  const stage = await withCalls();
  await stage.store[Symbol.asyncDispose]();
  const answer = await get(stage, '/api/calls/+14155550123');
  assert.deepEqual([answer.statusCode, answer.json().error.code], [503, 'STORE_UNAVAILABLE']);
  assert.equal(stage.world.logLines.at(-1)?.fields['route'], '/api/calls/:id');
  assert.doesNotMatch(JSON.stringify(stage.world.logLines), /4155550123/);
});

test('a recording is served whole and in parts, and only from below the data directory', async () => {
  const root = mkdtempSync(join(tmpdir(), 'offhook-test-'));
  const dataDir = join(root, 'data');
  mkdirSync(join(dataDir, 'recordings'), { recursive: true });
  writeFileSync(join(dataDir, 'recordings', 'a.wav'), 'RIFF-0123456789');
  writeFileSync(join(root, 'secret.wav'), 'secret');
  symlinkSync(join(root, 'secret.wav'), join(dataDir, 'recordings', 'link.wav'));
  try {
    const stage = await withCalls({ dataDir });
    const at = (path: string) => {
      stage.switchboard.calls.set('call_1', someCall({ recording: { path, bytes: 15, durationMs: 1 } }));
      return (headers = {}) => get(stage, '/api/calls/call_1/recording', headers);
    };
    const recording = at('recordings/a.wav');
    const whole = await recording();
    assert.deepEqual(
      [whole.statusCode, whole.headers['content-type'], whole.headers['content-length'], whole.body],
      [200, 'audio/wav', '15', 'RIFF-0123456789'],
    );
    const part = await recording({ range: 'bytes=5-7' });
    assert.deepEqual(
      [part.statusCode, part.headers['content-range'], part.body],
      [206, 'bytes 5-7/15', '012'],
    );
    assert.equal((await recording({ range: 'bytes=12-' })).body, '789');
    assert.equal((await recording({ range: 'bytes=-2' })).body, '89');
    assert.equal((await recording({ range: 'bytes=0-999' })).body, 'RIFF-0123456789');
    const beyond = await recording({ range: 'bytes=15-' });
    assert.deepEqual([beyond.statusCode, beyond.headers['content-range']], [416, 'bytes */15']);
    for (const path of [
      '../secret.wav',
      join(root, 'secret.wav'),
      'recordings/link.wav',
      'recordings',
      'none.wav',
      '',
    ]) {
      const answer = await at(path)();
      assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'RECORDING_NOT_FOUND'], path);
    }
    assert.equal((await get(stage, '/api/calls/call_old1/recording')).statusCode, 404);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('a call is found by the key under which it was placed, and nothing is placed by looking', async () => {
  const stage = await withCalls();
  const opened = viewRecords('call_of_key');
  await stage.store.open(opened, 'batch-1');
  const { calls, next } = (await get(stage, '/api/calls?key=batch-1')).json();
  assert.deepEqual(
    [calls.map(({ id, status }: CallView) => [id, status]), next],
    [[['call_of_key', 'ringing']], null],
  );
  assert.deepEqual((await get(stage, '/api/calls?key=batch-2')).json(), { calls: [], next: null });
  assert.deepEqual(stage.switchboard.asked, []);
});

test('the journal of a call is told whole and in order; of one that nobody knows it is not', async () => {
  const stage = await withCalls();
  await stage.store.append(viewRecords('call_2'));
  const { events } = (await get(stage, '/api/calls/call_2/journal')).json();
  assert.deepEqual(
    events.map(({ sequence, event }: LiveEvent) => [sequence, event.kind]),
    [
      [1, 'call.opened'],
      [2, 'call.not-placed'],
    ],
  );
  assert.deepEqual(events[1].event, NOT_PLACED);
  assert.equal((await get(stage, '/api/calls/call_9/journal')).json().error.code, 'CALL_NOT_FOUND');
});
