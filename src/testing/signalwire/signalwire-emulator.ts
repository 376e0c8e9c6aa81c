// A SignalWire of one's own: dials a server by cXML, and has the compatibility API that changes live calls.
import type { Random, World } from '../../base/world.ts';
import { formSignature } from '../../carriers/form-signature.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import { signalwireWire, type SignalwireSound } from '../envelope/wires/signalwire-wire.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { isDialable } from '../telephone/socket-url.ts';
import { restAnswer } from '../twilio/rest-api.ts';
import { answeredBy, twimlInstruction } from '../twilio/twilio-dialect.ts';

/** Which project and server the emulator plays for. */
export interface SignalwireEmulatorOptions {
  readonly projectId: string;
  /** Opens the REST API. */
  readonly apiToken: string;
  /** Signs webhooks. */
  readonly signingKey: string;
  /** Origin where requests really go; signatures are made over the URLs as they are written. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** An emulated SignalWire project. `World.http` and `World.dial` are its only ways to the outside. */
export function signalwireEmulator(world: World, options: SignalwireEmulatorOptions): CarrierEmulator {
  const { projectId, apiToken, baseUrl, call } = options;
  return carrierEmulator(world, {
    dialect: signalwireDialect(options, world.random),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    // It is Twilio's API, but for what stands before its path.
    rest: (calls, request, place) =>
      restAnswer({ accountSid: projectId, authToken: apiToken }, calls, request, place),
  });
}

const CODECS: ReadonlySet<string> = new Set(['PCMU@8000h', 'L16@16000h', 'L16@24000h']);

function signalwireDialect(
  { projectId, signingKey }: Pick<SignalwireEmulatorOptions, 'projectId' | 'signingKey'>,
  random: Random,
): Dialect {
  return {
    userAgent: 'SignalWire',
    codes: NO_CODES,
    callId: () => uuid(random),
    streamId: () => uuid(random),
    signature: ({ url, fields }) => ({ 'x-signalwire-signature': formSignature(signingKey, url, fields) }),
    fields: ({ carrierCallId, status, from, to, outbound }) => ({
      CallSid: carrierCallId,
      AccountSid: projectId,
      ApiVersion: '2010-04-01',
      CallStatus: status,
      Direction: outbound ? 'outbound-api' : 'inbound',
      From: from,
      To: to,
    }),
    endFields: (seconds) => ({ CallDuration: String(seconds) }),
    outbound: {
      progressFields: (event) => (event === 'initiated' ? { CallStatus: 'initiated' } : {}),
      codeFields: (status, given) => {
        const code = given ?? (status === 'busy' ? '486' : null);
        return code === null ? {} : { SipResultCode: code };
      },
      detectedFields: (detected, greetingOver) => ({ AnsweredBy: answeredBy(detected, greetingOver) }),
    },
    faultFields: (code, url) => ({ ErrorCode: String(code), ErrorUrl: url }),
    dialFields: ({ status }) => ({ DialCallStatus: status, DialCallSid: uuid(random) }),
    instruction: twimlInstruction,
    stream: (noun, _, allowsPlain, { from, to }) => streamAsked(noun, allowsPlain, { from, to }),
  };
}

function streamAsked(
  noun: VerbElement,
  allowsPlain: boolean,
  call: { readonly from: string; readonly to: string },
): StreamAsked {
  const { url = '', codec = 'PCMU@8000h', statusCallback, authBearerToken } = noun.attributes;
  const wrong = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  if (!isDialable(url, allowsPlain)) return wrong(`the scheme of ${url} is not wss`);
  if (/[?#]/.test(url)) return wrong('a stream URL has no query string');
  if (!CODECS.has(codec)) return wrong(`codec ${codec}`);
  const parameters = Object.fromEntries(
    noun.children.map(({ attributes: { name = '', value = '' } }) => [name, value]),
  );
  const sound: SignalwireSound = { codec: codec as SignalwireSound['codec'], bigEndian: false };
  return {
    ok: true,
    url,
    statusUrl: statusCallback ?? null,
    parameters,
    // The upgrade is not signed.
    headers: authBearerToken === undefined ? {} : { authorization: `Bearer ${authBearerToken}` },
    wire: (streamId, callId) =>
      peerStreamWire(signalwireWire({ ...call, callId, streamId, parameters }, sound)),
    status(news, streamId, detail) {
      if (news === 'degraded') return null;
      const event = news === 'failed' ? 'stream-error' : `stream-${news}`;
      const error = news === 'failed' ? { StreamError: detail || 'general_error' } : {};
      return { StreamSid: streamId, StreamEvent: event, StreamTrack: 'inbound', ...error };
    },
  };
}

function uuid(random: Random): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
    Math.floor(random.fraction() * 16).toString(16),
  );
}
