// The environment variables: each with its schema, its meaning and an example. docs/reference/configuration.md is made of this.
import { z } from 'zod';
import { ARCHIVE_VARIABLES } from './archive-variables.ts';
import { COST_VARIABLES } from './cost-variables.ts';
import { CARRIER_VARIABLES } from './carrier-variables.ts';
import { REALTIME_VARIABLES } from './realtime-variables.ts';
import { SLO_VARIABLES } from './slo-variables.ts';
import { RETENTION_VARIABLES } from './retention-variables.ts';
import { TELEMETRY_VARIABLES } from './telemetry-variables.ts';
import { SPEECH_VARIABLES } from './speech-variables.ts';
import { address, origin, phoneNumber, sipUri, text, variable, wholeNumber } from './variable.ts';
import { LOG_LEVELS } from './world/pino-log.ts';

/** Every variable that Offhook reads. Unset variables are absent, never empty. */
export const ENVIRONMENT = z.object({
  PORT: variable(wholeNumber(0, 65_535).default(5050), {
    group: 'Server',
    text: 'The port that webhooks, media streams and the API share. `0` takes any free one.',
    unset: '`5050`',
    example: '8080',
    mustBe: 'a whole number from 0 to 65535',
  }),
  HOST: variable(text.regex(/^\S+$/).default('127.0.0.1'), {
    group: 'Server',
    text: 'The address to listen on. `0.0.0.0` in a container, or where the carrier reaches this machine without a tunnel or proxy on it.',
    unset: '`127.0.0.1`: this machine only',
    example: '0.0.0.0',
    mustBe: 'an IP address or host name of this machine',
  }),
  PUBLIC_URL: variable(origin.optional(), {
    group: 'Server',
    text: "The origin under which the carrier reaches this server. It decides which URL a webhook's signature is checked against, and which addresses the carrier is given.",
    unset: "the request's `Host`",
    example: 'https://voice.example.com',
    mustBe: 'an origin with http:// or https:// and no path, such as https://voice.example.com',
  }),
  OFFHOOK_API_KEY: variable(text.regex(/^[\x21-\x7e]+$/).optional(), {
    group: 'Server',
    text: 'The key of `/api` and `/metrics`, sent as `Authorization: Bearer …`.',
    unset: 'both serve this machine only',
    example: 'a long random text',
    mustBe: 'printable ASCII without spaces',
    secret: true,
  }),
  CALLS_MAX: variable(wholeNumber(1, 10_000).default(50), {
    group: 'Server',
    text: 'How many calls this process holds at once. Beyond it, callers hear that all lines are busy.',
    unset: '`50`',
    example: '100',
    mustBe: 'a whole number from 1 to 10000',
  }),
  LOG_LEVEL: variable(
    text
      .transform((value) => value.toLowerCase())
      .pipe(z.enum(LOG_LEVELS))
      .default('info'),
    {
      group: 'Server',
      text: 'The least important lines that are logged.',
      unset: '`info`',
      example: 'debug',
      mustBe: `one of ${LOG_LEVELS.join(', ')}`,
    },
  ),
  OPENAI_API_KEY: variable(text.regex(/^\S+$/).optional(), {
    group: 'Model',
    text: 'The key for OpenAI: Realtime, and in a cascade the language model.',
    unset: 'the rehearsal model answers',
    example: 'sk-…',
    mustBe: 'a key without spaces',
    secret: true,
  }),
  OPENAI_BASE_URL: variable(address(['https:', 'http:', 'wss:', 'ws:']).optional(), {
    group: 'Model',
    text: 'Where the Realtime API is, for proxies and compatible servers; `/realtime` is added to it. `ws://` and `http://` included.',
    unset: "OpenAI's own",
    example: 'wss://eu.api.openai.com/v1',
    mustBe: 'a URL with https://, http://, wss:// or ws://',
  }),
  OPENAI_MODEL: variable(text.regex(/^\S+$/).optional(), {
    group: 'Model',
    text: "The model's name; it wins over the one of the agent's config.",
    unset: "the agent's `model`",
    example: 'gpt-realtime-2.1',
    mustBe: 'a name without spaces',
  }),
  ...REALTIME_VARIABLES,
  ...SPEECH_VARIABLES,
  ...CARRIER_VARIABLES,
  BUSINESS_API_BASE: variable(address(['https:', 'http:']).optional(), {
    group: 'Business',
    text: "The HTTP API of the business behind the example agent's tools.",
    unset: 'sample data in the store',
    example: 'https://api.example.com/v1',
    mustBe: 'a URL with https:// or http://',
  }),
  HUMAN_TRANSFER_NUMBER: variable(z.union([phoneNumber, sipUri]).optional(), {
    group: 'Business',
    text: "Who takes over when a caller needs a human, where the agent's config names nobody.",
    unset:
      'nobody: the agent says that no one can be reached. Without any carrier at all, a human at the rehearsal telephone',
    example: '+14155550199',
    mustBe: 'a number in E.164, such as +14155550199, or a SIP URI',
  }),
  DATABASE_URL: variable(address(['postgres:', 'postgresql:']).optional(), {
    group: 'Data',
    text: 'The Postgres database that keeps the calls.',
    unset: 'one SQLite file below `DATA_DIR`',
    example: 'postgres://offhook@localhost/offhook',
    mustBe: 'a URL with postgres:// or postgresql://',
    secret: true,
  }),
  DATA_DIR: variable(text.default('./data'), {
    group: 'Data',
    text: 'Where recordings, rendered phrases and the SQLite file lie. Made when it is not there.',
    unset: '`./data`',
    example: '/var/lib/offhook',
    mustBe: 'a path',
  }),
  ...COST_VARIABLES,
  ...SLO_VARIABLES,
  ...RETENTION_VARIABLES,
  ...TELEMETRY_VARIABLES,
  ...ARCHIVE_VARIABLES,
});

/** The environment, checked and read. */
export type Environment = z.output<typeof ENVIRONMENT>;
