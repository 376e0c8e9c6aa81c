// A Plivo of one's own: dials a server as Plivo does, in a simulated World or over real sockets.
import type { World } from '../../base/world.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { plivoDialect } from './plivo-dialect.ts';
import type { PlivoWays } from './stream-element.ts';
import { restAnswer } from './rest-api.ts';

/** Which account and server the emulator plays for, and how it is where Plivo's pages disagree. */
export interface PlivoEmulatorOptions extends Partial<PlivoWays> {
  readonly authId: string;
  /** Signs webhooks and upgrades, and opens the REST API. */
  readonly authToken: string;
  /** Origin where requests really go; signatures are made over the URLs as they are written. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** The shorter of the two queues that Plivo's pages tell of. */
const QUEUE_MS_MAX = 40_000;

/** An emulated Plivo account. `World.http` and `World.dial` are its only ways to the outside. */
export function plivoEmulator(world: World, options: PlivoEmulatorOptions): CarrierEmulator {
  const { authId, authToken, baseUrl, call } = options;
  const ways: PlivoWays = {
    statusNames: options.statusNames ?? 'StartStream',
    queueMsMax: options.queueMsMax ?? QUEUE_MS_MAX,
    saysStop: options.saysStop ?? false,
    byteOrder: options.byteOrder ?? 'little',
  };
  return carrierEmulator(world, {
    dialect: plivoDialect({ authId, authToken }, ways, world.random),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request, place) => restAnswer({ authId, authToken }, calls, request, place),
  });
}
