// The environment variables of the carriers: whose account it is, how its requests are proved, how its sound comes.
import { z } from 'zod';
import { isTelnyxPublicKey } from '../carriers/telnyx/signature.ts';
import { ENVELOPE_CARRIER_VARIABLES } from './envelope-carrier-variables.ts';
import { address, phoneNumber, text, tokenList, variable, wholeNumber } from './variable.ts';

/** How Telnyx can stream sound; a rate stands behind the codec that has several. */
export const TELNYX_CODECS = ['PCMU', 'PCMA', 'L16/8000', 'L16/16000', 'L16/24000'] as const;

/** The kinds of application that Telnyx places calls by. */
export const TELNYX_APPLICATIONS = ['call-control', 'texml'] as const;

/** How Telnyx can listen who picked up. */
export const TELNYX_DETECTIONS = ['standard', 'premium', 'screening'] as const;

/** What Plivo's `<Stream>` can be asked for. */
export const PLIVO_CONTENT_TYPES = [
  'audio/x-mulaw;rate=8000',
  'audio/x-l16;rate=8000',
  'audio/x-l16;rate=16000',
] as const;

/** Every variable of every carrier. */
export const CARRIER_VARIABLES = {
  TWILIO_ACCOUNT_SID: variable(text.regex(/^AC[0-9a-zA-Z]+$/).optional(), {
    group: 'Twilio',
    text: 'The account whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed. Without any carrier at all, `offhook start` has calls ring at its rehearsal telephone',
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
    text: 'The account whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed',
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
  PLIVO_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'Plivo',
    text: 'The number that callers dial, and that is shown by outgoing calls and by transfers. `offhook doctor` looks at how it is set up.',
    unset: 'whatever number points here is answered; each outgoing call must name its own',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
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
    text: 'The key with which calls are placed, answered, transferred and hung up. Numbers on a Call Control application need it for every call, numbers on a TeXML application only to be transferred while they talk.',
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
  TELNYX_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'Telnyx',
    text: 'The number that callers dial, and that is shown by outgoing calls and by transfers. `offhook doctor` looks at how it is set up.',
    unset: 'whatever number points here is answered; each outgoing call must name its own',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  TELNYX_CONNECTION_ID: variable(text.regex(/^\w+$/).optional(), {
    group: 'Telnyx',
    text: "The application that calls are placed by: its id in Telnyx's portal, where it is called the connection id as well.",
    unset: 'no call can be placed',
    example: '1494404757140276705',
    mustBe: 'an id of letters and digits',
  }),
  TELNYX_APPLICATION: variable(z.enum(TELNYX_APPLICATIONS).default('call-control'), {
    group: 'Telnyx',
    text: 'Of which kind the application of `TELNYX_CONNECTION_ID` is.',
    unset: '`call-control`',
    example: 'texml',
    mustBe: `one of ${TELNYX_APPLICATIONS.join(', ')}`,
  }),
  TELNYX_MACHINE_DETECTION: variable(z.enum(TELNYX_DETECTIONS).default('premium'), {
    group: 'Telnyx',
    text: 'With which of its detections Telnyx listens who picked up, where a call asks for that. `screening` is the premium one that knows the call screening of iPhones.',
    unset: '`premium`',
    example: 'standard',
    mustBe: `one of ${TELNYX_DETECTIONS.join(', ')}`,
  }),
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
  ...ENVELOPE_CARRIER_VARIABLES,
} as const;
