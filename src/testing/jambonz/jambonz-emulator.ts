// A jambonz of one's own: dials a server as an application's webhooks do, and has the REST API that places calls and
// changes live ones.
import type { World } from '../../base/world.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { jambonzDialect, type JambonzWays } from './jambonz-dialect.ts';
import { restAnswer, type JambonzApplication } from './rest-api.ts';

/** Which account and server the emulator plays for. */
export interface JambonzEmulatorOptions extends Partial<Omit<JambonzWays, 'secret'>> {
  /** The password of its webhooks. */
  readonly secret: string;
  /** Opens the REST API. */
  readonly apiKey: string;
  /** By which calls are placed. Default: there is none, and none can be. */
  readonly application?: JambonzApplication;
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

const SOME_ACCOUNT = '9351f46a-678c-43f5-b8a6-d4eb58d131af';

/** An emulated jambonz account. `World.http` and `World.dial` are its only ways to the outside. */
export function jambonzEmulator(world: World, options: JambonzEmulatorOptions): CarrierEmulator {
  const { secret, apiKey, baseUrl, call, accountSid = SOME_ACCOUNT } = options;
  const { refers = false, version = {}, application } = options;
  return carrierEmulator(world, {
    dialect: jambonzDialect({ secret, accountSid, refers, version }, world.random),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request, place) =>
      restAnswer({ accountSid, apiKey, application: application ?? null }, calls, request, place),
  });
}
