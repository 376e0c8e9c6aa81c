// The environment variables of the carriers whose wires are told by a spec: their secrets, their accounts, their ways.
import { z } from 'zod';
import { isRsaKey } from '../carriers/vonage/jwt.ts';
import { address, phoneNumber, text, tokenList, variable } from './variable.ts';

/** How jambonz can send a call to a human. */
export const JAMBONZ_TRANSFERS = ['dial', 'refer'] as const;

/** Whom to believe about what was played on jambonz. */
export const JAMBONZ_MARKS = ['carrier', 'clock'] as const;

/** What Vonage's WebSockets can be asked for. */
export const VONAGE_CONTENT_TYPES = [
  'audio/l16;rate=8000',
  'audio/l16;rate=16000',
  'audio/l16;rate=24000',
] as const;

/** Every variable of these carriers. */
export const ENVELOPE_CARRIER_VARIABLES = {
  JAMBONZ_SECRET: variable(tokenList.optional(), {
    group: 'jambonz',
    text: 'The password of the webhooks of the jambonz application, and of the streams that it opens. While it is changed: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
  JAMBONZ_ACCOUNT_SID: variable(text.regex(/^[0-9a-zA-Z-]+$/).optional(), {
    group: 'jambonz',
    text: 'The account whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed',
    example: '9351f46a-678c-43f5-b8a6-d4eb58d131af',
    mustBe: 'an account SID of letters, digits and dashes',
  }),
  JAMBONZ_API_KEY: variable(text.regex(/^\S+$/).optional(), {
    group: 'jambonz',
    text: 'The key of its REST API.',
    unset: 'as without `JAMBONZ_ACCOUNT_SID`',
    example: '1cf2f4f4-64c4-4249-9a3e-5bb4cb597c2a',
    mustBe: 'a key without spaces',
    secret: true,
  }),
  JAMBONZ_APPLICATION_SID: variable(text.regex(/^[0-9a-zA-Z-]+$/).optional(), {
    group: 'jambonz',
    text: 'The application that calls are placed by: the one with the webhooks of this server.',
    unset: 'no call can be placed',
    example: '0e0681b0-d49f-4fb8-b973-b5a3c6758de1',
    mustBe: 'an application SID of letters, digits and dashes',
  }),
  JAMBONZ_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'jambonz',
    text: 'The number that is shown by outgoing calls and by transfers.',
    unset: 'each outgoing call must name its own; transfers show the caller’s',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  JAMBONZ_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'jambonz',
    text: 'Where its REST API is, up to what stands before `/v1`.',
    unset: '`https://jambonz.cloud/api`',
    example: 'https://jambonz.example.com/api',
    mustBe: 'a URL with https:// or http://',
  }),
  JAMBONZ_TRANSFER: variable(z.enum(JAMBONZ_TRANSFERS).default('dial'), {
    group: 'jambonz',
    text: 'How a call is sent to a human: `dial` keeps it on jambonz, so that it comes back when nobody answers; `refer` hands it to the caller’s own side by SIP REFER, where the trunk takes one.',
    unset: '`dial`',
    example: 'refer',
    mustBe: `one of ${JAMBONZ_TRANSFERS.join(', ')}`,
  }),
  JAMBONZ_MARKS: variable(z.enum(JAMBONZ_MARKS).default('carrier'), {
    group: 'jambonz',
    text: 'Who says what was played: `carrier` believes the marks that jambonz returns, `clock` is for versions that return them before their sound was heard.',
    unset: '`carrier`',
    example: 'clock',
    mustBe: `one of ${JAMBONZ_MARKS.join(', ')}`,
  }),
  SIGNALWIRE_SIGNING_KEY: variable(tokenList.optional(), {
    group: 'SignalWire',
    text: 'The signing key of the project, with which SignalWire signs. While it is changed: both, with a comma between.',
    unset: 'a key made for this data directory: only `offhook call` signs with it',
    example: 'PSK_…',
    mustBe: 'one key without spaces, or several with a comma between',
    secret: true,
  }),
  SIGNALWIRE_PROJECT_ID: variable(text.regex(/^[0-9a-zA-Z-]+$/).optional(), {
    group: 'SignalWire',
    text: 'The project whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed',
    example: '3f8b1c1e-4c55-4d3c-9a57-0f7f6a2b8a11',
    mustBe: 'a project id of letters, digits and dashes',
  }),
  SIGNALWIRE_API_TOKEN: variable(text.regex(/^\S+$/).optional(), {
    group: 'SignalWire',
    text: 'A token of the project with the scope of voice.',
    unset: 'as without `SIGNALWIRE_PROJECT_ID`',
    example: 'PT…',
    mustBe: 'a token without spaces',
    secret: true,
  }),
  SIGNALWIRE_SPACE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'SignalWire',
    text: 'The space, under which its REST API is.',
    unset: 'as without `SIGNALWIRE_PROJECT_ID`',
    example: 'https://example.signalwire.com',
    mustBe: 'a URL with https:// or http://',
  }),
  SIGNALWIRE_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'SignalWire',
    text: 'The number that is shown by outgoing calls and by transfers: one that the project has bought or verified.',
    unset: 'each outgoing call must name its own; transfers show the caller’s',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  VONAGE_SIGNATURE_SECRET: variable(tokenList.optional(), {
    group: 'Vonage',
    text: 'The signature secret of the account, with which Vonage signs webhooks and WebSockets. While it is changed: both, with a comma between.',
    unset: 'a secret made for this data directory: only `offhook call` signs with it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
  VONAGE_APPLICATION_ID: variable(text.regex(/^[0-9a-fA-F-]+$/).optional(), {
    group: 'Vonage',
    text: 'The application whose calls are placed, hung up and transferred.',
    unset: 'calls end when their stream does, a transfer begins there, and no call can be placed',
    example: '78d335fa-323d-0114-9c3d-d6f0d48968cf',
    mustBe: 'an application id of hexadecimal digits and dashes',
  }),
  VONAGE_PRIVATE_KEY: variable(text.refine((key) => isRsaKey(key)).optional(), {
    group: 'Vonage',
    text: "The application's private key: the text of the file `private.key`, on one line with `\\n` where it has line ends.",
    unset: 'as without `VONAGE_APPLICATION_ID`',
    example: '-----BEGIN PRIVATE KEY-----\\n…',
    mustBe: 'an RSA private key in PEM',
    secret: true,
  }),
  VONAGE_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'Vonage',
    text: 'A number of the account, which transfers and outgoing calls show. Vonage shows no other.',
    unset: 'whom a transfer calls sees an unknown number; each outgoing call must name its own',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  VONAGE_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Vonage',
    text: "Where Vonage's REST API is.",
    unset: '`https://api.nexmo.com`',
    example: 'https://api-us.vonage.com',
    mustBe: 'a URL with https:// or http://',
  }),
  VONAGE_CONTENT_TYPE: variable(z.enum(VONAGE_CONTENT_TYPES).default('audio/l16;rate=8000'), {
    group: 'Vonage',
    text: "How Vonage streams sound, both ways. More than 8 kHz is of use where the model takes a band wider than a phone's; of 24 kHz Vonage's pages say now yes, now nothing.",
    unset: '`audio/l16;rate=8000`',
    example: 'audio/l16;rate=16000',
    mustBe: `one of ${VONAGE_CONTENT_TYPES.join(', ')}`,
  }),
  VONAGE_BYTE_ORDER: variable(z.enum(['little', 'big']).default('little'), {
    group: 'Vonage',
    text: 'The order of the two bytes of a sample. Where the caller hears noise, it is the other one.',
    unset: '`little`',
    example: 'big',
    mustBe: 'one of little, big',
  }),
  BANDWIDTH_SECRET: variable(tokenList.optional(), {
    group: 'Bandwidth',
    text: 'The password of the webhooks of the voice application; the user name is `offhook`. While it is changed: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
  BANDWIDTH_ACCOUNT_ID: variable(text.regex(/^\d+$/).optional(), {
    group: 'Bandwidth',
    text: 'The account whose calls are placed, hung up and transferred.',
    unset:
      'calls end when their stream does; nobody can be transferred during one, and no call can be placed',
    example: '5500001',
    mustBe: 'an account id of digits',
  }),
  BANDWIDTH_CLIENT_ID: variable(text.regex(/^\S+$/).optional(), {
    group: 'Bandwidth',
    text: 'The client id of an API credential with the role of voice.',
    unset: 'as without `BANDWIDTH_ACCOUNT_ID`',
    example: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    mustBe: 'a client id without spaces',
  }),
  BANDWIDTH_CLIENT_SECRET: variable(text.regex(/^\S+$/).optional(), {
    group: 'Bandwidth',
    text: 'The client secret of that API credential.',
    unset: 'as without `BANDWIDTH_ACCOUNT_ID`',
    example: 'a long random text',
    mustBe: 'a client secret without spaces',
    secret: true,
  }),
  BANDWIDTH_APPLICATION_ID: variable(text.regex(/^[0-9a-fA-F-]+$/).optional(), {
    group: 'Bandwidth',
    text: 'The voice application that calls are placed by.',
    unset: 'no call can be placed',
    example: '04e88489-df02-4e34-a0ee-27a91849555f',
    mustBe: 'an application id of hexadecimal digits and dashes',
  }),
  BANDWIDTH_PHONE_NUMBER: variable(phoneNumber.optional(), {
    group: 'Bandwidth',
    text: 'The number that callers dial, and that is shown by outgoing calls and by transfers.',
    unset: 'whatever number points here is answered; each outgoing call must name its own',
    example: '+14155550100',
    mustBe: 'a number in E.164, such as +14155550100',
  }),
  BANDWIDTH_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Bandwidth',
    text: "Where Bandwidth's voice API is.",
    unset: '`https://voice.bandwidth.com`',
    example: 'http://127.0.0.1:5051',
    mustBe: 'a URL with https:// or http://',
  }),
  BANDWIDTH_TOKEN_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Bandwidth',
    text: 'Where an API credential is exchanged for a token.',
    unset: '`https://api.bandwidth.com/api/v1/oauth2/token`',
    example: 'http://127.0.0.1:5051/api/v1/oauth2/token',
    mustBe: 'a URL with https:// or http://',
  }),
  EXOTEL_SECRET: variable(tokenList.optional(), {
    group: 'Exotel',
    text: 'The password, or `secret`, in the addresses that the applets of the flow have. While it is changed: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
  EXOTEL_BYTE_ORDER: variable(z.enum(['little', 'big']).default('little'), {
    group: 'Exotel',
    text: "The order of the two bytes of a sample. Exotel's pages do not say: where the caller hears noise, it is the other one.",
    unset: '`little`',
    example: 'big',
    mustBe: 'one of little, big',
  }),
  ASTERISK_SECRET: variable(tokenList.optional(), {
    group: 'Asterisk',
    text: 'The `password` of the connection in `websocket_client.conf`, and of what the dialplan asks. While it is changed: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
  SIP_BRIDGE_SECRET: variable(tokenList.optional(), {
    group: 'SIP bridge',
    text: 'What the gateway sends as `Authorization: Bearer …`. While it is changed: both, with a comma between, the current one first.',
    unset: 'a token made for this data directory: only `offhook call` knows it',
    example: 'a long random text',
    mustBe: 'one secret without spaces, or several with a comma between',
    secret: true,
  }),
} as const;
