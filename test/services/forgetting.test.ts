// Calls are forgotten in earnest: rows of a real Postgres and objects of a real S3, sealed, and two servers that delete at once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { s3Archive } from '../../src/archive/s3-archive.ts';
import { viewOf } from '../../src/call/view-of.ts';
import { archiveCall } from '../../src/server/archiving/archive-call.ts';
import { openArchives } from '../../src/server/archiving/archives.ts';
import { openForgetting } from '../../src/server/forgetting/open-forgetting.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { postgresStore } from '../../src/store/postgres-store.ts';
import { skipUnless } from '../../src/testing/skip.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { ENDED_ID, endedCall, recordedDataDir } from '../fakes/ended-call.ts';
import { NO_POSTGRES, ownDatabase, postgresAnswers, type OwnDatabase } from '../postgres-server.ts';
import { NO_S3, S3_BUCKET, s3Answers } from '../s3-server.ts';

const CALLER = '+15550001111';
const there = (await postgresAnswers()) && (await s3Answers());

suite('forgetting in Postgres and S3', skipUnless(there, `${NO_POSTGRES}; ${NO_S3}`), () => {
  let database: OwnDatabase;
  before(async () => {
    database = await ownDatabase();
  });
  after(() => database[Symbol.asyncDispose]());

  test("a caller's call is gone from both, whoever of two servers is asked", async () => {
    await using store = postgresStore(database.url);
    await store.migrate();
    const dataDir = recordedDataDir();
    const s3 = { ...S3_BUCKET, prefix: `${randomBytes(6).toString('hex')}/` };
    using archives = await openArchives(dataDir, { sound: 'wav', keys: [new Uint8Array(32).fill(7)], s3 });
    const world = realWorld(memoryLog().log);
    await store.append(endedCall());
    await store.project(viewOf(endedCall(), () => null));
    const options = { world, store, archives, dataDir, place: 'one' };
    await archiveCall({ ...options, price: () => null }, ENDED_ID, new AbortController().signal);
    const files = await store.archived.of(ENDED_ID);
    assert.ok(files.length >= 6);
    const servers = ['one', 'other'].map((place) =>
      openForgetting({ ...options, place, retention: {}, added: () => {} }),
    );

    await store.forgetting.hold({
      kind: 'caller',
      subject: CALLER,
      reason: 'a case',
      heldAt: new Date().toISOString(),
    });
    assert.deepEqual((await servers[0]?.eraser.caller(CALLER, false))?.held, [ENDED_ID]);
    assert.equal((await store.archived.of(ENDED_ID)).length, files.length);
    await store.forgetting.release('caller', CALLER);

    const answers = await Promise.all(servers.map((server) => server.eraser.caller(CALLER, false)));
    assert.equal(
      answers.reduce((sum, { rows }) => sum + (rows['calls'] ?? 0), 0),
      1,
    );
    assert.equal(await store.call(ENDED_ID), null);
    assert.deepEqual(await store.journal(ENDED_ID), []);
    assert.deepEqual(await store.archived.of(ENDED_ID), []);
    assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
    using plain = await s3Archive(s3);
    for (const { key, bytes } of files) assert.equal(await plain.get({ key, bytes }), null, key);
    rmSync(dataDir, { recursive: true });
  });
});
