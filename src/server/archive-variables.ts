// The environment variables of what is kept of a call once it has ended, and of who is told about it.
import { z } from 'zod';
import { SOUND_FORMATS } from '../archive/encode-sound.ts';
import { ARCHIVE_KEY_BYTES, type ArchiveKeys } from '../archive/sealed-archive.ts';
import type { ArchiveSettings } from './archiving/archives.ts';
import { address, text, tokenList, variable } from './variable.ts';
import type { WebhookSettings } from './webhooks/deliver-webhook.ts';
import { WEBHOOK_TYPES } from './webhooks/webhook-type.ts';

/** Standard Webhooks wants secrets of 24 to 64 bytes. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

function isBase64(value: string, bytesMin: number, bytesMax: number): boolean {
  const { length } = Buffer.from(value, 'base64');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(value) && length >= bytesMin && length <= bytesMax;
}

const archiveKeys = tokenList.pipe(
  z.array(z.string().refine((key) => isBase64(key, ARCHIVE_KEY_BYTES, ARCHIVE_KEY_BYTES))),
);

const webhookSecrets = tokenList.pipe(
  z.array(
    z
      .string()
      .transform((secret) => secret.replace(/^whsec_/, ''))
      .pipe(z.string().refine((secret) => isBase64(secret, SECRET_BYTES_MIN, SECRET_BYTES_MAX))),
  ),
);

/** Every variable of the archive and of webhooks. */
export const ARCHIVE_VARIABLES = {
  TAPES: variable(z.enum(['on', 'off']).default('on'), {
    group: 'Archive',
    text: 'Whether calls are taped, so that `offhook replay` can run them again. A tape has all that was said; calls whose agent redacts are never taped.',
    unset: '`on`',
    example: 'off',
    mustBe: '`on` or `off`',
  }),
  ARCHIVE_SOUND: variable(z.enum(SOUND_FORMATS).default('wav'), {
    group: 'Archive',
    text: 'How recordings are archived. `flac` wants `flac` or `ffmpeg` installed, `opus` wants `opusenc` or `ffmpeg`.',
    unset: '`wav`: as they were recorded, µ-law',
    example: 'opus',
    mustBe: `one of ${SOUND_FORMATS.join(', ')}`,
  }),
  ARCHIVE_KEY: variable(archiveKeys.optional(), {
    group: 'Archive',
    text: 'The key with which archived files are encrypted (AES-256-GCM) before they leave this process. Several with a comma between: the first one encrypts, any of them decrypts.',
    unset: 'they are not encrypted by Offhook',
    example: 'what `openssl rand -base64 32` prints',
    mustBe: 'base64 of 32 bytes, or several with a comma between',
    secret: true,
  }),
  S3_BUCKET: variable(text.regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]*$/).optional(), {
    group: 'Archive',
    text: 'The bucket in which calls are archived, of Amazon or of any S3-compatible service. It wants the package `@aws-sdk/client-s3`.',
    unset: 'calls are archived below `DATA_DIR`',
    example: 'acme-calls',
    mustBe: "a bucket's name, or the ARN of an access point",
  }),
  S3_REGION: variable(text.regex(/^[a-z0-9-]+$/).default('us-east-1'), {
    group: 'Archive',
    text: 'The region of the bucket. Many compatible services take any.',
    unset: '`us-east-1`',
    example: 'eu-central-1',
    mustBe: "a region's name",
  }),
  S3_ENDPOINT: variable(address(['https:', 'http:']).optional(), {
    group: 'Archive',
    text: 'Where the S3-compatible service is. The bucket then stands in the path, unless `S3_PATH_STYLE` says otherwise.',
    unset: "Amazon's own",
    example: 'https://s3.example.com',
    mustBe: 'a URL with https:// or http://',
  }),
  S3_PATH_STYLE: variable(z.enum(['true', 'false']).optional(), {
    group: 'Archive',
    text: "Whether the bucket stands in the path or in the host's name.",
    unset: '`true` where `S3_ENDPOINT` is set, else `false`',
    example: 'false',
    mustBe: 'true or false',
  }),
  S3_ACCESS_KEY_ID: variable(text.regex(/^\S+$/).optional(), {
    group: 'Archive',
    text: 'The access key of the bucket. It must be allowed to put, get and delete objects.',
    unset: "what Amazon's client finds on the machine, such as its role",
    example: 'AKIA…',
    mustBe: 'a key without spaces',
  }),
  S3_SECRET_ACCESS_KEY: variable(text.regex(/^\S+$/).optional(), {
    group: 'Archive',
    text: 'Its secret.',
    unset: 'as with `S3_ACCESS_KEY_ID`',
    example: '40 characters',
    mustBe: 'a secret without spaces',
    secret: true,
  }),
  S3_PREFIX: variable(
    text
      .transform((value) => value.replace(/^\/+|\/+$/g, ''))
      .pipe(z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*$/))
      .optional(),
    {
      group: 'Archive',
      text: "What the keys of a call's files begin with in the bucket; the day and the call's id follow.",
      unset: 'nothing',
      example: 'offhook',
      mustBe: 'letters, digits, `.`, `_` and `-`, with slashes between',
    },
  ),
  S3_ENCRYPTION: variable(text.regex(/^(?:AES256|aws:kms(?::\S+)?)$/).optional(), {
    group: 'Archive',
    text: "How the service is told to encrypt: with keys of its own, with KMS, or with one key of KMS. It sees what is archived; with `ARCHIVE_KEY` it doesn't.",
    unset: 'as the bucket is set up',
    example: 'aws:kms:alias/calls',
    mustBe: 'AES256, aws:kms, or aws:kms: and the id of a key',
  }),
  WEBHOOK_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Webhooks',
    text: 'Who is told what happens to calls, by a signed POST each.',
    unset: 'nobody',
    example: 'https://example.com/hooks/calls',
    mustBe: 'a URL with https:// or http://',
  }),
  WEBHOOK_SECRET: variable(webhookSecrets.optional(), {
    group: 'Webhooks',
    text: 'The secret with which webhooks are signed. While it is changed: both, with a comma between; each signs.',
    unset: '`WEBHOOK_URL` cannot be set',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
    mustBe: '`whsec_` and base64 of 24 to 64 bytes, or several with a comma between',
    secret: true,
  }),
  WEBHOOK_EVENTS: variable(tokenList.pipe(z.array(z.enum(WEBHOOK_TYPES))).optional(), {
    group: 'Webhooks',
    text: 'What they are told, with commas between.',
    unset: 'everything',
    example: 'call.ended,call.archived',
    mustBe: `some of ${WEBHOOK_TYPES.join(', ')}, with commas between`,
  }),
};

type Read = z.output<z.ZodObject<typeof ARCHIVE_VARIABLES>>;

/** What is missing beside what is set, a sentence each. */
export function archiveProblems(read: Read): string[] {
  const problems: string[] = [];
  if ((read.S3_ACCESS_KEY_ID === undefined) !== (read.S3_SECRET_ACCESS_KEY === undefined))
    problems.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both, or neither.');
  if (read.WEBHOOK_URL !== undefined && read.WEBHOOK_SECRET === undefined)
    problems.push(
      'WEBHOOK_SECRET is missing beside WEBHOOK_URL: make one, `whsec_` and what `openssl rand -base64 32` prints, and give it to who verifies.',
    );
  return problems;
}

/** How calls are archived, as the environment has it. */
export function archiveSettings(read: Read): ArchiveSettings {
  const { S3_ENDPOINT: endpoint = null, S3_BUCKET: bucket } = read;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = read;
  const [first, ...others] = (read.ARCHIVE_KEY ?? []).map((key) => Buffer.from(key, 'base64'));
  const keys: ArchiveKeys | null = first === undefined ? null : [first, ...others];
  const pathStyle = read.S3_PATH_STYLE === undefined ? endpoint !== null : read.S3_PATH_STYLE === 'true';
  return {
    sound: read.ARCHIVE_SOUND,
    keys,
    s3:
      bucket === undefined
        ? null
        : {
            bucket,
            region: read.S3_REGION,
            endpoint,
            pathStyle,
            credentials:
              accessKeyId === undefined || secretAccessKey === undefined
                ? null
                : { accessKeyId, secretAccessKey },
            prefix: read.S3_PREFIX === undefined ? '' : `${read.S3_PREFIX}/`,
            encryption: read.S3_ENCRYPTION ?? null,
          },
  };
}

/** Who is told, as the environment has it; null: nobody. */
export function webhookSettings(read: Read): WebhookSettings | null {
  if (read.WEBHOOK_URL === undefined) return null;
  const secrets = (read.WEBHOOK_SECRET ?? []).map((secret) => Buffer.from(secret, 'base64'));
  return { url: read.WEBHOOK_URL, secrets, types: read.WEBHOOK_EVENTS ?? WEBHOOK_TYPES };
}
