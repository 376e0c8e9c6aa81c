// A Bandwidth of one's own: dials a server as its voice application does, and has the REST API that places and changes calls.
import type { World } from '../../base/world.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { bandwidthDialect } from './bandwidth-dialect.ts';
import { restAnswer } from './rest-api.ts';

/** Which account and server the emulator plays for. */
export interface BandwidthEmulatorOptions {
  readonly accountId: string;
  /** Of the API credential that the REST API and the address of tokens take. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The password of the server's webhooks, as the application has it. */
  readonly secret: string;
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** An emulated Bandwidth account. `World.http` and `World.dial` are its only ways to the outside. */
export function bandwidthEmulator(world: World, options: BandwidthEmulatorOptions): CarrierEmulator {
  const { baseUrl, call } = options;
  return carrierEmulator(world, {
    dialect: bandwidthDialect(options, world),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request, place, rooms) => restAnswer(options, { calls, rooms, place }, request),
  });
}
