// A Telnyx of one's own: dials a server as Telnyx does, with TeXML or with events and commands.
import type { World } from '../../base/world.ts';
import {
  callSetup,
  type CallOptions,
  type CarrierEmulator,
  type OutgoingCall,
} from '../telephone/carrier-emulator.ts';
import { realUrl } from '../telephone/carrier-request.ts';
import type { CallSetup } from '../telephone/call-setup.ts';
import { ConferenceRooms } from '../telephone/conference-rooms.ts';
import { EmulatedCall } from '../telephone/emulated-call.ts';
import { person, type PlacedCall } from '../telephone/callee.ts';
import { ConferenceDesk } from './conference-desk.ts';
import { CommandDesk, type PlacedLeg } from './command-desk.ts';
import { DESK_ANSWERED_BY, DESK_NEXT, DESK_PROGRESS, DESK_STATUS } from './command-document.ts';
import { restAnswer } from './rest-api.ts';
import { telnyxDialect, type EmulatedPhone } from './telnyx-dialect.ts';

/** Which account and server the emulator plays for. */
export interface TelnyxEmulatorOptions {
  /** Opens the REST API. */
  readonly apiKey: string;
  /** Base64 of the private key that signs webhooks. */
  readonly seed: string;
  /** Stands in the webhooks of TeXML calls, and in addresses of the REST API. Default: one like Telnyx's. */
  readonly accountSid?: string;
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: TelnyxCallOptions;
}

/** What a call of Telnyx may have its own way. */
export interface TelnyxCallOptions extends CallOptions {
  /** On which of the two kinds of application the number is. Default `texml`. */
  readonly application?: 'texml' | 'call-control';
  readonly phone?: EmulatedPhone;
}

/** Places calls, and serves the REST API with which the server changes them. */
export interface TelnyxEmulator extends CarrierEmulator {
  /** `webhookUrl`: of the TeXML application, or of the Call Control application. */
  call(call: OutgoingCall & TelnyxCallOptions): EmulatedCall;
  /** Where the server's commands arrive, by the id of the call; none for TeXML calls. */
  readonly desks: ReadonlyMap<string, CommandDesk>;
}

const SOME_ACCOUNT = 'f5586561-8ff0-4291-a51b-c7dfe4139ff9';

/** An emulated Telnyx account. `World.http` and `World.dial` are its only ways to the outside. */
export function telnyxEmulator(world: World, options: TelnyxEmulatorOptions): TelnyxEmulator {
  const { apiKey, seed, accountSid = SOME_ACCOUNT, baseUrl = null } = options;
  const calls = new Map<string, EmulatedCall>();
  const desks = new Map<string, CommandDesk>();
  const rooms = new ConferenceRooms(world);
  const conferences = new ConferenceDesk(world.random, desks);

  function texmlCall(wanted: OutgoingCall & TelnyxCallOptions, placed?: CallSetup['placed']): EmulatedCall {
    const { from, to, phone = {} } = wanted;
    const dialect = telnyxDialect({ accountSid, seed, world, phone, from, to });
    return begun(
      new EmulatedCall(world, { ...callSetup(wanted, dialect, baseUrl, rooms), ...(placed && { placed }) }),
    );
  }

  function commandedCall(
    wanted: OutgoingCall & TelnyxCallOptions,
    order?: { readonly leg: PlacedLeg; readonly placed: NonNullable<CallSetup['placed']> },
  ): EmulatedCall {
    const { from, to, phone = {}, webhookUrl } = wanted;
    const desk: CommandDesk = new CommandDesk({
      world,
      seed,
      webhookUrl,
      baseUrl,
      from,
      to,
      human: callSetup(wanted, telnyxDialect({ accountSid, seed, world, phone, from, to }), null).human,
      update: (xml) => call.update({ kind: 'document', xml }),
      cancel: () => call.update('complete'),
      ...(order && { placed: order.leg }),
    });
    const dialect = telnyxDialect({
      accountSid,
      seed,
      world,
      phone,
      from,
      to,
      streamToken: () => desk.streamToken,
      clientState: () => desk.clientState,
    });
    // The call's own requests go to the desk, and only its sockets to the server.
    const around: World = {
      clock: world.clock,
      timers: world.timers,
      random: world.random,
      log: world.log,
      dial: (request) => world.dial({ ...request, url: realUrl(request.url, baseUrl) }),
      http: (request) => desk.http(request),
      stream: (request, listener) => world.stream(request, listener),
    };
    const inner = { ...wanted, webhookUrl: DESK_NEXT, statusCallbackUrl: DESK_STATUS };
    const setup = callSetup(inner, dialect, null, rooms);
    const call = new EmulatedCall(around, { ...setup, ...(order && { placed: toDesk(order.placed) }) });
    desks.set(call.carrierCallId, desk);
    return begun(call);
  }

  function begun(call: EmulatedCall): EmulatedCall {
    calls.set(call.carrierCallId, call);
    return call;
  }

  function place(placed: PlacedCall, leg: PlacedLeg | null): EmulatedCall {
    const { from, to, answerUrl: webhookUrl, statusUrl } = placed;
    // Told about by the addresses of its order alone.
    const { statusCallbackUrl: _, fallbackUrl: __, ...given } = options.call ?? {};
    const wanted = { ...given, webhookUrl, from, to, ...(statusUrl && { statusCallbackUrl: statusUrl }) };
    const whole = { ...placed, callee: given.callee?.(to) ?? person() };
    return leg === null ? texmlCall(wanted, whole) : commandedCall(wanted, { leg, placed: whole });
  }

  return {
    calls,
    desks,
    call(outgoing) {
      const wanted = { ...options.call, ...outgoing };
      return wanted.application === 'call-control' ? commandedCall(wanted) : texmlCall(wanted);
    },
    restAnswer: (request) => restAnswer({ apiKey, accountSid, calls, desks, conferences, place }, request),
  };
}

/** What a commanded call tells of itself goes to its desk. */
function toDesk(placed: NonNullable<CallSetup['placed']>): NonNullable<CallSetup['placed']> {
  const { detection } = placed;
  return {
    ...placed,
    answerUrl: DESK_NEXT,
    progressUrl: DESK_PROGRESS,
    statusUrl: DESK_STATUS,
    detection: detection && { ...detection, url: DESK_ANSWERED_BY },
  };
}
