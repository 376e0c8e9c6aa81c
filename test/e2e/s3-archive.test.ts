// The S3 archive by Amazon's own client against a small S3 on loopback: it keeps the contract, and a call goes there whole.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { s3Archive, type S3ArchiveOptions } from '../../src/archive/s3-archive.ts';
import { archiveCall } from '../../src/server/archiving/archive-call.ts';
import { openArchives } from '../../src/server/archiving/archives.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { archiveContract } from '../../src/testing/contracts/archive-contract.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { ENDED_ID, endedCall, RECORDING_PATH, recordedDataDir } from '../fakes/ended-call.ts';
import { fakeS3, type FakeS3 } from '../fakes/fake-s3.ts';

suite('S3', () => {
  let s3: FakeS3;
  before(async () => {
    s3 = await fakeS3();
  });
  after(() => s3[Symbol.asyncDispose]());

  const bucket = (changes: Partial<S3ArchiveOptions> = {}): S3ArchiveOptions => ({
    bucket: 'calls',
    region: 'us-east-1',
    endpoint: s3.url,
    pathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    prefix: '',
    encryption: null,
    ...changes,
  });

  archiveContract('S3', () => s3Archive(bucket()));

  async function stage(changes: Partial<S3ArchiveOptions> = {}) {
    s3.objects.clear();
    s3.puts.length = 0;
    const dataDir = recordedDataDir();
    const store = memoryStore();
    await store.append(endedCall());
    const archives = await openArchives(dataDir, { sound: 'wav', keys: null, s3: bucket(changes) });
    const options = { world: realWorld(memoryLog().log), store, archives, dataDir, price: () => null };
    return {
      dataDir,
      store,
      archives,
      run: () => archiveCall(options, ENDED_ID, new AbortController().signal),
      [Symbol.dispose]() {
        archives[Symbol.dispose]();
        rmSync(dataDir, { recursive: true });
      },
    };
  }

  test('a call lies in its bucket by day and id, and its recording nowhere else', async () => {
    using here = await stage({ prefix: 'acme/', encryption: 'AES256' });
    const recording = readFileSync(join(here.dataDir, RECORDING_PATH));
    await here.run();
    assert.deepEqual([...s3.objects.keys()].toSorted(), [
      'calls/acme/2026/01/01/call_a/journal.jsonl',
      'calls/acme/2026/01/01/call_a/outcome.json',
      'calls/acme/2026/01/01/call_a/recording.wav',
      'calls/acme/2026/01/01/call_a/spans.json',
      'calls/acme/2026/01/01/call_a/transcript.json',
      'calls/acme/2026/01/01/call_a/transcript.txt',
      'calls/acme/2026/01/01/call_a/transcript.vtt',
    ]);
    assert.deepEqual(s3.objects.get('calls/acme/2026/01/01/call_a/recording.wav'), recording);
    assert.ok(s3.puts.every((headers) => headers['x-amz-server-side-encryption'] === 'AES256'));
    assert.equal(s3.puts[0]?.['content-type'], 'application/json');
    assert.equal(existsSync(join(here.dataDir, RECORDING_PATH)), false);
    const file = (await here.store.archived.of(ENDED_ID)).find(({ name }) => name === 'recording.wav');
    assert.ok(file !== undefined);
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await here.archives.read(file, { start: 58, end: 157 })) ?? [])
      chunks.push(chunk);
    assert.deepEqual(Buffer.concat(chunks), recording.subarray(58, 158));
  });

  test('a bucket that is refused, or keeps other bytes, is a fault in plain words, and the recording stays', async () => {
    using here = await stage({ encryption: 'aws:kms:alias/calls' });
    s3.fault = { status: 403, code: 'AccessDenied' };
    await assert.rejects(here.run(), { code: 'ARCHIVE_UNAVAILABLE', message: /AccessDenied.*S3_ENDPOINT/ });
    s3.fault = null;
    s3.keeps = (body) => Buffer.concat([Buffer.from('4e;chunk-signature=\r\n'), body]);
    await assert.rejects(here.run(), { name: 'JobFault', message: /not in the archive as it was written/ });
    s3.keeps = (body) => body;
    assert.ok(existsSync(join(here.dataDir, RECORDING_PATH)));
    await here.run();
    assert.equal(s3.puts.at(-1)?.['x-amz-server-side-encryption-aws-kms-key-id'], 'alias/calls');
    assert.equal((await here.store.archived.of(ENDED_ID)).length, 7);
  });

  test('a service that cannot be reached is a fault that says so', async () => {
    using archive = await s3Archive(bucket({ endpoint: 'http://127.0.0.1:9' }));
    await assert.rejects(archive.get({ key: 'a', bytes: 1 }), {
      code: 'ARCHIVE_UNAVAILABLE',
      message: /ECONNREFUSED/,
    });
  });
});
