// Straight emulators: an Asterisk and a SIP gateway of one's own, which dial a server as those do.
import type { World } from '../../base/world.ts';
import type { AudioFormat } from '../../media/audio.ts';
import { asteriskWire, type AsteriskProfile } from '../envelope/wires/asterisk-wire.ts';
import { sipBridgeWire } from '../envelope/wires/sip-bridge-wire.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { straightDialect, type StraightWays } from './straight-dialect.ts';

/** Which server the emulator plays for. */
export interface StraightEmulatorOptions {
  /** Proves its sockets and requests. */
  readonly secret: string;
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
  /** False: it asks nothing, and hangs up when its stream ends. Default true. */
  readonly asks?: boolean;
}

/** An emulated carrier of these ways. It has no REST API. */
export function straightEmulator(
  world: World,
  ways: StraightWays,
  { baseUrl, call }: Pick<StraightEmulatorOptions, 'baseUrl' | 'call'> = {},
): CarrierEmulator {
  return carrierEmulator(world, {
    dialect: straightDialect(ways),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: () => ({ status: 404, headers: {}, body: '' }),
  });
}

/** Asterisk, with the dialplan of docs/guide/asterisk.md. Calls go to `…/asterisk/media`. */
export function asteriskEmulator(
  world: World,
  options: StraightEmulatorOptions & { readonly format?: AsteriskProfile['format'] },
): CarrierEmulator {
  const { secret, asks = true, format = 'ulaw' } = options;
  const { random, clock } = world;
  return straightEmulator(
    world,
    {
      name: 'asterisk',
      secret,
      upgrade: 'basic',
      asks,
      speaks: false,
      callId: () => `pbx1-${Math.floor(clock.wall() / 1000)}.${Math.floor(random.fraction() * 1e6)}`,
      streamId: () => random.token(16),
      query: ({ callId, from, to }) => ({ call: callId, from, to }),
      dialStatus: (status) => ASTERISK_STATUS[status],
      // The channel of the socket has an id of its own.
      wire: (call) => asteriskWire({ ...call, callId: `${call.callId}1` }, { format }),
    },
    options,
  );
}

/** https://docs.asterisk.org/Latest_API/API_Documentation/Dialplan_Applications/Dial/ */
const ASTERISK_STATUS = {
  completed: 'ANSWER',
  busy: 'BUSY',
  'no-answer': 'NOANSWER',
  failed: 'CHANUNAVAIL',
} as const;

/** A gateway that speaks the plain wire. Calls go to `…/sip-bridge/media`. */
export function sipBridgeEmulator(
  world: World,
  options: StraightEmulatorOptions & { readonly format?: AudioFormat },
): CarrierEmulator {
  const { secret, asks = true, format = { encoding: 'pcmu' } } = options;
  const { random } = world;
  return straightEmulator(
    world,
    {
      name: 'sip-bridge',
      secret,
      upgrade: 'bearer',
      asks,
      callId: () => `${random.token(20)}@gateway`,
      streamId: () => random.token(8),
      dialStatus: (status) => status,
      tokenParameter: 'token',
      wire: (call) => sipBridgeWire(call, { format, sound: 'binary' }),
    },
    options,
  );
}
