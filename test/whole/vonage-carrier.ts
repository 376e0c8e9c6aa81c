// Vonage on a whole stage: its door and its own side, with an application's key.
import { generateKeyPairSync } from 'node:crypto';
import { vonageControl } from '../../src/carriers/vonage/control.ts';
import { VONAGE_PATHS, vonageDoor } from '../../src/carriers/vonage/door.ts';
import { vonageEmulator } from '../../src/testing/vonage/vonage-emulator.ts';
import type { StageCarrier } from './stage-carriers.ts';

const SECRET = 'a-secret-for-tests';
const REST_URL = 'https://rest.carrier.example.com';
const APPLICATION = '78d335fa-323d-0114-9c3d-d6f0d48968cf';
/** Short, so that it is made in a moment. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** Vonage at a rate; `marksOnClear`: what it does to notifications that a clear overtakes. */
export function vonageCarrier(
  rateHz: 8000 | 16_000 = 8000,
  marksOnClear: 'returned' | 'dropped' = 'dropped',
): StageCarrier {
  return (world, _agent, credentials) => ({
    door: vonageDoor({
      world,
      signatureSecrets: [SECRET],
      callerId: '+14155550199',
      rateHz,
      control: vonageControl(world, {
        applicationId: credentials ? APPLICATION : null,
        privateKey: KEY,
        baseUrl: REST_URL,
        callerId: '+14155550199',
      }),
    }),
    emulator: (call) =>
      vonageEmulator(world, {
        signatureSecret: SECRET,
        applicationId: APPLICATION,
        privateKey: KEY,
        marksOnClear,
        call,
      }),
    restUrl: REST_URL,
    incomingPath: VONAGE_PATHS.incoming,
    statusPath: VONAGE_PATHS.status,
  });
}
