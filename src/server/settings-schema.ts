// The environment variables: each with its schema, its meaning and an example. docs/reference/configuration.md is made of this.
import { z } from 'zod';
import { isTelnyxPublicKey } from '../carriers/telnyx/signature.ts';
import { LOG_LEVELS } from './world/pino-log.ts';

/** What people read of a variable. */
export interface VariableDoc {
  readonly group: 'Server' | 'Model' | 'Twilio' | 'Plivo' | 'Telnyx' | 'Business' | 'Data';
  /** What it does, one or two sentences. */
  readonly text: string;
  /** What holds when it is unset. */
  readonly unset: string;
  readonly example: string;
  /** How it must look: completes "… must be". */
  readonly mustBe: string;
  /** True: the value never appears in a message. */
  readonly secret?: true;
}

/** The documentation of each variable's schema. */
export const variableDocs = z.registry<VariableDoc>();

function variable<Schema extends z.ZodType>(schema: Schema, doc: VariableDoc): Schema {
  variableDocs.add(schema, doc);
  return schema;
}

/** How Telnyx can stream sound; a rate stands behind the codec that has several. */
export const TELNYX_CODECS = ['PCMU', 'PCMA', 'L16/8000', 'L16/16000', 'L16/24000'] as const;

/** What Plivo's `<Stream>` can be asked for. */
export const PLIVO_CONTENT_TYPES = [
  'audio/x-mulaw;rate=8000',
  'audio/x-l16;rate=8000',
  'audio/x-l16;rate=16000',
] as const;

const text = z.string();
const E164 = /^\+[1-9]\d{6,14}$/;
/** People write numbers with spaces, dashes and brackets; carriers take none of these. */
const phoneNumber = text.transform((value) => value.replace(/[\s().-]/g, '')).pipe(z.string().regex(E164));
const sipUri = text.regex(/^sips?:[^\s@]+@\S+$/i);
const wholeNumber = (min: number, max: number) =>
  text.regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));
const address = (schemes: readonly string[]) =>
  text
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol))
    .transform((value) => value.replace(/\/+$/, ''));
const origin = text
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, pathname, search, hash, username } = new URL(value);
    return /^https?:$/.test(protocol) && pathname === '/' && search + hash + username === '';
  })
  .transform((value) => new URL(value).origin);
const tokenList = text
  .transform((value) => value.split(',').map((token) => token.trim()))
  .pipe(z.array(z.string().regex(/^\S+$/)).min(1));

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
    text: 'The key for OpenAI Realtime.',
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
  TWILIO_ACCOUNT_SID: variable(text.regex(/^AC[0-9a-zA-Z]+$/).optional(), {
    group: 'Twilio',
    text: 'The account whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed',
    example: 'AC and 32 hexadecimal digits',
    mustBe: 'an account SID, which begins with AC',
  }),
  TWILIO_AUTH_TOKEN: variable(tokenList.optional(), {
    group: 'Twilio',
    text: 'The token with which Twilio signs. While it is rotated: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: '32 hexadecimal digits',
    mustBe: 'one token, or several with a comma between',
    secret: true,
  }),
  TWILIO_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'Twilio',
    text: 'The number that callers dial, and that outgoing calls show. `offhook doctor` looks at how it is set up.',
    unset: 'whatever number points here is answered; each outgoing call must name its own',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  TWILIO_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Twilio',
    text: "Where Twilio's REST API is.",
    unset: '`https://api.twilio.com`',
    example: 'http://127.0.0.1:5051',
    mustBe: 'a URL with https:// or http://',
  }),
  PLIVO_AUTH_ID: variable(text.regex(/^[0-9A-Za-z]+$/).optional(), {
    group: 'Plivo',
    text: 'The account whose calls are hung up and transferred.',
    unset: 'calls end when their stream does; nobody can be transferred during one',
    example: 'MA and 18 letters and digits',
    mustBe: 'an auth id of letters and digits',
  }),
  PLIVO_AUTH_TOKEN: variable(tokenList.optional(), {
    group: 'Plivo',
    text: 'The token with which Plivo signs. While it is rotated: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: '40 letters and digits',
    mustBe: 'one token, or several with a comma between',
    secret: true,
  }),
  PLIVO_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Plivo',
    text: "Where Plivo's REST API is.",
    unset: '`https://api.plivo.com`',
    example: 'http://127.0.0.1:5051',
    mustBe: 'a URL with https:// or http://',
  }),
  PLIVO_CONTENT_TYPE: variable(z.enum(PLIVO_CONTENT_TYPES).default('audio/x-mulaw;rate=8000'), {
    group: 'Plivo',
    text: "How Plivo streams sound, both ways. 16 kHz is of use where the model takes a band wider than a phone's.",
    unset: '`audio/x-mulaw;rate=8000`',
    example: 'audio/x-l16;rate=16000',
    mustBe: `one of ${PLIVO_CONTENT_TYPES.join(', ')}`,
  }),
  PLIVO_BYTE_ORDER: variable(z.enum(['little', 'big']).default('little'), {
    group: 'Plivo',
    text: "The order of the two bytes of a sample of `audio/x-l16`. Plivo's pages do not say: where the caller hears noise, it is the other one.",
    unset: '`little`',
    example: 'big',
    mustBe: 'one of little, big',
  }),
  PLIVO_AHEAD_MS: variable(wholeNumber(100, 30_000).default(2000), {
    group: 'Plivo',
    text: "How far ahead of the caller's ear Plivo's queue of sound is filled, in milliseconds. The queue holds 40 to 60 s; a fuller one bridges longer pauses of the network.",
    unset: '`2000`',
    example: '5000',
    mustBe: 'a whole number from 100 to 30000',
  }),
  TELNYX_API_KEY: variable(text.regex(/^\S+$/).optional(), {
    group: 'Telnyx',
    text: 'The key with which calls are answered, transferred and hung up. Numbers on a Call Control application need it for every call, numbers on a TeXML application only to be transferred while they talk.',
    unset: 'Call Control calls are not answered; TeXML calls are transferred once their stream is over',
    example: 'KEY and more letters and digits',
    mustBe: 'a key without spaces',
    secret: true,
  }),
  TELNYX_PUBLIC_KEY: variable(
    tokenList.refine((keys) => keys.every((key) => isTelnyxPublicKey(key))).optional(),
    {
      group: 'Telnyx',
      text: "The public key of Telnyx's webhooks, from the portal's page of keys. While it is changed: both, with a comma between.",
      unset: 'a key made for this data directory: only `offhook call` signs with it',
      example: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=',
      mustBe: 'base64 of the 32 bytes of an Ed25519 key, or several with a comma between',
    },
  ),
  TELNYX_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Telnyx',
    text: "Where Telnyx's REST API is.",
    unset: '`https://api.telnyx.com`',
    example: 'http://127.0.0.1:5051',
    mustBe: 'a URL with https:// or http://',
  }),
  TELNYX_CODEC: variable(z.enum(TELNYX_CODECS).default('PCMU'), {
    group: 'Telnyx',
    text: "How sound is streamed, both ways. Of a phone that speaks the other law, Telnyx may send that one all the same: it is understood. L16 is of use where the model takes a band wider than a phone's.",
    unset: '`PCMU`',
    example: 'PCMA',
    mustBe: `one of ${TELNYX_CODECS.join(', ')}`,
  }),
  TELNYX_BYTE_ORDER: variable(z.enum(['little', 'big']).default('little'), {
    group: 'Telnyx',
    text: "The order of the two bytes of a sample of L16. Telnyx's pages do not say: where the caller hears noise, it is the other one.",
    unset: '`little`',
    example: 'big',
    mustBe: 'one of little, big',
  }),
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
    unset: 'nobody: the agent says that no one can be reached',
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
});

/** The environment, checked and read. */
export type Environment = z.output<typeof ENVIRONMENT>;
