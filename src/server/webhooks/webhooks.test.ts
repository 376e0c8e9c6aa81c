// Webhooks: which records are told, as what, signed so that any library can verify them, and tried until they are taken.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { ENDED_ID, endedCall, recordedDataDir } from '../../../test/fakes/ended-call.ts';
import type { HttpRequest } from '../../base/world.ts';
import { journalWriter } from '../../store/journal-writer.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { openArchives } from '../archiving/archives.ts';
import { callJobs } from '../jobs/call-jobs.ts';
import { jobRunner } from '../jobs/job-runner.ts';
import type { SloChange } from '../slo/slo-watch.ts';
import { sloWebhookJob } from './deliver-webhook.ts';
import { signWebhook } from './sign-webhook.ts';
import { WEBHOOK_TYPES, type WebhookType } from './webhook-type.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const URL = 'https://example.com/hooks';
const SECRETS = [new Uint8Array(24).fill(1), new Uint8Array(24).fill(2)];

async function stage(types: readonly WebhookType[] = WEBHOOK_TYPES) {
  const world = simulatedWorld();
  const store = memoryStore();
  const dataDir = recordedDataDir();
  folders.push(dataDir);
  const archives = await openArchives(dataDir, { sound: 'wav', keys: null, s3: null });
  const webhooks = { url: URL, secrets: SECRETS, types };
  const conclusion = { plan: null, llm: null, flawed: () => {} };
  const work = callJobs({
    world,
    store,
    archives,
    dataDir,
    place: 'here',
    webhooks,
    price: () => null,
    conclusion,
  });
  const { webhook, archive } = work.kinds;
  assert.ok(webhook !== undefined && archive !== undefined);
  // Disks know nothing of virtual time: archiving is begun by the test.
  const runner = jobRunner({ world, jobs: store.jobs, place: 'here', kinds: { webhook } });
  const { timers, log } = world;
  const jobs = { of: work.of, added: () => runner.look() };
  const journal = journalWriter(store, { timers, log, jobs });
  const got: HttpRequest[] = [];
  let status = 204;
  world.serve(URL, (request) => {
    got.push(request);
    return { status, headers: {}, body: '' };
  });
  return {
    world,
    store,
    runner,
    archive,
    got,
    answer: (next: number) => void (status = next),
    bodies: () => got.map(({ body = '' }) => JSON.parse(body)),
    happen: () => endedCall().forEach((record) => journal.append(record)),
  };
}

test('the business is told of a call as it goes on, with what was known of it by then', async () => {
  const { world, runner, happen, bodies } = await stage();
  happen();
  await world.advance(5000);
  const told = bodies().toSorted((a, b) => a.data.event.kind.localeCompare(b.data.event.kind));
  assert.deepEqual(
    told.map(({ type, timestamp, data }) => [type, timestamp, data.call.id, data.call.status]),
    [
      ['call.ended', '2026-01-01T00:00:00.120Z', ENDED_ID, 'ended'],
      ['call.ringing', '2026-01-01T00:00:00.000Z', ENDED_ID, 'ringing'],
      ['call.started', '2026-01-01T00:00:00.020Z', ENDED_ID, 'live'],
    ],
  );
  assert.equal(told[0].data.call.transcript[1].text, 'When do you open?');
  assert.deepEqual(told[1].data.call.transcript, []);
  await runner.close();
});

test('only what was asked for is told, and archiving is told once it is done', async () => {
  const { world, store, runner, archive, happen, got, bodies } = await stage(['call.archived']);
  happen();
  await world.advance(10_000);
  assert.deepEqual(got, []);
  const job = { id: 'archive', kind: 'archive', place: null, payload: { callId: ENDED_ID } };
  const taken = { ...job, dueAt: world.clock.wall(), lease: 'one', attempts: 1 };
  await archive(taken, new AbortController().signal);
  await world.advance(5000);
  const [{ type, data }] = bodies();
  assert.equal(type, 'call.archived');
  assert.deepEqual(data.files, await store.archived.of(ENDED_ID));
  await runner.close();
});

test('a webhook is signed as Standard Webhooks has it, by each secret', async () => {
  // The specification's own example.
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  assert.deepEqual(signWebhook([secret], id, 1614265330, '{"test": 2432232314}'), {
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  const { world, runner, happen, got } = await stage(['call.ended']);
  happen();
  await world.advance(5000);
  const [{ headers, body = '', method } = { headers: {}, method: null }] = got;
  assert.equal(method, 'POST');
  const timestamp = Math.floor(world.clock.wall() / 1000);
  const expected = signWebhook(SECRETS, `webhook:${ENDED_ID}:7`, timestamp, body);
  assert.deepEqual({ ...headers, ...expected }, headers);
  assert.equal(headers?.['content-type'], 'application/json');
  await runner.close();
});

test('a webhook that is not taken is told again, under the same id, until it is', async () => {
  const { world, store, runner, happen, got, answer } = await stage(['call.ended']);
  answer(503);
  happen();
  await world.advance(40_000);
  const [waiting] = await store.jobs.list({ limit: 10, kind: 'webhook' });
  assert.equal(waiting?.fault, 'HTTP 503');
  assert.equal(got.length, 2);
  answer(200);
  await world.advance(40_000);
  assert.equal(new Set(got.map(({ headers }) => headers?.['webhook-id'])).size, 1);
  assert.equal(new Set(got.map(({ headers }) => headers?.['webhook-signature'])).size, got.length);
  assert.deepEqual(await store.jobs.list({ limit: 10, kind: 'webhook' }), []);
  await runner.close();
});

test('who says that it is gone is not asked again, but when they are told to', async () => {
  const { world, store, runner, happen, got, answer } = await stage(['call.ended']);
  answer(410);
  happen();
  await world.advance(5000);
  const [gone] = await store.jobs.list({ dead: true, limit: 10 });
  assert.equal(gone?.fault, 'HTTP 410');
  await world.advance(600_000);
  assert.equal(got.length, 1);
  answer(200);
  await store.jobs.revive(gone.id, world.clock.wall());
  await world.advance(6000);
  assert.equal(got.length, 2);
  assert.deepEqual(await store.jobs.list({ limit: 10, kind: 'webhook' }), []);
  await runner.close();
});

test('a call that is gone from the store is told to nobody', async () => {
  const { world, store, runner, got } = await stage();
  const payload = { callId: 'call_gone', sequence: 1 };
  const now = world.clock.wall();
  await store.jobs.add([{ id: 'webhook:call_gone:1', kind: 'webhook', place: null, payload, dueAt: now }]);
  runner.look();
  await world.advance(0);
  assert.deepEqual([got, await store.jobs.list({ limit: 10 })], [[], []]);
  await runner.close();
});

test('an objective that is missed is told with how fast its budget burns', async () => {
  const { world, store, runner, bodies } = await stage(['slo.burning']);
  const slo: SloChange = {
    name: 'first-audio',
    measure: 'latencyMs',
    withinMs: 1000,
    share: 0.95,
    burning: true,
    rates: [{ window: '1h', turns: 40, slow: 40, rate: 20 }],
    rule: { long: '1h', short: '5m', rate: 14.4 },
  };
  const at = world.clock.wall();
  await store.alarms.set(slo.name, true, at, [sloWebhookJob(slo, at)]);
  runner.look();
  await world.advance(0);
  assert.deepEqual(bodies(), [{ type: 'slo.burning', timestamp: new Date(at).toISOString(), data: { slo } }]);
  await runner.close();
});
