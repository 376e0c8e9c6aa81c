// A Vonage of one's own: dials a server as an application's webhooks do, and has the REST API that places and changes calls.
import type { World } from '../../base/world.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { restAnswer } from './rest-api.ts';
import { vonageDialect } from './vonage-dialect.ts';

/** Which application and server the emulator plays for. */
export interface VonageEmulatorOptions {
  /** Of the account: signs webhooks and upgrades. */
  readonly signatureSecret: string;
  readonly applicationId: string;
  /** In PEM: whoever has it may use the REST API. Null: nobody may. */
  readonly privateKey: string | null;
  /** The order of the bytes of a sample. Default `little`. */
  readonly byteOrder?: 'little' | 'big';
  /** What a clear does to pending notifications, of which Vonage's pages say nothing. Default `dropped`. */
  readonly marksOnClear?: 'returned' | 'dropped';
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** An emulated Vonage application. `World.http` and `World.dial` are its only ways to the outside. */
export function vonageEmulator(world: World, options: VonageEmulatorOptions): CarrierEmulator {
  const { signatureSecret, byteOrder = 'little', marksOnClear = 'dropped', baseUrl, call } = options;
  return carrierEmulator(world, {
    dialect: vonageDialect({ signatureSecret, bigEndian: byteOrder === 'big', marksOnClear }, world),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request, place) => restAnswer(world, options, { calls, place }, request),
  });
}
