// Where the tests find a real S3: `OFFHOOK_TEST_S3`, or the one that scripts/s3-server.sh starts on this machine.
import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3';
import type { S3ArchiveOptions } from '../src/archive/s3-archive.ts';

/** Origin with the access key as user and its secret as password, and a bucket as path. */
const S3_URL = new URL(
  process.env['OFFHOOK_TEST_S3'] ?? 'http://offhook:offhook-secret@127.0.0.1:7480/offhook-test',
);

/** Said where no server answers. */
export const NO_S3 =
  'no S3 answers: scripts/s3-server.sh starts one (on Debian, with `apt install radosgw ceph-mon ceph-osd ceph-common`), ' +
  'or name one in OFFHOOK_TEST_S3, as http://key:secret@host:port/bucket';

/** The bucket of the tests. */
export const S3_BUCKET: S3ArchiveOptions = {
  bucket: S3_URL.pathname.slice(1),
  region: 'us-east-1',
  endpoint: S3_URL.origin,
  pathStyle: true,
  credentials: {
    accessKeyId: decodeURIComponent(S3_URL.username),
    secretAccessKey: decodeURIComponent(S3_URL.password),
  },
  prefix: '',
  encryption: null,
};

/** Whether the server answers; its bucket is there then. */
export async function s3Answers(): Promise<boolean> {
  const { endpoint, credentials, bucket, region } = S3_BUCKET;
  if (endpoint === null || credentials === null) return false;
  const client = new S3Client({ endpoint, credentials, region, forcePathStyle: true, maxAttempts: 1 });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    // It is there already, by an earlier run.
    return error instanceof Error && error.name.startsWith('Bucket');
  } finally {
    client.destroy();
  }
}
