// The doctor on Plivo and Telnyx: keys that are accepted, a number of the account, calls that come here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAnswer } from '../../base/world.ts';
import type { EnvironmentText } from '../../server/settings.ts';
import { findings, HEALTHY, json, told } from '../../../test/fakes/doctor-stage.ts';

const PLIVO: EnvironmentText = {
  ...HEALTHY,
  PLIVO_AUTH_ID: 'MA1',
  PLIVO_AUTH_TOKEN: 'plivo-token',
  PLIVO_PHONE_NUMBER: '+14155550101',
};
const PLIVO_REST = 'https://api.plivo.com/v1/Account/MA1';
const PLIVO_APP = { answer_url: 'https://voice.example.com/plivo/incoming', answer_method: 'POST' };

const plivo = (change: Readonly<Record<string, HttpAnswer>> = {}) => ({
  [`${PLIVO_REST}/`]: json(200, { auth_id: 'MA1', account_type: 'standard' }),
  [`${PLIVO_REST}/Number/14155550101/`]: json(200, { application: '/v1/Account/MA1/Application/77/' }),
  [`${PLIVO_REST}/Application/77/`]: json(200, PLIVO_APP),
  ...change,
});

const TELNYX: EnvironmentText = {
  ...HEALTHY,
  TELNYX_API_KEY: 'KEY1',
  TELNYX_PUBLIC_KEY: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=',
  TELNYX_PHONE_NUMBER: '+14155550102',
  TELNYX_CONNECTION_ID: '88',
};
const TELNYX_REST = 'https://api.telnyx.com/v2';
const NONE = json(404, { errors: [{ code: '10005' }] });
const COMMANDED = {
  webhook_event_url: 'https://voice.example.com/telnyx/call-control',
  webhook_api_version: '2',
  outbound: { outbound_voice_profile_id: '99' },
};

const telnyx = (change: Readonly<Record<string, HttpAnswer>> = {}) => ({
  [`${TELNYX_REST}/balance`]: json(200, { data: { balance: '10.00' } }),
  [`${TELNYX_REST}/phone_numbers?filter%5Bphone_number%5D=%2B14155550102`]: json(200, {
    data: [{ phone_number: '+14155550102', connection_id: '88' }],
  }),
  [`${TELNYX_REST}/texml_applications/88`]: NONE,
  [`${TELNYX_REST}/call_control_applications/88`]: json(200, { data: COMMANDED }),
  ...change,
});

test('of a carrier of which nothing is set nothing is said', async () => {
  const names = [...(await findings(HEALTHY)).keys()];
  assert.ok(
    names.every((name) => !/Plivo|Telnyx|Vonage|Bandwidth/.test(name)),
    names.join(),
  );
});

test('Plivo: a number whose application points here is found healthy', async () => {
  const found = await findings(PLIVO, { rest: plivo() });
  assert.match(told(found, 'Plivo account'), /^ok: /);
  assert.match(told(found, 'Plivo number'), /^ok: .*go to https:\/\/voice\.example\.com\/plivo\/incoming/);
});

test('Plivo: wrong credentials, no answer, a number that is not there or goes elsewhere', async () => {
  const account = async (answer: HttpAnswer) =>
    told(await findings(PLIVO, { rest: plivo({ [`${PLIVO_REST}/`]: answer }) }), 'Plivo account');
  assert.match(await account(json(401, {})), /^broken: .*do not belong together/);
  assert.match(await account(json(503, {})), /^broken: .*HTTP 503/);
  assert.match(told(await findings(PLIVO), 'Plivo account'), /^broken: .*does not answer/);
  const number = async (path: string, answer: HttpAnswer) =>
    told(await findings(PLIVO, { rest: plivo({ [`${PLIVO_REST}/${path}`]: answer }) }), 'Plivo number');
  assert.match(await number('Number/14155550101/', json(404, {})), /^broken: .*no number of this account/);
  assert.match(await number('Number/14155550101/', json(500, {})), /^broken: .*does not say/);
  assert.match(
    await number('Number/14155550101/', json(200, { application: null })),
    /^broken: .*no application.* → .*\/plivo\/incoming, POST/,
  );
  const app = (change: object) => number('Application/77/', json(200, { ...PLIVO_APP, ...change }));
  assert.match(await app({ answer_url: 'https://other.example.com/' }), /^broken: .*other\.example\.com/);
  assert.match(await app({ answer_method: 'GET' }), /^broken: .*asked with GET/);
});

test('Plivo: what is not set is told', async () => {
  const without = async (...names: readonly string[]) =>
    findings(Object.fromEntries(Object.entries(PLIVO).filter(([name]) => !names.includes(name))), {
      rest: plivo(),
    });
  assert.match(told(await without('PLIVO_AUTH_ID'), 'Plivo account'), /^open: PLIVO_AUTH_ID/);
  assert.match(
    told(await without('PLIVO_AUTH_ID', 'PLIVO_AUTH_TOKEN'), 'Plivo account'),
    /^open: PLIVO_AUTH_TOKEN/,
  );
  assert.match(told(await without('PLIVO_PHONE_NUMBER'), 'Plivo number'), /^open: PLIVO_PHONE_NUMBER/);
  assert.match(told(await without('PUBLIC_URL'), 'Plivo number'), /^open: .*PUBLIC_URL is not set/);
});

test('Telnyx: numbers on either kind of application that points here are found healthy', async () => {
  const commanded = await findings(TELNYX, { rest: telnyx() });
  assert.match(told(commanded, 'Telnyx account'), /^ok: /);
  assert.match(told(commanded, 'Telnyx number'), /^ok: .*\/telnyx\/call-control/);
  assert.match(told(commanded, 'Telnyx calling out'), /^ok: by the call-control application 88/);
  const app = {
    voice_url: 'https://voice.example.com/telnyx/incoming',
    voice_method: 'post',
    outbound: COMMANDED.outbound,
  };
  const rest = telnyx({ [`${TELNYX_REST}/texml_applications/88`]: json(200, { data: app }) });
  const texml = await findings({ ...TELNYX, TELNYX_APPLICATION: 'texml' }, { rest });
  assert.match(told(texml, 'Telnyx number'), /^ok: .*\/telnyx\/incoming/);
  assert.match(told(texml, 'Telnyx calling out'), /^ok: by the texml application 88/);
});

test('Telnyx: a refused key, a number that is not there or goes elsewhere', async () => {
  const account = async (answer: HttpAnswer) =>
    told(await findings(TELNYX, { rest: telnyx({ [`${TELNYX_REST}/balance`]: answer }) }), 'Telnyx account');
  assert.match(await account(json(401, {})), /^broken: The key is refused\. → Set TELNYX_API_KEY/);
  assert.match(await account(json(500, {})), /^broken: .*HTTP 500/);
  const numbers = `${TELNYX_REST}/phone_numbers?filter%5Bphone_number%5D=%2B14155550102`;
  const number = async (change: Readonly<Record<string, HttpAnswer>>) =>
    told(await findings(TELNYX, { rest: telnyx(change) }), 'Telnyx number');
  assert.match(await number({ [numbers]: json(200, { data: [] }) }), /^broken: .*no number of this account/);
  assert.match(await number({ [numbers]: json(500, {}) }), /^broken: .*does not say/);
  assert.match(
    await number({ [numbers]: json(200, { data: [{ connection_id: null }] }) }),
    /^broken: .*no application/,
  );
  const commanded = `${TELNYX_REST}/call_control_applications/88`;
  assert.match(await number({ [commanded]: NONE }), /^broken: .*no application\. → Choose an application/);
  assert.match(
    await number({ [commanded]: json(200, { data: { ...COMMANDED, webhook_api_version: '1' } }) }),
    /^broken: .*API v1/,
  );
  const elsewhere = { ...COMMANDED, webhook_event_url: 'https://other.example.com/hook' };
  assert.match(
    await number({ [commanded]: json(200, { data: elsewhere }) }),
    /^broken: .*other\.example\.com\/hook\. → Set the webhook URL/,
  );
});

test('Telnyx: an application that cannot place calls is told', async () => {
  const placing = async (environment: EnvironmentText, change: Readonly<Record<string, HttpAnswer>> = {}) =>
    told(await findings({ ...TELNYX, ...environment }, { rest: telnyx(change) }), 'Telnyx calling out');
  assert.match(
    await placing({ TELNYX_APPLICATION: 'texml' }),
    /^broken: .*no texml application of this account/,
  );
  const poor = { ...COMMANDED, outbound: { outbound_voice_profile_id: null } };
  assert.match(
    await placing({}, { [`${TELNYX_REST}/call_control_applications/88`]: json(200, { data: poor }) }),
    /^broken: .*no outbound voice profile/,
  );
  const { TELNYX_CONNECTION_ID: _, ...without } = TELNYX;
  const found = await findings(without, { rest: telnyx() });
  assert.match(told(found, 'Telnyx calling out'), /^open: TELNYX_CONNECTION_ID/);
});

test('a transfer to a number that the agent answers is a circle, whoever the carrier is', async () => {
  const found = await findings({ ...PLIVO, HUMAN_TRANSFER_NUMBER: '+14155550101' }, { rest: plivo() });
  assert.match(told(found, 'Transfer'), /^broken: .*PLIVO_PHONE_NUMBER.*agent itself answers/);
});
