// The archive over HTTP: what is kept of a call can be listed, fetched whole or in part, and what was given up tried again.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ENDED_ID, endedCall, RECORDING_PATH, recordedDataDir } from '../../../test/fakes/ended-call.ts';
import { serverStage } from '../../../test/fakes/server-stage.ts';
import { viewOf } from '../../call/view-of.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { archiveCall } from '../archiving/archive-call.ts';
import { openArchives } from '../archiving/archives.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An app whose store has an ended call, archived and encrypted, so that no recording lies where it was made. */
async function stage() {
  const dataDir = recordedDataDir();
  folders.push(dataDir);
  const recording = readFileSync(join(dataDir, RECORDING_PATH));
  const store = memoryStore();
  const world = simulatedWorld();
  const price = (): null => null;
  await store.append(endedCall());
  await store.project(viewOf(endedCall(), price));
  const archives = await openArchives(dataDir, {
    sound: 'wav',
    keys: [new Uint8Array(32).fill(3)],
    s3: null,
  });
  await archiveCall({ world, store, archives, dataDir, price }, ENDED_ID, new AbortController().signal);
  const { app } = await serverStage({ store, archives, dataDir });
  return { app, recording, store };
}

const get = (app: Awaited<ReturnType<typeof stage>>['app'], url: string, range?: string) =>
  app.inject({
    method: 'GET',
    url,
    headers: { host: 'localhost', ...(range === undefined ? {} : { range }) },
  });

test('the archive of a call is listed, and each of its files can be fetched', async () => {
  const { app } = await stage();
  const { files } = (await get(app, `/api/calls/${ENDED_ID}/archive`)).json();
  assert.equal(files.length, 7);
  for (const file of files) {
    const answer = await get(app, `/api/calls/CA1/archive/${file.name}`);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], file.contentType);
    assert.equal(answer.rawPayload.length, file.bytes);
  }
  const text = await get(app, `/api/calls/${ENDED_ID}/archive/transcript.txt`);
  assert.match(text.body, /Caller: When do you open\?/);
});

test('a recording that lies in the archive alone is served from there, in ranges too', async () => {
  const { app, recording } = await stage();
  const whole = await get(app, `/api/calls/${ENDED_ID}/recording`);
  assert.deepEqual(whole.rawPayload, recording);
  assert.equal(whole.headers['content-type'], 'audio/wav');
  assert.match(String(whole.headers['content-disposition']), /"call_a\.wav"/);
  const part = await get(app, `/api/calls/${ENDED_ID}/recording`, 'bytes=100-199');
  assert.equal(part.statusCode, 206);
  assert.equal(part.headers['content-range'], `bytes 100-199/${recording.length}`);
  assert.deepEqual(part.rawPayload, recording.subarray(100, 200));
  assert.equal((await get(app, `/api/calls/${ENDED_ID}/recording`, 'bytes=999999-')).statusCode, 416);
});

test('a call or a file that is not there is told apart', async () => {
  const { app } = await stage();
  assert.equal((await get(app, '/api/calls/none/archive')).json().error.code, 'CALL_NOT_FOUND');
  const missing = await get(app, `/api/calls/${ENDED_ID}/archive/..%2f..%2foffhook.sqlite`);
  assert.equal(missing.json().error.code, 'ARCHIVED_FILE_NOT_FOUND');
});

test('a file that went from the archive is not found, and one that was changed is not served as if it were whole', async () => {
  const { app, store } = await stage();
  const [file] = await store.archived.of(ENDED_ID);
  assert.ok(file !== undefined);
  await store.archived.keep(ENDED_ID, [{ ...file, key: 'archive/none.sealed' }]);
  const gone = await get(app, `/api/calls/${ENDED_ID}/archive/${file.name}`);
  assert.equal(gone.json().error.code, 'ARCHIVED_FILE_NOT_FOUND');
  await store.archived.keep(ENDED_ID, [{ ...file, where: 's3' }]);
  const elsewhere = await get(app, `/api/calls/${ENDED_ID}/archive/${file.name}`);
  assert.deepEqual([elsewhere.statusCode, elsewhere.json().error.code], [503, 'ARCHIVE_UNAVAILABLE']);
});

test('jobs are listed page by page, and one that was given up is tried again', async () => {
  const { app, store, world } = await serverStage();
  const now = world.clock.wall();
  const job = (id: string) => ({ id, kind: 'webhook', place: null, payload: { sequence: 1 }, dueAt: now });
  await store.jobs.add(['webhook:call_a:1', 'webhook:call_a:2', 'webhook:call_a:3'].map(job));
  const [taken] = await store.jobs.take({
    kinds: ['webhook'],
    place: 'here',
    now,
    until: now,
    lease: 'one',
    limit: 1,
  });
  assert.ok(taken !== undefined);
  await store.jobs.failed(taken, 'HTTP 410', null, now);
  const page = (await get(app, '/api/jobs?limit=2')).json();
  assert.deepEqual([page.jobs.length, page.next], [2, 'webhook:call_a:2']);
  const rest = (await get(app, `/api/jobs?limit=2&before=${page.next}`)).json();
  assert.deepEqual([rest.jobs.length, rest.next], [1, null]);
  const { jobs } = (await get(app, '/api/jobs?dead=true&kind=webhook')).json();
  assert.deepEqual([jobs.length, jobs[0].fault, jobs[0].id], [1, 'HTTP 410', taken.id]);
  const retry = (id: string) =>
    app.inject({
      method: 'POST',
      url: `/api/jobs/${encodeURIComponent(id)}/retry`,
      headers: { host: 'localhost' },
    });
  assert.equal((await retry(taken.id)).statusCode, 202);
  assert.equal((await retry(taken.id)).json().error.code, 'JOB_NOT_FOUND');
  assert.deepEqual((await get(app, '/api/jobs?dead=true')).json().jobs, []);
});
