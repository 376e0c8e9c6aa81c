// Telnyx on a whole stage: numbers on a TeXML application, and numbers on a Call Control application.
import { Buffer } from 'node:buffer';
import { TELNYX_PATHS, telnyxDoor } from '../../src/carriers/telnyx/door.ts';
import { telnyxPublicKey } from '../../src/carriers/telnyx/signature.ts';
import type { StreamSound } from '../../src/carriers/telnyx/stream-sound.ts';
import { PHONE_SOUND } from '../../src/carriers/telnyx/stream-sound.ts';
import { telnyxEmulator, type TelnyxCallOptions } from '../../src/testing/telnyx/telnyx-emulator.ts';
import type { StageCarrier } from './stage-carriers.ts';

/** Signs in tests. */
export const SEED = Buffer.alloc(32, 1).toString('base64');
const REST_URL = 'https://api.carrier.example.com';

/** Telnyx, with an application's kind, the sound of its streams and phones, and by which kind it places calls. */
export function telnyxCarrier(
  ways: TelnyxCallOptions = {},
  sound: Partial<StreamSound> = {},
  placesBy: 'texml' | 'call-control' = ways.application ?? 'texml',
): StageCarrier {
  return (world, _agent, credentials) => ({
    door: telnyxDoor({
      world,
      publicKeys: [telnyxPublicKey(SEED)],
      account: { apiKey: credentials ? 'KEY1' : null, baseUrl: REST_URL },
      sound: { ...PHONE_SOUND, ...sound },
      number: '+14155550199',
      outbound: {
        connectionId: '1234567890',
        application: placesBy,
        detection: 'premium',
      },
    }),
    emulator: (call) => telnyxEmulator(world, { apiKey: 'KEY1', seed: SEED, call: { ...call, ...ways } }),
    restUrl: REST_URL,
    incomingPath: ways.application === 'call-control' ? TELNYX_PATHS.callControl : TELNYX_PATHS.incoming,
    statusPath: TELNYX_PATHS.status,
  });
}
