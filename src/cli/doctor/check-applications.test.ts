// The doctor on Vonage and Bandwidth: keys that are accepted, keys that are not, and what is not set.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { EnvironmentText } from '../../server/settings.ts';
import { findings, HEALTHY, json, told } from '../../../test/fakes/doctor-stage.ts';

const KEY = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const VONAGE: EnvironmentText = {
  ...HEALTHY,
  VONAGE_SIGNATURE_SECRET: 'a-secret',
  VONAGE_APPLICATION_ID: '78d335fa-323d-0114-9c3d-d6f0d48968cf',
  VONAGE_PRIVATE_KEY: KEY.replaceAll('\n', '\\n'),
};
const VONAGE_CALLS = 'https://api.nexmo.com/v1/calls?page_size=1';
const BANDWIDTH: EnvironmentText = {
  ...HEALTHY,
  BANDWIDTH_SECRET: 'a-secret',
  BANDWIDTH_ACCOUNT_ID: '55',
  BANDWIDTH_CLIENT_ID: 'client-1',
  BANDWIDTH_CLIENT_SECRET: 'its-secret',
};
const BANDWIDTH_TOKENS = 'https://api.bandwidth.com/api/v1/oauth2/token';

test('Vonage: an application whose key is taken is found healthy, any other is not', async () => {
  const about = async (status: number) =>
    told(await findings(VONAGE, { rest: { [VONAGE_CALLS]: json(status, {}) } }), 'Vonage application');
  assert.match(await about(200), /^ok: /);
  assert.match(await about(401), /^broken: .*private key.* → .*VONAGE_PRIVATE_KEY/);
  assert.match(await about(500), /^broken: .*HTTP 500/);
  assert.match(told(await findings(VONAGE), 'Vonage application'), /^broken: .*does not answer/);
});

test('Bandwidth: a credential that is exchanged for a token is found healthy, any other is not', async () => {
  const about = async (status: number, body: object, env: EnvironmentText = BANDWIDTH) =>
    told(await findings(env, { rest: { [BANDWIDTH_TOKENS]: json(status, body) } }), 'Bandwidth account');
  assert.match(await about(200, { access_token: 't' }), /^ok: .*BANDWIDTH_APPLICATION_ID is not set/);
  const placing = { ...BANDWIDTH, BANDWIDTH_APPLICATION_ID: '04e88489-df02-4e34-a0ee-27a91849555f' };
  assert.doesNotMatch(await about(200, { access_token: 't' }, placing), /not set/);
  assert.match(await about(401, { error: 'invalid_client' }), /^broken: .*not taken.* → .*API Credentials/);
  assert.match(await about(503, {}), /^broken: .*HTTP 503/);
  assert.match(told(await findings(BANDWIDTH), 'Bandwidth account'), /^broken: .*does not answer/);
});

test('what is not set is told', async () => {
  const without = (env: EnvironmentText, ...names: readonly string[]) =>
    findings({ ...env, ...Object.fromEntries(names.map((name) => [name, ''])) });
  assert.match(
    told(await without(VONAGE, 'VONAGE_PRIVATE_KEY'), 'Vonage application'),
    /^open: VONAGE_PRIVATE_KEY/,
  );
  assert.match(
    told(await without(VONAGE, 'VONAGE_SIGNATURE_SECRET'), 'Vonage application'),
    /^open: VONAGE_SIGNATURE_SECRET/,
  );
  assert.match(
    told(await without(BANDWIDTH, 'BANDWIDTH_CLIENT_SECRET'), 'Bandwidth account'),
    /^open: BANDWIDTH_CLIENT_SECRET/,
  );
  assert.match(
    told(await without(BANDWIDTH, 'BANDWIDTH_SECRET'), 'Bandwidth account'),
    /^open: BANDWIDTH_SECRET/,
  );
});
