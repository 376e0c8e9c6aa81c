// The variables of the archive and of webhooks: what they become, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const SECRET = Buffer.alloc(24, 2).toString('base64');

test('a bucket of another service stands in the path, with a prefix that ends in a slash', () => {
  const { archive } = readSettings({
    S3_BUCKET: 'calls',
    S3_ENDPOINT: 'http://127.0.0.1:9000/',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
    S3_PREFIX: '/acme/calls/',
    S3_ENCRYPTION: 'aws:kms:alias/calls',
    ARCHIVE_SOUND: 'flac',
    ARCHIVE_KEY: `${KEY}, ${KEY}`,
  });
  assert.deepEqual(archive, {
    sound: 'flac',
    keys: [Buffer.alloc(32, 1), Buffer.alloc(32, 1)],
    s3: {
      bucket: 'calls',
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      prefix: 'acme/calls/',
      encryption: 'aws:kms:alias/calls',
    },
  });
});

test("Amazon's own bucket stands in the host name, and its client finds the credentials", () => {
  const { s3 } = readSettings({ S3_BUCKET: 'calls', S3_REGION: 'eu-central-1' }).archive;
  assert.deepEqual([s3?.pathStyle, s3?.credentials, s3?.prefix], [false, null, '']);
  assert.equal(readSettings({ S3_BUCKET: 'calls', S3_PATH_STYLE: 'true' }).archive.s3?.pathStyle, true);
});

test('webhooks have the bytes of their secrets, and all events unless some are named', () => {
  const WEBHOOK_URL = 'https://example.com/hooks';
  const all = readSettings({ WEBHOOK_URL, WEBHOOK_SECRET: `whsec_${SECRET},${SECRET}` }).webhooks;
  assert.deepEqual(all?.secrets, [Buffer.alloc(24, 2), Buffer.alloc(24, 2)]);
  assert.ok(all.types.includes('call.archived'));
  const some = { WEBHOOK_URL, WEBHOOK_SECRET: SECRET, WEBHOOK_EVENTS: 'call.ended, transfer.ended' };
  assert.deepEqual(readSettings(some).webhooks?.types, ['call.ended', 'transfer.ended']);
});

test('what does not fit, or lacks its other half, is refused without repeating a secret', () => {
  for (const [environment, message] of [
    [{ ARCHIVE_KEY: 'c2hvcnQ=' }, /ARCHIVE_KEY has a value that does not fit: it must be base64 of 32 bytes/],
    [{ ARCHIVE_SOUND: 'mp3' }, /ARCHIVE_SOUND is "mp3".*wav, flac, opus/],
    [{ S3_ACCESS_KEY_ID: 'id' }, /belong together/],
    [{ WEBHOOK_URL: 'https://example.com' }, /WEBHOOK_SECRET is missing/],
    [{ WEBHOOK_SECRET: 'whsec_short' }, /WEBHOOK_SECRET has a value that does not fit/],
    [{ WEBHOOK_EVENTS: 'call.burned' }, /WEBHOOK_EVENTS is "call.burned".*call\.ended/],
    [{ S3_ENCRYPTION: 'rot13' }, /S3_ENCRYPTION is "rot13"/],
  ] as const)
    assert.throws(() => readSettings(environment), { code: 'ENVIRONMENT_INVALID', message });
});
