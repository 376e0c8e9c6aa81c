// Carrier emulator: places calls in one carrier's dialect, and keeps them.
import type { HttpAnswer, HttpRequest, World } from '../../base/world.ts';
import type { CallSetup } from './call-setup.ts';
import { person, type Callee, type PlacedCall } from './callee.ts';
import type { Dialect } from './dialect.ts';
import type { DialledHuman } from './dialled-human.ts';
import { ConferenceRooms } from './conference-rooms.ts';
import { EmulatedCall } from './emulated-call.ts';
import { CLEAR_LINE, type LineFaults } from './line-faults.ts';

/** What a call may have its own way. */
export interface CallOptions {
  /** Two letters, e.g. `CA`; default unknown. */
  readonly fromState?: string;
  /** Default `US`. */
  readonly fromCountry?: string;
  /** Told once, when the call is over. */
  readonly statusCallbackUrl?: string;
  /** Asked when a document cannot be had. */
  readonly fallbackUrl?: string;
  /** More fields for each webhook. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Default true. False: nothing is sent while the caller says nothing, as carriers do at times. */
  readonly sendsSilence?: boolean;
  /** Default false: `ws:` streams are refused but on this machine. */
  readonly allowsPlainSockets?: boolean;
  readonly faults?: Partial<LineFaults>;
  /** Who answers a `<Dial>`. Default: somebody after 2 s, who talks for 5 s. */
  readonly human?: (to: string) => DialledHuman;
  /** Who is at the other end of a call that the server places. Default: a person who picks up after 2 s. */
  readonly callee?: (to: string) => Callee;
  /** Default 60. */
  readonly sayMsPerCharacter?: number;
  /** Default true. False: no sound is kept, for load tests. */
  readonly keepsSound?: boolean;
}

/** A call to be placed. */
export interface OutgoingCall extends CallOptions {
  /** The server's voice webhook. */
  readonly webhookUrl: string;
  /** E.164. */
  readonly from: string;
  readonly to: string;
}

/** Places calls, and serves the REST API with which the server changes them. */
export interface CarrierEmulator {
  /** Rings the server at once. */
  call(call: OutgoingCall): EmulatedCall;
  /** Answers a REST request of the server: give it to `serve` of a simulated World, or to an HTTP server. */
  restAnswer(request: HttpRequest): HttpAnswer;
  /** Every call placed, by the carrier's id. */
  readonly calls: ReadonlyMap<string, EmulatedCall>;
}

/** What an emulator is made of. */
export interface EmulatorParts {
  readonly dialect: Dialect;
  /** Origin where requests really go; signatures are made over the URLs as they are written. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
  /** Told of each call that the server places, as it begins to ring. */
  readonly placed?: (call: EmulatedCall) => void;
  /** Default true. False: a call that is over is forgotten, with its sound. */
  readonly keepsCalls?: boolean;
  /** `place` begins a call that the server asks for; `rooms` are the account's conferences. */
  rest(
    calls: ReadonlyMap<string, EmulatedCall>,
    request: HttpRequest,
    place: (placed: PlacedCall) => EmulatedCall,
    rooms: ConferenceRooms,
  ): HttpAnswer;
}

/** All that a call is made with, where what was left open has its default. */
export function callSetup(
  wanted: OutgoingCall,
  dialect: Dialect,
  baseUrl: string | null,
  rooms?: ConferenceRooms,
): CallSetup {
  return {
    dialect,
    baseUrl,
    webhookUrl: wanted.webhookUrl,
    from: wanted.from,
    to: wanted.to,
    fromState: wanted.fromState ?? null,
    fromCountry: wanted.fromCountry ?? 'US',
    statusCallbackUrl: wanted.statusCallbackUrl ?? null,
    fallbackUrl: wanted.fallbackUrl ?? null,
    fields: wanted.fields ?? {},
    sendsSilence: wanted.sendsSilence ?? true,
    allowsPlainSockets: wanted.allowsPlainSockets ?? false,
    faults: { ...CLEAR_LINE, ...wanted.faults },
    human: wanted.human ?? (() => SOMEBODY),
    ...(rooms === undefined ? {} : { rooms }),
    sayMsPerCharacter: wanted.sayMsPerCharacter ?? 60,
    keepsSound: wanted.keepsSound ?? true,
  };
}

const SOMEBODY: DialledHuman = { status: 'answered', afterMs: 2000, talkMs: 5000 };

/** An emulated carrier. `World.http` and `World.dial` are its only ways to the outside. */
export function carrierEmulator(world: World, parts: EmulatorParts): CarrierEmulator {
  const calls = new Map<string, EmulatedCall>();
  const rooms = new ConferenceRooms(world);
  const begin = (setup: CallSetup): EmulatedCall => {
    const call = new EmulatedCall(world, setup);
    calls.set(call.carrierCallId, call);
    if (parts.keepsCalls === false) void call.ended.then(() => calls.delete(call.carrierCallId));
    return call;
  };
  const place = (placed: PlacedCall): EmulatedCall => {
    const { from, to, answerUrl: webhookUrl, statusUrl, fields } = placed;
    // Told about by the addresses of its order alone.
    const { statusCallbackUrl: _, fallbackUrl: __, ...options } = parts.call ?? {};
    const setup = callSetup(
      { ...options, webhookUrl, from, to, fields: { ...options.fields, ...fields } },
      parts.dialect,
      parts.baseUrl ?? null,
      rooms,
    );
    const callee = options.callee?.(to) ?? person();
    const call = begin({ ...setup, statusCallbackUrl: statusUrl, placed: { ...placed, callee } });
    parts.placed?.(call);
    return call;
  };
  return {
    calls,
    call(outgoing) {
      const wanted: OutgoingCall = { ...parts.call, ...outgoing };
      return begin(callSetup(wanted, parts.dialect, parts.baseUrl ?? null, rooms));
    },
    restAnswer: (request) => parts.rest(calls, request, place, rooms),
  };
}
