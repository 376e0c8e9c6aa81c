// A Twilio of one's own: dials a server as Twilio does, in a simulated World or over real sockets.
import type { World } from '../../base/world.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { restAnswer } from './rest-api.ts';
import type { RelaySpeechParts } from './emulated-relay.ts';
import { twilioDialect } from './twilio-dialect.ts';

/** Which account and server the emulator plays for. */
export interface TwilioEmulatorOptions {
  readonly accountSid: string;
  /** Signs webhooks and upgrades, and opens the REST API. */
  readonly authToken: string;
  /** Origin where requests really go; signatures are made over the URLs as they are written. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
  /** Who hears and speaks where a document asks for ConversationRelay; absent: that is refused. */
  readonly speech?: RelaySpeechParts;
  /** Told of each call that the server places, as it begins to ring. */
  readonly placed?: (call: EmulatedCall) => void;
  /** Default true. False: a call that is over is forgotten, with its sound. */
  readonly keepsCalls?: boolean;
}

/** An emulated Twilio account. `World.http` and `World.dial` are its only ways to the outside. */
export function twilioEmulator(world: World, options: TwilioEmulatorOptions): CarrierEmulator {
  const { accountSid, authToken, baseUrl, call, placed, keepsCalls = true } = options;
  return carrierEmulator(world, {
    dialect: twilioDialect({ accountSid, authToken }, world.random, options.speech),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    ...(placed === undefined ? {} : { placed }),
    keepsCalls,
    rest: (calls, request, place) => restAnswer({ accountSid, authToken }, calls, request, place),
  });
}
