// The doctor on a simulated World: what a healthy set-up looks like, and each way in which it can be ill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpRequest } from '../../base/world.ts';
import { readSettings, type EnvironmentText } from '../../server/settings.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { examine } from './examine.ts';
import { OffhookError } from '../../base/errors.ts';
import type { HttpAnswer } from '../../base/world.ts';
import { defineAgent } from '../../agent/define-agent.ts';
import {
  type Outside,
  LOCAL,
  HEALTHY,
  json,
  NUMBER,
  MACHINE,
  findings,
  told,
  statuses,
} from '../../../test/fakes/doctor-stage.ts';

test('a healthy set-up is found healthy, all of it', async () => {
  assert.deepEqual(statuses(await findings(HEALTHY)), [
    'Data directory ok',
    'Store ok',
    'Server ok',
    'Model ok',
    'Public URL ok',
    'Webhook signature ok',
    'Media stream ok',
    'Twilio account ok',
    'Twilio number ok',
    'Transfer ok',
    'Clock ok',
  ]);
});

test('a fresh clone has nothing broken, and is told what a real call needs', async () => {
  const found = await findings({}, { running: false });
  assert.ok([...found.values()].every(({ status }) => status !== 'broken'));
  for (const [name, pattern] of [
    ['Server', /does not run; port 5050 is free.*npm start/],
    ['Model', /OPENAI_API_KEY is not set/],
    ['espeak-ng', /recorded phrases only/],
    ['Public URL', /PUBLIC_URL is not set/],
    ['Twilio account', /TWILIO_AUTH_TOKEN is not set/],
    ['Transfer', /is not set: in a rehearsal \+14155550111 picks up/],
    ['Clock', /no other machine/],
  ] as const)
    assert.match(told(found, name), pattern);
});

test('a rehearsing server is tried with the local token', async () => {
  const found = await findings({}, { serverToken: 'local-token' });
  assert.match(told(found, 'Webhook signature'), /^ok: .*127\.0\.0\.1:5050/);
  assert.match(told(found, 'Media stream'), /^ok/);
});

test('the machine: no room, no right to write, a store that is away, a port that is taken', async () => {
  const away = new OffhookError('STORE_UNAVAILABLE', 'Postgres (DATABASE_URL) cannot be used: ECONNREFUSED');
  const found = await findings(
    { DATABASE_URL: 'postgres://db/offhook' },
    {
      running: false,
      machine: {
        unwritable: () => Promise.resolve('EACCES'),
        listens: () => Promise.resolve('taken'),
        openStore: () => Promise.reject(away),
      },
    },
  );
  assert.match(told(found, 'Data directory'), /^broken: .*EACCES → Set DATA_DIR/);
  assert.match(told(found, 'Store'), /^broken: .*ECONNREFUSED → Start the database/);
  assert.match(told(found, 'Server'), /^broken: Another process has port 5050 .* → Stop it, or set PORT/);
  const full = await findings({}, { machine: { freeBytes: () => Promise.resolve(1e6) } });
  assert.match(told(full, 'Data directory'), /^broken: .*only 0\.0 GB free/);
  const empty = await findings(
    {},
    {
      machine: {
        openStore: async () => ({
          ...(await MACHINE.openStore()),
          calls: () => Promise.reject(new Error('no such table: calls')),
        }),
      },
    },
  );
  assert.match(told(empty, 'Store'), /^open: .*not migrated.*offhook migrate/);
});

test('the model: a refused key, no quota, an unknown model, refused settings, nobody there', async () => {
  const error = (code: string) => ({
    type: 'error',
    error: { type: 'invalid_request_error', code, message: 'No.' },
  });
  for (const [model, pattern] of [
    [error('invalid_api_key'), /^broken: The key is refused\. .* → Set OPENAI_API_KEY/],
    [error('insufficient_quota'), /^broken: .*no quota left/],
    [
      error('model_not_found'),
      /^broken: The model gpt-realtime-2\.1-mini is not there .* → Correct OPENAI_MODEL/,
    ],
    [{ type: 'nothing' }, /^broken: It cannot be reached\. \(settings_timeout\)/],
    [null, /^broken: It cannot be reached\. \(.*connection refused\)/],
  ] as const)
    assert.match(told(await findings(HEALTHY, { model }), 'Model'), pattern);
});

test('the public URL: private, without TLS, answered by another, not answered, not to be tried', async () => {
  const url = async (changes: EnvironmentText, given: Outside = {}): Promise<string> =>
    told(await findings({ ...HEALTHY, ...changes }, given), 'Public URL');
  assert.match(
    await url({ PUBLIC_URL: 'http://192.168.1.7:5050' }),
    /^broken: No carrier can reach .*private/,
  );
  assert.match(await url({ PUBLIC_URL: 'https://localhost' }), /^broken: No carrier can reach/);
  assert.match(await url({ PUBLIC_URL: 'http://voice.example.com' }), /^broken: .*wss:\/\/ only/);
  const page = { status: 200, headers: {}, body: '<html>' };
  assert.match(await url({}, { healthz: page }), /^broken: .*something else \(HTTP 200\)/);
  assert.match(await url({ PUBLIC_URL: 'https://elsewhere.example.com' }), /^broken: .*does not answer/);
  assert.match(await url({}, { running: false }), /^open: .*while the server does not run/);
});

test('the webhook: another token, a door that is open to all, a lost path, a proxy without WebSockets', async () => {
  const signature = async (given: Outside): Promise<string> =>
    told(await findings(HEALTHY, given), 'Webhook signature');
  assert.match(
    await signature({ serverToken: 'other' }),
    /^broken: .*refuses.* → TWILIO_AUTH_TOKEN, PUBLIC_URL/,
  );
  assert.match(await signature({ webhook: () => json(200, {}) }), /^broken: .*wrong signature \(HTTP 200\)/);
  assert.match(await signature({ webhook: () => json(404, {}) }), /^broken: .*HTTP 404/);
  assert.match(await signature({ webhook: () => json(403, {}) }), /^broken: .*HTTP 403/);
  const found = await findings(HEALTHY, { stream: false });
  assert.match(told(found, 'Media stream'), /^broken: .*does not open.* → .*WebSockets/);
});

test('Twilio: wrong credentials, a suspended account, a number that is not there or goes elsewhere', async () => {
  const account = async (answer: HttpAnswer): Promise<string> =>
    told(await findings(HEALTHY, { account: answer }), 'Twilio account');
  assert.match(await account(json(401, { code: 20003 })), /^broken: .*do not belong together/);
  assert.match(await account(json(200, { status: 'suspended' })), /^broken: The account is suspended/);
  assert.match(await account(json(503, {})), /^broken: .*HTTP 503/);
  assert.match(await account(json(200, { status: 'active', type: 'Trial' })), /^ok: .*trial/);
  const number = async (numbers: readonly object[]): Promise<string> =>
    told(await findings(HEALTHY, { numbers }), 'Twilio number');
  assert.match(await number([]), /^broken: \+14155550100 is no number of this account/);
  assert.match(
    await number([{ ...NUMBER, voice_url: 'https://demo.twilio.com/welcome' }]),
    /^broken: .*demo\.twilio\.com.* → .*https:\/\/voice\.example\.com\/twilio\/incoming, HTTP POST/,
  );
  assert.match(await number([{ ...NUMBER, voice_url: null }]), /^broken: .*no voice webhook/);
  assert.match(await number([{ ...NUMBER, voice_method: 'GET' }]), /^broken: .*asked with GET/);
  assert.match(await number([{ ...NUMBER, trunk_sid: 'TK1' }]), /^broken: .*SIP trunk/);
  assert.match(await number([{ ...NUMBER, voice_application_sid: 'AP1' }]), /^broken: .*TwiML app/);
});

test('a clock that is wrong is told by how much', async () => {
  const date = new Date(Date.UTC(2026, 0, 1) - 90_000).toUTCString();
  const found = await findings(HEALTHY, { account: json(200, { status: 'active' }, { date }) });
  assert.match(told(found, 'Clock'), /^broken: It is (89|90) s ahead\./);
});

test('a transfer to the number that the agent answers is a circle', async () => {
  const found = await findings({ ...HEALTHY, HUMAN_TRANSFER_NUMBER: '+1 415 555 0100' });
  assert.match(told(found, 'Transfer'), /^broken: .*agent itself answers/);
});

test('no host is asked but those of the settings', async () => {
  const world = simulatedWorld();
  const hosts = new Set<string>();
  const spied = {
    ...world,
    http: (request: HttpRequest) => (hosts.add(new URL(request.url).host), world.http(request)),
    dial: (request: Parameters<typeof world.dial>[0]) => (
      hosts.add(new URL(request.url).host),
      world.dial(request)
    ),
  };
  let over = false;
  const examined = (async () => {
    for await (const _ of examine({
      world: spied,
      machine: MACHINE,
      settings: readSettings({
        ...HEALTHY,
        TWILIO_BASE_URL: 'https://twilio.here',
        OPENAI_BASE_URL: 'wss://model.here/v1',
      }),
      agent: null,
      paths: defineAgent({ name: 'desk', instructions: 'Be kind.' }).paths,
      localOrigin: LOCAL,
      clockOffsetsMs: [],
    }));
  })().finally(() => (over = true));
  await world.until(() => over);
  await examined;
  assert.deepEqual([...hosts].toSorted(), [
    '127.0.0.1:5050',
    'model.here',
    'twilio.here',
    'voice.example.com',
  ]);
});
