// The S3 archive: archived files in a bucket of any S3-compatible service, by Amazon's own client where it is installed.
import { Readable } from 'node:stream';
import type * as Sdk from '@aws-sdk/client-s3';
import { OffhookError } from '../base/errors.ts';
import type { Archive } from './archive.ts';

/** Which bucket, and how it is reached. */
export interface S3ArchiveOptions {
  readonly bucket: string;
  readonly region: string;
  /** Null: Amazon's own of the region. */
  readonly endpoint: string | null;
  /** The bucket in the path instead of the host name, as most services but Amazon's want it. */
  readonly pathStyle: boolean;
  /** Null: from where Amazon's client looks for them, such as the machine's role. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** What keys begin with, with a slash at its end; empty: nothing. */
  readonly prefix: string;
  /** How the service encrypts: `AES256`, `aws:kms`, or `aws:kms:` and a key's id. Null: as the bucket is set up. */
  readonly encryption: string | null;
}

/** How long a connection, and then each silence of the service, may last. */
const CONNECTION_MS_MAX = 5000;
const SILENCE_MS_MAX = 30_000;

/** Sent in one piece of at most 5 GB, which is 86 hours of sound. Tries are the job's. */
const TRIES_MAX = 1;

/**
 * Opens it; nothing is connected before the first use. Throws `ENVIRONMENT_INVALID` where `@aws-sdk/client-s3` is not
 * installed. Checksums are sent only where S3 requires them: as trailers of a stream, which is the client's default, several
 * compatible services store them as part of the file. What was written is read back instead.
 */
export async function s3Archive(options: S3ArchiveOptions): Promise<Archive & Disposable> {
  const sdk = await loadSdk();
  const { bucket, endpoint, credentials, encryption } = options;
  const client: Sdk.S3Client = new sdk.S3Client({
    region: options.region,
    forcePathStyle: options.pathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: TRIES_MAX,
    logger: SILENT,
    requestHandler: { connectionTimeout: CONNECTION_MS_MAX, socketTimeout: SILENCE_MS_MAX },
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
  });
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    where: 's3',
    async put({ key, contentType, bytes, read }) {
      const body = Readable.from(read(), { objectMode: false });
      const broken = new AbortController();
      // The client waits for ever for the rest of a source that broke off.
      body.on('error', () => broken.abort());
      try {
        await reaching(() =>
          client.send(
            new sdk.PutObjectCommand({
              ...at(key),
              Body: body,
              ContentLength: bytes,
              ContentType: contentType,
              ...encryptionHeaders(encryption),
            }),
            { abortSignal: broken.signal },
          ),
        );
      } finally {
        body.destroy();
      }
    },
    async get({ key }, range) {
      const Range = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ ...at(key), ...Range }));
        return Body instanceof Readable ? Body : null;
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return null;
        throw unavailable(error);
      }
    },
    async remove(key) {
      await reaching(() => client.send(new sdk.DeleteObjectCommand(at(key))));
    },
    [Symbol.dispose]: () => client.destroy(),
  };
}

/** The client would write to the console. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

async function loadSdk(): Promise<typeof Sdk> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      'S3_BUCKET is set, but the client for S3 is not installed: run `npm install @aws-sdk/client-s3`, or unset S3_BUCKET.',
      { cause: error },
    );
  }
}

function encryptionHeaders(encryption: string | null) {
  if (encryption === null) return {};
  if (encryption === 'AES256') return { ServerSideEncryption: 'AES256' } as const;
  const keyId = encryption.slice('aws:kms:'.length);
  return { ServerSideEncryption: 'aws:kms', ...(keyId === '' ? {} : { SSEKMSKeyId: keyId }) } as const;
}

async function reaching(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unavailable(error);
  }
}

/** By the error's name, which is S3's code; its message can hold addresses and ids of keys. */
function unavailable(error: unknown): OffhookError {
  const name = error instanceof Error ? error.name : 'no answer';
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new OffhookError(
    'ARCHIVE_UNAVAILABLE',
    `The bucket of S3_BUCKET cannot be used: ${name}${code}. Look at S3_ENDPOINT, S3_REGION, the access key and what it may do.`,
    { cause: error },
  );
}
