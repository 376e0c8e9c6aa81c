// Settings: what is read, what wins, and what one is told when something does not fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffhookError } from '../base/errors.ts';
import { readSettings, type EnvironmentText } from './settings.ts';

function refusal(env: EnvironmentText, dotEnv = ''): string {
  try {
    readSettings(env, dotEnv);
  } catch (error) {
    assert.ok(error instanceof OffhookError);
    assert.equal(error.code, 'ENVIRONMENT_INVALID');
    return error.message;
  }
  return assert.fail('the environment was taken');
}

test('an empty environment gives a server on this machine with the rehearsal model and an embedded store', () => {
  assert.deepEqual(readSettings({}), {
    port: 5050,
    host: '127.0.0.1',
    publicUrl: null,
    apiKey: null,
    callsMax: 50,
    logLevel: 'info',
    openai: { apiKey: null, baseUrl: null, model: null },
    realtime: {
      azure: { apiKey: null, baseUrl: null },
      xai: { apiKey: null, baseUrl: null },
      inworld: { apiKey: null, baseUrl: null },
      gemini: { apiKey: null, baseUrl: null },
      selfHosted: { apiKey: null, baseUrl: null },
    },
    speech: {
      llm: { apiKey: null, baseUrl: null },
      gateway: { apiKey: null, baseUrl: null },
      deepgram: { apiKey: null, baseUrl: null },
      assemblyai: { apiKey: null, baseUrl: null },
      cartesia: { apiKey: null, baseUrl: null, version: null },
      elevenlabs: { apiKey: null, baseUrl: null },
    },
    twilio: { accountSid: null, authTokens: [], phoneNumber: null, baseUrl: null },
    plivo: {
      authId: null,
      authTokens: [],
      phoneNumber: null,
      baseUrl: null,
      contentType: 'audio/x-mulaw;rate=8000',
      byteOrder: 'little',
      aheadMs: 2000,
    },
    telnyx: {
      apiKey: null,
      publicKeys: [],
      phoneNumber: null,
      connectionId: null,
      application: 'call-control',
      detection: 'premium',
      baseUrl: null,
      codec: 'PCMU',
      byteOrder: 'little',
    },
    jambonz: {
      secrets: [],
      accountSid: null,
      apiKey: null,
      applicationSid: null,
      phoneNumber: null,
      baseUrl: null,
      transfer: 'dial',
      marksBy: 'carrier',
    },
    signalwire: { signingKeys: [], projectId: null, apiToken: null, spaceUrl: null, phoneNumber: null },
    vonage: {
      signatureSecrets: [],
      applicationId: null,
      privateKey: null,
      phoneNumber: null,
      baseUrl: null,
      contentType: 'audio/l16;rate=8000',
      byteOrder: 'little',
    },
    bandwidth: {
      secrets: [],
      accountId: null,
      clientId: null,
      clientSecret: null,
      applicationId: null,
      phoneNumber: null,
      baseUrl: null,
      tokenUrl: null,
    },
    exotel: { secrets: [], byteOrder: 'little' },
    asterisk: { secrets: [] },
    sipBridge: { secrets: [] },
    businessApiBase: null,
    humanTransferNumber: null,
    databaseUrl: null,
    dataDir: './data',
    cost: { pricesFile: null, usdPerDayMax: null },
    conclusion: { model: null, apiKey: null, baseUrl: null },
    slo: { firstAudioMs: 1000, turnCompleteMs: 3000, share: 0.95 },
    retention: {},
    telemetry: { sampling: { ratio: 1, parentBased: true, slowMs: 3000 }, export: null },
    tapes: true,
    archive: { sound: 'wav', keys: null, s3: null },
    webhooks: null,
  });
});

test('the environment wins over .env, and an empty value is no value', () => {
  const dotEnv = '# a comment\nPORT=1\nOPENAI_MODEL="from-file"\nDATA_DIR=/srv\nLOG_LEVEL=warn # quiet\n';
  const settings = readSettings({ PORT: '2', OPENAI_MODEL: '', DATA_DIR: '  ', TOTALLY_OTHER: 'x' }, dotEnv);
  assert.equal(settings.port, 2);
  assert.equal(settings.openai.model, 'from-file');
  assert.equal(settings.dataDir, '/srv');
  assert.equal(settings.logLevel, 'warn');
});

test('a public URL is kept as an origin, numbers without their decoration, tokens as a list', () => {
  const settings = readSettings({
    PUBLIC_URL: 'https://Voice.Example.com:443/',
    TWILIO_PHONE_NUMBER: '+1 (415) 555-0100',
    HUMAN_TRANSFER_NUMBER: 'sip:desk@example.com',
    TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
    TWILIO_AUTH_TOKEN: 'new, old',
    OPENAI_BASE_URL: 'ws://127.0.0.1:9/v1/',
    LOG_LEVEL: 'DEBUG',
  });
  assert.equal(settings.publicUrl, 'https://voice.example.com');
  assert.equal(settings.twilio.phoneNumber, '+14155550100');
  assert.equal(settings.humanTransferNumber, 'sip:desk@example.com');
  assert.deepEqual(settings.twilio.authTokens, ['new', 'old']);
  assert.equal(settings.openai.baseUrl, 'ws://127.0.0.1:9/v1');
  assert.equal(settings.logLevel, 'debug');
});

test('every variable that does not fit is named at once, with its value and how it must look', () => {
  const message = refusal({ PORT: '70000', PUBLIC_URL: 'example.com', LOG_LEVEL: 'loud' });
  assert.match(message, /PORT is "70000", which does not fit: it must be a whole number from 0 to 65535/);
  assert.match(message, /PUBLIC_URL is "example\.com".*https:\/\/voice\.example\.com/);
  assert.match(message, /LOG_LEVEL is "loud".*one of silent, error, warn, info, debug/);
});

test('a secret that does not fit is not repeated', () => {
  const message = refusal({ DATABASE_URL: 'mysql://me:hunter2@db/x', OFFHOOK_API_KEY: 'two words' });
  assert.match(message, /DATABASE_URL has a value that does not fit: .*postgres:\/\//);
  assert.match(message, /OFFHOOK_API_KEY/);
  assert.doesNotMatch(message, /hunter2|two words/);
});

for (const [name, values] of Object.entries({
  PORT: ['-1', '1.5', 'http', '65536'],
  PUBLIC_URL: ['ftp://x', 'https://x.example/path', 'https://x.example/?a=1', 'https://user@x.example'],
  TWILIO_AUTH_TOKEN: ['a,,b', ','],
  TWILIO_PHONE_NUMBER: ['4155550100', '+0123', 'abc'],
  HUMAN_TRANSFER_NUMBER: ['12', 'sip:nobody'],
  TWILIO_BASE_URL: ['ws://x', 'x'],
  PLIVO_AUTH_ID: ['MA 1'],
  PLIVO_PHONE_NUMBER: ['4155550100'],
  PLIVO_CONTENT_TYPE: ['audio/x-mulaw', 'audio/x-l16;rate=24000'],
  PLIVO_BYTE_ORDER: ['network'],
  PLIVO_AHEAD_MS: ['99', '30001'],
  TELNYX_PUBLIC_KEY: ['abc', 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg', 'a,,b'],
  TELNYX_PHONE_NUMBER: ['4155550100'],
  TELNYX_CONNECTION_ID: ['the one'],
  TELNYX_APPLICATION: ['TeXML', 'sip'],
  TELNYX_MACHINE_DETECTION: ['on'],
  TELNYX_CODEC: ['G722', 'L16'],
  TELNYX_BASE_URL: ['ws://x'],
  CALLS_MAX: ['0', '10001'],
})) {
  test(`${name} refuses what it cannot be`, () => {
    for (const value of values) assert.match(refusal({ [name]: value }), new RegExp(name), value);
  });
}

test('an account without its token is refused, since no webhook of it could be verified', () => {
  assert.match(refusal({ TWILIO_ACCOUNT_SID: 'AC1' }), /TWILIO_AUTH_TOKEN is missing/);
  assert.match(refusal({ PLIVO_AUTH_ID: 'MA1' }), /PLIVO_AUTH_TOKEN is missing/);
});
