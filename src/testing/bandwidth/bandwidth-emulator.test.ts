// The emulated Bandwidth, where it is stricter or looser than the calls of our own server would show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../world/simulated-world.ts';
import { bandwidthEmulator } from './bandwidth-emulator.ts';

const HOST = 'https://voice.example.com';
const ACCOUNT = { accountId: '55', clientId: 'id', clientSecret: 'secret', secret: 'a-secret' } as const;
const PROVED = 'username="offhook" password="a-secret"';

/** A call that is answered with this document, and with a hang-up by whatever it asks later. */
async function played(...verbs: readonly string[]) {
  const world = simulatedWorld();
  let asked = 0;
  world.serve(HOST, () => {
    asked += 1;
    const body = `<Response>${asked === 1 ? verbs.join('') : '<Hangup/>'}</Response>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body };
  });
  const emulator = bandwidthEmulator(world, ACCOUNT);
  const call = emulator.call({ webhookUrl: `${HOST}/in`, from: '+12125550100', to: '+14155550199' });
  await world.advance(60_000);
  return { call, refusals: call.record.refusals.map(({ detail }) => detail) };
}

test('a stream that nothing waits for ends with its call, at once', async () => {
  const { call } = await played(
    `<StartStream name="a" mode="bidirectional" destination="wss://voice.example.com/m" ${PROVED}/>`,
  );
  assert.equal(call.record.streams.length, 0);
  assert.ok((call.ending?.atMs ?? Infinity) < 1000);
});

test('an address without the password of the webhooks is refused', async () => {
  const { refusals } = await played(`<Redirect redirectUrl="${HOST}/next"/>`);
  assert.deepEqual(refusals, ['<Redirect> has an address without credentials']);
});

for (const [what, stream, detail] of [
  ['that goes one way', `name="a" destination="wss://voice.example.com/m" ${PROVED}`, /one way/],
  [
    'by another name than is waited for',
    `name="b" mode="bidirectional" destination="wss://voice.example.com/m" ${PROVED}`,
    /another stream/,
  ],
  [
    'without TLS',
    `name="a" mode="bidirectional" destination="ws://voice.example.com/m" ${PROVED}`,
    /not wss/,
  ],
] as const)
  test(`a stream ${what} is refused`, async () => {
    const { refusals } = await played(`<StartStream ${stream}/>`, '<StopStream name="a" wait="true"/>');
    assert.match(refusals[0] ?? '', detail);
  });

test('REST takes a token alone, and only for the account', () => {
  const emulator = bandwidthEmulator(simulatedWorld(), ACCOUNT);
  const post = (path: string, authorization: string, body = '{}') =>
    emulator.restAnswer({
      method: 'POST',
      url: `${HOST}${path}`,
      headers: { authorization },
      body,
      timeMsMax: 1,
    });
  const basic = `Basic ${btoa('id:secret')}`;
  assert.equal(post('/api/v2/accounts/55/calls/c-1', basic).status, 401);
  const grant = 'grant_type=client_credentials';
  assert.equal(post('/api/v1/oauth2/token', `Basic ${btoa('id:guess')}`, grant).status, 401);
  const { access_token: token } = JSON.parse(post('/api/v1/oauth2/token', basic, grant).body) as {
    readonly access_token: string;
  };
  assert.equal(post('/api/v2/accounts/66/calls/c-1', `Bearer ${token}`).status, 403);
  assert.equal(post('/api/v2/accounts/55/calls/c-1', `Bearer ${token}`).status, 404);
  assert.equal(post('/api/v2/accounts/55/conferences/conf-x', `Bearer ${token}`).status, 404);
});
