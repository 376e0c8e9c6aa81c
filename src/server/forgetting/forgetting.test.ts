// Tests of forgetting: what is deleted on request and by age, from store, disk and other disks, and what stops it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import { viewOf } from '../../call/view-of.ts';
import { opened, record } from '../../testing/contracts/store-samples.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { ENDED_ID, endedCall, RECORDING_PATH } from '../../../test/fakes/ended-call.ts';
import { ALL_FILES, CALLER, forgettingStage, made, until } from '../../../test/fakes/forgetting-stage.ts';
import { openArchives } from '../archiving/archives.ts';
import { jobRunner } from '../jobs/job-runner.ts';
import { openForgetting } from './open-forgetting.ts';

void suite('forgetting on request', () => {
  test('deletes a call from store and disk, says how much that was, and does no harm twice', async () => {
    const { store, forgetting, files, dataDir } = await forgettingStage();
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
    const { store, forgetting } = await forgettingStage();
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
    const { world, store, forgetting } = await forgettingStage();
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
    const { world, store, forgetting, runner } = await forgettingStage({
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

  test('is done by another server when the one that was asked dies in the middle', async () => {
    const { world, store, forgetting, runner, dataDir, files } = await forgettingStage({
      archives: { remove: () => new Promise(() => {}) },
    });
    void forgetting.eraser.caller(CALLER, false);
    await until(world, async () => (await store.jobs.list({ limit: 1 })).length === 1);
    await runner.close();
    const archives = await openArchives(dataDir, { sound: 'wav', keys: null, s3: null });
    const options = { world, store, archives, dataDir, place: 'here', retention: {}, added: () => {} };
    const { kinds } = openForgetting(options);
    const other = jobRunner({ world, jobs: store.jobs, place: 'here', kinds });
    await world.advance(70_000);
    await until(world, async () => (await store.call(ENDED_ID)) === null);
    await until(world, async () => (await store.jobs.list({ limit: 1 })).length === 0);
    assert.deepEqual(files(), []);
    await other.close();
  });

  test('waits for what is being done for the call at the time, and drops what is still to be done', async () => {
    const { world, store, forgetting } = await forgettingStage();
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
    const { store, forgetting, dataDir } = await forgettingStage({ place: 'there' });
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
    const { world, store, forgetting, files, dataDir } = await forgettingStage({ retention });
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
    const { world, store, forgetting } = await forgettingStage({ retention: { call: 1 } });
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
    const { world, store, forgetting } = await forgettingStage();
    forgetting.start();
    await world.advance(10 * DAY_MS);
    assert.notEqual(await store.call(ENDED_ID), null);
    assert.equal(world.timersPending, 1);
  });
});
