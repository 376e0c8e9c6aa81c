// Tests of left tapes: what a dead server left of a call that ended elsewhere is archived, found and deleted with the call.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { CallId } from '../../src/base/brand.ts';
import { opened, record } from '../../src/testing/contracts/store-samples.ts';
import { viewOf } from '../../src/call/view-of.ts';
import { ENDED_ID } from '../fakes/ended-call.ts';
import { forgettingStage, made, until } from '../fakes/forgetting-stage.ts';
import { findTapes } from '../../src/replay/find-tapes.ts';
import { jobRunner } from '../../src/server/jobs/job-runner.ts';
import { openArchives } from '../../src/server/archiving/archives.ts';
import { leftTapes } from '../../src/server/archiving/left-tapes.ts';

const MINUTE_MS = 60_000;

/** An archived call, and the disk of a server that died. */
async function stage() {
  const { world, store, forgetting } = await forgettingStage();
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-left-'));
  made.push(dataDir);
  const folder = join(dataDir, 'tapes');
  mkdirSync(folder);
  const tape = (callId: string, wall: number, quietMs: number): string => {
    const header = { tape: 1, callId, wall, call: {}, earlier: [], model: {} };
    const text = `${JSON.stringify(header)}\n{"in":"begin"}\n`;
    const path = join(folder, `${callId}.${wall}.jsonl`);
    writeFileSync(path, text);
    const at = (world.clock.wall() - quietMs) / 1000;
    utimesSync(path, at, at);
    return text;
  };
  const archives = await openArchives(dataDir, { sound: 'wav', keys: null, s3: null });
  const options = { world, store, archives, dataDir, place: 'died' };
  const left = leftTapes({ ...options, added: () => runner.look() });
  const runner = jobRunner({ world, jobs: store.jobs, place: 'died', kinds: left.kinds });
  const tapes = (): string[] => readdirSync(folder).toSorted();
  const listed = async (): Promise<readonly string[]> =>
    (await store.archived.of(ENDED_ID)).map(({ name }) => name).filter((name) => name.startsWith('tape'));
  return { world, store, dataDir, forgetting, tape, archives, left, tapes, listed };
}

void suite('tapes that a dead server left', () => {
  test('are archived with their call, and stand before what was taped behind them', async () => {
    const { world, store, dataDir, tape, archives, left, tapes, listed } = await stage();
    const later = tape(ENDED_ID, 2000, 11 * MINUTE_MS);
    const looking = left.start();
    await until(world, () => tapes().length === 0);
    assert.deepEqual(await listed(), ['tape.jsonl.gz']);
    const first = tape(ENDED_ID, 1000, 0);
    await world.advance(9 * MINUTE_MS);
    assert.equal(tapes().length, 1, 'a tape is left alone while it may be written to');
    await until(world, async () => (await world.advance(MINUTE_MS), tapes().length === 0));
    assert.deepEqual(await listed(), ['tape-2.jsonl.gz', 'tape.jsonl.gz']);
    assert.deepEqual(await findTapes(ENDED_ID, { store, archives, dataDir }), [first, later]);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
    looking.stop();
    const nowhere = { ...archives, read: () => Promise.resolve(null) };
    const elsewhere = { store, archives: nowhere, dataDir };
    await assert.rejects(findTapes(ENDED_ID, elsewhere), { message: /on another server's disk/ });
    tape(ENDED_ID, 1000, 0);
    assert.deepEqual(await findTapes(ENDED_ID, elsewhere), [first], 'what is here can be run');
  });

  test('are found beside those in the archive before they are there themselves, each once', async () => {
    const { world, store, dataDir, tape, archives, left, tapes } = await stage();
    const later = tape(ENDED_ID, 2000, 11 * MINUTE_MS);
    const looking = left.start();
    await until(world, () => tapes().length === 0);
    looking.stop();
    const first = tape(ENDED_ID, 1000, 0);
    tape(ENDED_ID, 2000, 0);
    writeFileSync(join(dataDir, 'tapes', `${ENDED_ID}.500.jsonl`), '{"tape":1,');
    assert.deepEqual(await findTapes(ENDED_ID, { store, archives, dataDir }), [first, later]);
  });

  test('go with a call that was deleted meanwhile, and stay with one that goes on', async () => {
    const { world, store, forgetting, tape, left, tapes } = await stage();
    const live = 'call_l' as CallId;
    await store.append([record(live, 1, opened('CL'))]);
    await store.project(viewOf([record(live, 1, opened('CL'))], () => null));
    await forgetting.eraser.call(ENDED_ID, false);
    tape(ENDED_ID, 1000, 11 * MINUTE_MS);
    tape(live, 1000, 11 * MINUTE_MS);
    const looking = left.start();
    await until(world, () => tapes().length === 1);
    assert.deepEqual(tapes(), [`${live}.1000.jsonl`]);
    looking.stop();
  });
});
