// Tests of forgetting: what is deleted on request and by age, from store, disk and other disks, and what stops it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import { viewOf } from '../../call/view-of.ts';
import { opened, record } from '../../testing/contracts/store-samples.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld, type SimulatedWorld } from '../../testing/world/simulated-world.ts';
import { ENDED_ID, endedCall, RECORDING_PATH, recordedDataDir } from '../../../test/fakes/ended-call.ts';
import { serverStage } from '../../../test/fakes/server-stage.ts';
import { archiveCall } from '../archiving/archive-call.ts';
import { openArchives, type Archives } from '../archiving/archives.ts';
import { jobRunner } from '../jobs/job-runner.ts';
import { openForgetting } from './open-forgetting.ts';
import type { Retention } from './sweep.ts';

const CALLER = '+15550001111';
const made: string[] = [];
after(() => {
  for (const dataDir of made) rmSync(dataDir, { recursive: true });
});

/** A store with an archived call whose recording lies on the disk of `place`. */
async function stage(change: { retention?: Retention; place?: string; archives?: Partial<Archives> } = {}) {
  const world = simulatedWorld();
  const store = memoryStore();
  const dataDir = recordedDataDir();
  made.push(dataDir);
  const archives = {
    ...(await openArchives(dataDir, { sound: 'wav', keys: null, s3: null })),
    ...change.archives,
  };
  const options = { world, store, archives, dataDir, place: change.place ?? 'here' };
  await store.append(endedCall());
  await store.project(viewOf(endedCall(), () => null));
  await archiveCall({ ...options, price: () => null }, ENDED_ID, new AbortController().signal);
  const forgetting = openForgetting({
    ...options,
    place: 'here',
    retention: change.retention ?? {},
    added: () => runner.look(),
  });
  const runner = jobRunner({ world, jobs: store.jobs, place: 'here', kinds: forgetting.kinds });
  const files = (): string[] =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  return { world, store, dataDir, forgetting, runner, files };
}

/** Lets the disk do its work, which no virtual clock hastens; gives up in the end. */
async function until(world: SimulatedWorld, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2000 && !(await done()); turn += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
    await world.advance(1);
  }
  assert.ok(await done(), 'it never came to that');
}

const ALL_FILES = [
  'call_a.wav',
  'journal.jsonl',
  'outcome.json',
  'spans.json',
  'transcript.json',
  'transcript.txt',
  'transcript.vtt',
];

void suite('forgetting on request', () => {
  test('deletes a call from store and disk, says how much that was, and does no harm twice', async () => {
    const { store, forgetting, files, dataDir } = await stage();
    mkdirSync(join(dataDir, 'tapes'));
    writeFileSync(join(dataDir, `tapes/${ENDED_ID}.1767225600000.jsonl`), '{}');
    writeFileSync(join(dataDir, 'tapes/call_ab.1767225600000.jsonl'), '{}');
    const before = files();
    const dry = await forgetting.eraser.call(ENDED_ID, true);
    assert.deepEqual(files(), before);
    const done = await forgetting.eraser.call(ENDED_ID, false);
    assert.deepEqual(done, dry);
    assert.deepEqual([done.erased, done.files, done.rows['calls']], [1, 8, 1]);
    assert.deepEqual(files(), ['call_ab.1767225600000.jsonl']);
    assert.equal(await store.call(ENDED_ID), null);
    assert.deepEqual(await store.journal(ENDED_ID), []);
    assert.deepEqual(await store.archived.of(ENDED_ID), []);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
    await assert.rejects(forgetting.eraser.call(ENDED_ID, false), { code: 'CALL_NOT_FOUND' });
    assert.equal((await forgetting.eraser.caller(CALLER, false)).erased, 0);
  });

  test('deletes every call of a caller, and names those that are held', async () => {
    const { store, forgetting } = await stage();
    const other = 'call_b' as CallId;
    const records = endedCall(false).map((one) => ({ ...one, callId: other }));
    await store.append(records);
    await store.project(viewOf(records, () => null));
    await store.forgetting.hold({
      kind: 'call',
      subject: other,
      reason: '',
      heldAt: '2026-01-01T00:00:00.000Z',
    });
    const { erased, held, waiting } = await forgetting.eraser.caller(CALLER, false);
    assert.deepEqual([erased, held, waiting], [1, [other], []]);
    assert.notEqual(await store.call(other), null);
    await assert.rejects(forgetting.eraser.call(other, false), { code: 'CALL_HELD' });
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
  });

  test('deletes a call that goes on behind its end, without being asked again', async () => {
    const { world, store, forgetting } = await stage();
    const live = 'call_l' as CallId;
    await store.append([record(live, 1, opened('CL'))]);
    assert.deepEqual((await forgetting.eraser.caller(CALLER, false)).waiting, [live]);
    await world.advance(120_000);
    assert.notEqual(await store.call(live), null);
    const ended = [
      record(live, 1, opened('CL')),
      record(live, 2, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }),
    ];
    await store.append(ended);
    await store.project(viewOf(ended, () => null));
    await world.advance(3600_000);
    await until(world, async () => (await store.call(live)) === null);
    await until(world, async () => (await store.jobs.list({ limit: 1 })).length === 0);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
  });

  test('goes on where an archive was away, or its process died', async () => {
    let away = true;
    const { world, store, forgetting, runner } = await stage({
      archives: {
        remove: () =>
          away ? Promise.reject(new OffhookError('ARCHIVE_UNAVAILABLE', 'away')) : Promise.resolve(),
      },
    });
    assert.deepEqual((await forgetting.eraser.call(ENDED_ID, false)).waiting, [ENDED_ID]);
    assert.notEqual(await store.call(ENDED_ID), null);
    away = false;
    await world.advance(70_000);
    await until(world, async () => (await store.call(ENDED_ID)) === null);
    await runner.close();
  });

  test('waits for what is being done for the call at the time, and drops what is still to be done', async () => {
    const { world, store, forgetting } = await stage();
    const now = world.clock.wall();
    const job = { kind: 'archive', place: 'here', payload: { callId: ENDED_ID }, dueAt: now };
    await store.jobs.add([
      { ...job, id: `archive:${ENDED_ID}` },
      { ...job, id: `webhook:${ENDED_ID}:1`, kind: 'webhook' },
    ]);
    const [taken] = await store.jobs.take({
      kinds: ['archive'],
      place: 'here',
      now,
      until: (now + 30_000) as typeof now,
      lease: 'x',
      limit: 1,
    });
    assert.ok(taken !== undefined);
    assert.deepEqual((await forgetting.eraser.call(ENDED_ID, false)).waiting, [ENDED_ID]);
    await store.jobs.done(taken);
    assert.equal((await forgetting.eraser.call(ENDED_ID, false)).erased, 1);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
  });

  test("has files on another server's disk deleted there", async () => {
    const { store, forgetting, dataDir } = await stage({ place: 'there' });
    await forgetting.eraser.call(ENDED_ID, false);
    assert.ok(existsSync(join(dataDir, 'archive/2026/01/01/call_a/journal.jsonl')));
    const [job] = await store.jobs.list({ limit: 10 });
    assert.equal(job?.kind, 'remove-files');
    const { keys } = job.payload as { readonly keys: readonly string[] };
    assert.equal(keys.length, 7);
    const there = mkdtempSync(join(tmpdir(), 'offhook-there-'));
    made.push(there);
    const world = simulatedWorld();
    const runner = jobRunner({ world, jobs: store.jobs, place: 'there', kinds: forgetting.kinds });
    await world.advance(10_000);
    await until(world, async () => (await store.jobs.list({ limit: 1 })).length === 0);
    await runner.close();
    assert.ok(!existsSync(join(dataDir, 'archive/2026/01/01/call_a/journal.jsonl')));
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
  });
});

void suite('forgetting by age', () => {
  const DAY_MS = 86_400_000;

  test('deletes each kind when its days are over, and in the end the call', async () => {
    const retention = { recording: 1, transcript: 2, caller: 3, call: 4 };
    const { world, store, forgetting, files, dataDir } = await stage({ retention });
    const timer = forgetting.start();
    await world.advance(10_000);
    assert.deepEqual(files(), ALL_FILES);
    await world.advance(DAY_MS + 3600_000);
    await until(world, async () => (await store.call(ENDED_ID))?.recording === null);
    assert.ok(!existsSync(join(dataDir, RECORDING_PATH)));
    assert.deepEqual(files(), ALL_FILES.slice(1));
    await world.advance(DAY_MS);
    await until(world, async () => (await store.call(ENDED_ID))?.transcript.length === 0);
    const left = await store.call(ENDED_ID);
    assert.deepEqual([left?.transcript, left?.from, left?.status], [[], CALLER, 'ended']);
    assert.deepEqual(await store.journal(ENDED_ID), []);
    assert.deepEqual(files(), ['spans.json']);
    await world.advance(DAY_MS);
    await until(world, async () => (await store.call(ENDED_ID))?.from === '');
    await world.advance(DAY_MS);
    await until(world, async () => (await store.call(ENDED_ID)) === null);
    timer.stop();
    assert.ok(!JSON.stringify(world.logLines).includes(CALLER));
    await until(world, async () => (await store.jobs.list({ limit: 1 })).length === 0);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
  });

  test('leaves what is held, until it is released', async () => {
    const { world, store, forgetting } = await stage({ retention: { call: 1 } });
    await store.forgetting.hold({
      kind: 'caller',
      subject: CALLER,
      reason: '',
      heldAt: '2026-01-01T00:00:00.000Z',
    });
    const timer = forgetting.start();
    await world.advance(2 * DAY_MS);
    assert.notEqual(await store.call(ENDED_ID), null);
    await store.forgetting.release('caller', CALLER);
    await world.advance(2 * 3600_000);
    await until(world, async () => (await store.call(ENDED_ID)) === null);
    timer.stop();
  });

  test('is not begun where everything is kept for ever', async () => {
    const { world, store, forgetting } = await stage();
    forgetting.start();
    await world.advance(10 * DAY_MS);
    assert.notEqual(await store.call(ENDED_ID), null);
    assert.equal(world.timersPending, 1);
  });
});

void suite('the API of forgetting', () => {
  async function served() {
    const one = await stage();
    const { app } = await serverStage({ store: one.store, eraser: one.forgetting.eraser });
    const ask = async (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) => {
      const answer = await app.inject({
        method,
        url,
        headers: { host: 'localhost' },
        remoteAddress: '127.0.0.1',
        ...(payload !== undefined && { payload }),
      });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    };
    return { ...one, ask };
  }

  test('holds, refuses, releases and deletes a call', async () => {
    const { ask, store } = await served();
    const put = await ask('PUT', '/api/calls/call_a/hold', { reason: 'case 7' });
    assert.deepEqual(put, { status: 200, body: { changed: true } });
    assert.deepEqual((await ask('PUT', '/api/calls/call_a/hold')).body, { changed: false });
    const refused = await ask('DELETE', '/api/calls/call_a');
    assert.equal(refused.status, 409);
    assert.match(JSON.stringify(refused.body), /CALL_HELD.*call_a is held/);
    const { holds } = (await ask('GET', '/api/holds')).body as {
      holds: { subject: string; reason: string }[];
    };
    assert.deepEqual(
      holds.map(({ subject, reason }) => [subject, reason]),
      [['call_a', 'case 7']],
    );
    await ask('DELETE', '/api/calls/call_a/hold');
    assert.equal((await ask('DELETE', '/api/calls/call_a?dryRun=true')).body['erased'], 1);
    assert.notEqual(await store.call('call_a'), null);
    assert.equal((await ask('DELETE', '/api/calls/call_a')).body['erased'], 1);
    assert.equal((await ask('DELETE', '/api/calls/call_a')).status, 404);
  });

  test("deletes a caller's calls, however the number is written, and refuses what is none", async () => {
    const { ask, store } = await served();
    assert.equal((await ask('DELETE', '/api/callers/anonymous')).status, 400);
    assert.equal(
      (await ask('PUT', `/api/callers/${encodeURIComponent('+1 (555) 000-1111')}/hold`)).status,
      200,
    );
    assert.deepEqual((await ask('DELETE', '/api/callers/%2B15550001111')).body['held'], ['call_a']);
    assert.deepEqual((await ask('DELETE', '/api/callers/%2B15550001111/hold')).body, { changed: true });
    const { status, body } = await ask('DELETE', '/api/callers/%2B15550001111');
    assert.deepEqual([status, body['erased'], body['files']], [200, 1, 7]);
    assert.equal(await store.call('call_a'), null);
  });
});
