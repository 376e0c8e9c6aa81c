// The S3 archive against a real S3 server: the archive contract, plain and sealed, and what only a server can do to us.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { randomBytes } from 'node:crypto';
import type { Archive } from '../../src/archive/archive.ts';
import { s3Archive } from '../../src/archive/s3-archive.ts';
import { sealedArchive } from '../../src/archive/sealed-archive.ts';
import { archiveContract } from '../../src/testing/contracts/archive-contract.ts';
import { skipUnless } from '../../src/testing/skip.ts';
import { NO_S3, S3_BUCKET, s3Answers } from '../s3-server.ts';

/** Each in a corner of its own: a bucket outlives a test run. */
async function corner(): Promise<Archive> {
  const archive = await s3Archive(S3_BUCKET);
  const prefix = `${randomBytes(6).toString('hex')}/`;
  return {
    where: 's3',
    put: (entry) => archive.put({ ...entry, key: prefix + entry.key }),
    get: ({ key, bytes }, range) => archive.get({ key: prefix + key, bytes }, range),
    remove: (key) => archive.remove(prefix + key),
  };
}

suite('a real S3', skipUnless(await s3Answers(), NO_S3), () => {
  archiveContract('S3', corner);
  archiveContract('sealed S3', async () => sealedArchive(await corner(), [new Uint8Array(32).fill(5)]));

  test('a wrong secret is a fault in plain words', async () => {
    const credentials = { accessKeyId: 'offhook', secretAccessKey: 'wrong' };
    using archive = await s3Archive({ ...S3_BUCKET, credentials });
    await assert.rejects(archive.get({ key: 'a', bytes: 1 }), {
      code: 'ARCHIVE_UNAVAILABLE',
      message: /SignatureDoesNotMatch|InvalidAccessKeyId/,
    });
  });

  test('a bucket that is not there is a fault, and no file that is missing', async () => {
    using archive = await s3Archive({ ...S3_BUCKET, bucket: 'offhook-no-such-bucket' });
    await assert.rejects(archive.get({ key: 'a', bytes: 1 }), { code: 'ARCHIVE_UNAVAILABLE' });
  });
});
