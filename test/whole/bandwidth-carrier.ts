// Bandwidth on a whole stage: its door and its own side, with an API credential.
import { bandwidthControl } from '../../src/carriers/bandwidth/control.ts';
import { BANDWIDTH_PATHS, bandwidthDoor } from '../../src/carriers/bandwidth/door.ts';
import { bandwidthEmulator } from '../../src/testing/bandwidth/bandwidth-emulator.ts';
import type { StageCarrier } from './stage-carriers.ts';

const SECRET = 'a-secret-for-tests';
const REST_URL = 'https://rest.carrier.example.com';
const TOKEN_ORIGIN = 'https://sign-in.carrier.example.com';
const ACCOUNT = { accountId: '5500001', clientId: 'client-1', clientSecret: 'a-client-secret' } as const;

/** Bandwidth. */
export const bandwidthCarrier: StageCarrier = (world, _agent, credentials) => ({
  door: bandwidthDoor({
    secrets: [SECRET],
    number: '+14155550199',
    control: bandwidthControl(
      world,
      {
        ...ACCOUNT,
        accountId: credentials ? ACCOUNT.accountId : null,
        baseUrl: REST_URL,
        tokenUrl: `${TOKEN_ORIGIN}/api/v1/oauth2/token`,
      },
      { applicationId: 'an-application', webhookSecret: SECRET, nextStepPath: BANDWIDTH_PATHS.afterStream },
    ),
  }),
  emulator: (call) => bandwidthEmulator(world, { ...ACCOUNT, secret: SECRET, call }),
  restUrl: REST_URL,
  tokenOrigin: TOKEN_ORIGIN,
  incomingPath: BANDWIDTH_PATHS.incoming,
  statusPath: BANDWIDTH_PATHS.status,
});
