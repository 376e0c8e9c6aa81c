// Carriers that are told by a spec, on a whole stage: each with its door and its own side.
import { asteriskSpec } from '../../src/carriers/envelope/specs/asterisk.ts';
import { sipBridgeSpec } from '../../src/carriers/envelope/specs/sip-bridge.ts';
import { plainPaths } from '../../src/carriers/envelope/plain-webhooks.ts';
import { straightDoor } from '../../src/carriers/envelope/straight-door.ts';
import { EXOTEL_PATHS, exotelDoor } from '../../src/carriers/exotel/door.ts';
import { jambonzControl } from '../../src/carriers/jambonz/control.ts';
import { JAMBONZ_PATHS, jambonzDoor } from '../../src/carriers/jambonz/door.ts';
import type { JambonzTransfer } from '../../src/carriers/jambonz/verbs.ts';
import { signalwireControl } from '../../src/carriers/signalwire/control.ts';
import { SIGNALWIRE_PATHS, signalwireDoor } from '../../src/carriers/signalwire/door.ts';
import type { AudioFormat } from '../../src/media/audio.ts';
import { exotelEmulator } from '../../src/testing/exotel/exotel-emulator.ts';
import { jambonzEmulator } from '../../src/testing/jambonz/jambonz-emulator.ts';
import { signalwireEmulator } from '../../src/testing/signalwire/signalwire-emulator.ts';
import {
  asteriskEmulator,
  sipBridgeEmulator,
  straightEmulator,
} from '../../src/testing/straight/straight-emulator.ts';
import { ownDoors } from '../../src/server/own-carriers.ts';
import { sipBridgeWire } from '../../src/testing/envelope/wires/sip-bridge-wire.ts';
import type { StraightWays } from '../../src/testing/straight/straight-dialect.ts';
import type { StageCarrier } from './stage-carriers.ts';

const SECRET = 'a-secret-for-tests';
const REST_URL = 'https://rest.carrier.example.com';

/** Asterisk, with a channel of this format; `asks` false: its dialplan asks nothing. */
export function asteriskCarrier(format: 'ulaw' | 'alaw' | 'slin16' = 'ulaw', asks = true): StageCarrier {
  const paths = plainPaths('asterisk');
  return (world) => ({
    door: straightDoor({ spec: asteriskSpec(), secrets: [SECRET] }),
    emulator: (call) => asteriskEmulator(world, { secret: SECRET, call, format, asks }),
    restUrl: REST_URL,
    incomingPath: paths.media,
    statusPath: paths.status,
  });
}

/** A SIP gateway on the plain wire. */
export function sipBridgeCarrier(format: AudioFormat = { encoding: 'pcmu' }, asks = true): StageCarrier {
  const paths = plainPaths('sip-bridge');
  return (world) => ({
    door: straightDoor({ spec: sipBridgeSpec(), secrets: [SECRET] }),
    emulator: (call) => sipBridgeEmulator(world, { secret: SECRET, call, format, asks }),
    restUrl: REST_URL,
    incomingPath: paths.media,
    statusPath: paths.status,
  });
}

/** jambonz, with a version's ways; `transfer`: how it sends calls to a human. */
export function jambonzCarrier(
  transfer: JambonzTransfer = 'dial',
  marksBy: 'carrier' | 'clock' = 'carrier',
): StageCarrier {
  return (world, _agent, credentials) => ({
    door: jambonzDoor({
      secrets: [SECRET],
      number: '+14155550199',
      transfer,
      stream: { marksBy },
      control: jambonzControl(world, {
        accountSid: credentials ? 'account-1' : null,
        apiKey: 'a-key',
        applicationSid: 'application-1',
        baseUrl: `${REST_URL}/api`,
        nextStepPath: JAMBONZ_PATHS.afterStream,
      }),
    }),
    emulator: (call) =>
      jambonzEmulator(world, {
        secret: SECRET,
        apiKey: 'a-key',
        accountSid: 'account-1',
        application: {
          sid: 'application-1',
          callHook: `https://voice.example.com${JAMBONZ_PATHS.incoming}`,
          statusHook: `https://voice.example.com${JAMBONZ_PATHS.status}`,
        },
        call,
        refers: transfer === 'refer',
        version: { marksEarly: marksBy === 'clock' },
      }),
    restUrl: REST_URL,
    incomingPath: JAMBONZ_PATHS.incoming,
    statusPath: JAMBONZ_PATHS.status,
  });
}

/** SignalWire. */
export const signalwireCarrier: StageCarrier = (world, _agent, credentials) => ({
  door: signalwireDoor({
    signingKeys: [SECRET],
    number: '+14155550199',
    control: signalwireControl(world, {
      projectId: credentials ? 'project-1' : null,
      apiToken: 'a-token',
      spaceUrl: REST_URL,
      nextStepPath: SIGNALWIRE_PATHS.afterStream,
    }),
  }),
  emulator: (call) =>
    signalwireEmulator(world, {
      projectId: 'project-1',
      apiToken: 'a-token',
      signingKey: SECRET,
      call,
    }),
  restUrl: REST_URL,
  incomingPath: SIGNALWIRE_PATHS.incoming,
  statusPath: SIGNALWIRE_PATHS.status,
});

/** Exotel; `straight`: its applet has the socket's address itself. */
export function exotelCarrier(straight = false): StageCarrier {
  return (world) => ({
    door: exotelDoor({ secrets: [SECRET] }),
    emulator: (call) => exotelEmulator(world, { secret: SECRET, call, straight }),
    restUrl: REST_URL,
    incomingPath: straight ? EXOTEL_PATHS.media : EXOTEL_PATHS.incoming,
    statusPath: EXOTEL_PATHS.status,
  });
}

/** A carrier that a user brings, whose sockets set no header; `secret`: what it proves itself with. */
export function ownCarrier(secret = SECRET): StageCarrier {
  const name = 'our-pbx';
  const paths = plainPaths(name);
  return (world) => {
    const [door] = ownDoors(
      [{ spec: { ...sipBridgeSpec({ upgrade: 'none' }), name }, secrets: [SECRET] }],
      [],
    );
    if (door === undefined) throw new Error('the carrier has no door');
    const ways: StraightWays = {
      name,
      secret,
      upgrade: 'none',
      callId: () => world.random.token(12),
      streamId: () => world.random.token(8),
      dialStatus: (status) => status,
      tokenParameter: 'token',
      wire: (call) => sipBridgeWire(call, { format: { encoding: 'pcmu' }, sound: 'binary' }),
    };
    return {
      door,
      emulator: (call) => straightEmulator(world, ways, { call }),
      restUrl: REST_URL,
      incomingPath: paths.media,
      statusPath: paths.status,
    };
  };
}
