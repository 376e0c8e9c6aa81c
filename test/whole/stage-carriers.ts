// Stage carriers: who may bring the calls of a whole stage, each with its door, its emulator and its REST API.
import type { ReadyAgent } from 'offhook';
import type { World } from '../../src/base/world.ts';
import type { CarrierDoor } from '../../src/carriers/carrier-door.ts';
import { plivoControl } from '../../src/carriers/plivo/control.ts';
import { PLIVO_PATHS, plivoDoor } from '../../src/carriers/plivo/door.ts';
import type { PlivoFormat } from '../../src/carriers/plivo/envelope.ts';
import { twilioControl } from '../../src/carriers/twilio/control.ts';
import { twilioDoor } from '../../src/carriers/twilio/door.ts';
import { plivoEmulator, type PlivoEmulatorOptions } from '../../src/testing/plivo/plivo-emulator.ts';
import type { CallOptions, CarrierEmulator } from '../../src/testing/telephone/carrier-emulator.ts';
import type { RelayOptions } from '../../src/carriers/twilio/relay-options.ts';
import { relayOf } from '../../src/server/managed-door.ts';
import type { RelaySpeechParts } from '../../src/testing/twilio/emulated-relay.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';

const TOKEN = 'a-token-for-tests';
const REST_URL = 'https://api.carrier.example.com';

/** One carrier, ours of it and its own side. */
export interface CarrierParts {
  readonly door: CarrierDoor;
  emulator(call: CallOptions): CarrierEmulator;
  readonly restUrl: string;
  /** Where tokens for the REST API are had; absent: it takes none. */
  readonly tokenOrigin?: string;
  readonly incomingPath: string;
  readonly statusPath: string;
}

/** Makes a carrier; `credentials` false: its REST API cannot be used. */
export type StageCarrier = (
  world: World,
  agent: ReadyAgent,
  credentials: boolean,
  speech?: RelaySpeechParts,
) => CarrierParts;

/** Twilio. */
export const twilioCarrier: StageCarrier = (world, agent, credentials, speech) => ({
  door: twilioDoor({
    paths: agent.paths,
    ...withRelay(agent),
    authTokens: [TOKEN],
    number: '+14155550199',
    control: twilioControl(world, {
      accountSid: credentials ? 'AC0001' : null,
      authToken: TOKEN,
      baseUrl: REST_URL,
    }),
  }),
  emulator: (call) =>
    twilioEmulator(world, {
      accountSid: 'AC0001',
      authToken: TOKEN,
      call,
      ...(speech === undefined ? {} : { speech }),
    }),
  restUrl: REST_URL,
  incomingPath: agent.paths.incoming,
  statusPath: agent.paths.status,
});

function withRelay(agent: ReadyAgent): { readonly relay?: RelayOptions } {
  const relay = relayOf(agent);
  return relay === null ? {} : { relay };
}

/** Plivo, with the sound that it streams and the ways that the emulated one has. */
export function plivoCarrier(
  format: PlivoFormat = { encoding: 'pcmu' },
  ways: Partial<PlivoEmulatorOptions> = {},
): StageCarrier {
  const { byteOrder = 'little' } = ways;
  return (world, _agent, credentials) => ({
    door: plivoDoor({
      authTokens: [TOKEN],
      control: plivoControl(world, {
        authId: credentials ? 'MA0001' : null,
        authToken: TOKEN,
        baseUrl: REST_URL,
        nextStepPath: PLIVO_PATHS.afterStream,
      }),
      stream: { format, byteOrder, aheadMs: 2000 },
      number: '+14155550199',
    }),
    emulator: (call) => plivoEmulator(world, { authId: 'MA0001', authToken: TOKEN, call, ...ways }),
    restUrl: REST_URL,
    incomingPath: PLIVO_PATHS.incoming,
    statusPath: PLIVO_PATHS.status,
  });
}
