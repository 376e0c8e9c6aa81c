// The doctor on SignalWire and jambonz: keys that are accepted, and whether calls come here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAnswer } from '../../base/world.ts';
import type { EnvironmentText } from '../../server/settings.ts';
import { findings, HEALTHY, json, told } from '../../../test/fakes/doctor-stage.ts';

const SIGNALWIRE: EnvironmentText = {
  ...HEALTHY,
  SIGNALWIRE_SIGNING_KEY: 'PSK_1',
  SIGNALWIRE_PROJECT_ID: 'p-1',
  SIGNALWIRE_API_TOKEN: 'PT1',
  SIGNALWIRE_SPACE_URL: 'https://space.signalwire.com',
  SIGNALWIRE_PHONE_NUMBER: '+14155550101',
};
const PROJECT = 'https://space.signalwire.com/api/laml/2010-04-01/Accounts/p-1';
const NUMBERS = `${PROJECT}/IncomingPhoneNumbers.json?PhoneNumber=%2B14155550101`;
const HERE = {
  phone_number: '+14155550101',
  voice_url: 'https://voice.example.com/signalwire/incoming',
  voice_method: 'POST',
};
const numbers = (...list: readonly object[]) => json(200, { incoming_phone_numbers: list });

const JAMBONZ: EnvironmentText = {
  ...HEALTHY,
  JAMBONZ_SECRET: 'a-secret',
  JAMBONZ_ACCOUNT_SID: 'acc-1',
  JAMBONZ_API_KEY: 'key-1',
  JAMBONZ_APPLICATION_SID: 'app-1',
};
const API = 'https://jambonz.cloud/api/v1';
const hook = (url: string, method = 'POST') => json(200, { call_hook: { url, method } });

test('SignalWire: a number whose webhook is this server is found healthy', async () => {
  const rest = { [`${PROJECT}.json`]: json(200, {}), [NUMBERS]: numbers(HERE) };
  const found = await findings(SIGNALWIRE, { rest });
  assert.match(told(found, 'SignalWire project'), /^ok: /);
  assert.match(told(found, 'SignalWire number'), /^ok: .*go to https:\/\/voice\.example\.com\/signalwire/);
});

test('SignalWire: wrong credentials, no answer, a number that is not there or goes elsewhere', async () => {
  const project = async (answer: HttpAnswer) =>
    told(await findings(SIGNALWIRE, { rest: { [`${PROJECT}.json`]: answer } }), 'SignalWire project');
  assert.match(await project(json(401, {})), /^broken: .*do not belong together.* → .*SIGNALWIRE_API_TOKEN/);
  assert.match(await project(json(500, {})), /^broken: .*HTTP 500/);
  assert.match(told(await findings(SIGNALWIRE), 'SignalWire project'), /^broken: .*does not answer/);
  const number = async (answer: HttpAnswer) =>
    told(
      await findings(SIGNALWIRE, { rest: { [`${PROJECT}.json`]: json(200, {}), [NUMBERS]: answer } }),
      'SignalWire number',
    );
  assert.match(await number(numbers()), /^broken: .*no number of this project/);
  assert.match(
    await number(numbers({ ...HERE, voice_url: 'https://other.example.com/' })),
    /^broken: .*go to https:\/\/other/,
  );
  assert.match(await number(json(500, {})), /^broken: .*does not say/);
});

test('jambonz: an application whose webhook is this server is found healthy, any other is not', async () => {
  const application = async (answer: HttpAnswer) =>
    told(
      await findings(JAMBONZ, {
        rest: { [`${API}/Accounts/acc-1`]: json(200, {}), [`${API}/Applications/app-1`]: answer },
      }),
      'jambonz application',
    );
  assert.match(await application(hook('https://voice.example.com/jambonz/incoming')), /^ok: /);
  assert.match(
    await application(hook('https://other.example.com/')),
    /^broken: .*other.* → .*jambonz\/incoming/,
  );
  assert.match(
    await application(hook('https://voice.example.com/jambonz/incoming', 'GET')),
    /^broken: .*GET/,
  );
  assert.match(await application(json(404, {})), /^broken: .* → .*JAMBONZ_APPLICATION_SID/);
  const account = async (status: number) =>
    told(
      await findings(JAMBONZ, { rest: { [`${API}/Accounts/acc-1`]: json(status, {}) } }),
      'jambonz account',
    );
  assert.match(await account(403), /^broken: .*do not belong together.* → .*JAMBONZ_API_KEY/);
  assert.match(told(await findings(JAMBONZ), 'jambonz account'), /^broken: .*does not answer/);
});

test('what is not set of SignalWire or jambonz is told', async () => {
  const without = async (env: EnvironmentText, name: string, finding: string, rest = {}) =>
    told(await findings({ ...env, [name]: '' }, { rest }), finding);
  for (const name of ['SIGNALWIRE_SIGNING_KEY', 'SIGNALWIRE_PROJECT_ID', 'SIGNALWIRE_SPACE_URL'])
    assert.match(await without(SIGNALWIRE, name, 'SignalWire project'), new RegExp(`^open: ${name}`));
  for (const name of ['JAMBONZ_SECRET', 'JAMBONZ_ACCOUNT_SID', 'JAMBONZ_API_KEY'])
    assert.match(await without(JAMBONZ, name, 'jambonz account'), new RegExp(`^open: ${name}`));
  const taken = { [`${API}/Accounts/acc-1`]: json(200, {}), [`${PROJECT}.json`]: json(200, {}) };
  assert.match(
    await without(JAMBONZ, 'JAMBONZ_APPLICATION_SID', 'jambonz application', taken),
    /^open: .*no call can be placed/,
  );
  assert.match(
    await without(SIGNALWIRE, 'SIGNALWIRE_PHONE_NUMBER', 'SignalWire number', taken),
    /^open: SIGNALWIRE_PHONE_NUMBER/,
  );
});
