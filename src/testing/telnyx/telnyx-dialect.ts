// Telnyx's dialect of TeXML calls: its ids, signatures, fields and verbs.
// https://developers.telnyx.com/docs/voice/programmable-voice/texml-fundamentals
import type { Clock, Random } from '../../base/world.ts';
import { signTelnyx } from '../../carriers/telnyx/signature.ts';
import type { CallFacts, Dialect, DialectCodes, StreamAsked } from '../telephone/dialect.ts';
import { linkOf, type Instruction } from '../telephone/instruction.ts';
import { absoluteUrl } from '../telephone/play-document.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { answeredBy, twimlInstruction } from '../twilio/twilio-dialect.ts';
import { DESK_LEFT } from './command-document.ts';
import { telnyxStreamWire, type EmulatedCodec, type StreamSounds } from './stream-wire.ts';

/** Telnyx publishes no numbers for what goes wrong with a document. */
const CODES: DialectCodes = {
  noDocument: 0,
  contentType: 0,
  document: 0,
  binary: 100_003,
  message: 0,
  broken: 0,
  closed: 0,
  overflow: 0,
  handshake: () => 0,
};

/** What a phone speaks, and what Telnyx makes of it. */
export interface EmulatedPhone {
  /** Default PCMU. */
  readonly codec?: EmulatedCodec;
  /** Default true: between the two laws, Telnyx sends what it was asked for. False: what the phone speaks. */
  readonly translates?: boolean;
  /** Of L16. Default `little`. */
  readonly byteOrder?: 'little' | 'big';
}

/** One account's dialect. */
export interface TelnyxDialectParts {
  readonly accountSid: string;
  /** Base64 of the private key that signs. */
  readonly seed: string;
  readonly world: { readonly clock: Pick<Clock, 'wall'>; readonly random: Random };
  readonly phone: EmulatedPhone;
  readonly from: string;
  readonly to: string;
  /** Of a stream that was commanded: told on connecting. */
  readonly streamToken?: () => string | null;
  readonly clientState?: () => string | null;
}

/** Telnyx, as one call of an account has it. */
export function telnyxDialect(parts: TelnyxDialectParts): Dialect {
  const { accountSid, seed, world } = parts;
  return {
    userAgent: 'telnyx-webhooks',
    codes: CODES,
    callId: () => callId(world.random),
    streamId: () => uuid(world.random),
    signature({ method, url, fields }) {
      if (/^wss?:/i.test(url)) {
        const token = parts.streamToken?.() ?? null;
        return token === null ? {} : { 'x-telnyx-streaming-auth-token': token };
      }
      return signedHeaders(seed, world.clock, method === 'GET' ? '' : new URLSearchParams(fields).toString());
    },
    fields: (call) => callFields(call, accountSid),
    endFields: (seconds) => ({ CallDuration: String(seconds), HangupSource: 'caller' }),
    outbound: {
      progressFields: (event) => (event === 'initiated' ? { CallStatus: 'initiated' } : {}),
      codeFields: (status, given) => {
        const code = given ?? (status === 'busy' ? '486' : null);
        return code === null ? {} : { SipHangupCause: code };
      },
      detectedFields: (detected, greetingOver) => ({
        AnsweredBy: answeredBy(detected, greetingOver),
        MachineDetectionDuration: String(
          Math.round(greetingOver ? detected.greetingOverMs : detected.afterMs),
        ),
      }),
    },
    faultFields: (code, url) => ({ ErrorCode: String(code), ErrorUrl: url }),
    dialFields: ({ status, talkMs }) => ({
      DialCallStatus: status,
      DialCallSid: callId(world.random),
      ...(status === 'completed' ? { DialCallDuration: String(Math.ceil(talkMs / 1000)) } : {}),
    }),
    instruction(verb) {
      const told = lastingConference(verb) ?? twimlInstruction(verb);
      // `<Connect>` of a stream has no action: the verb behind it is next.
      return told.kind === 'stream' ? { ...told, after: null } : told;
    },
    stream: (noun, documentUrl, allowsPlainSockets) =>
      streamAsked(noun, documentUrl, allowsPlainSockets, parts),
  };
}

/** One that goes on without whoever leaves it, as commands can have it; null for all else. */
function lastingConference({ name, attributes, children: [noun] }: VerbElement): Instruction | null {
  if (name !== 'Dial' || noun?.name !== 'Conference') return null;
  if (noun.attributes['endConferenceOnExit'] !== 'false') return null;
  const after = linkOf(attributes['action'], attributes['method']);
  return { kind: 'conference', room: noun.text, after, fields: {}, exits: { url: DESK_LEFT, fields: {} } };
}

/** The headers that prove a body. */
export function signedHeaders(
  seed: string,
  clock: Pick<Clock, 'wall'>,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(clock.wall() / 1000));
  return {
    'telnyx-timestamp': timestamp,
    'telnyx-signature-ed25519': signTelnyx(seed, timestamp, body),
  };
}

/** An id as Telnyx writes those of calls. */
export function callId(random: Random): string {
  return `v3:${random.token(44)}-_A`;
}

/** An id as Telnyx writes those of streams and events. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random.fraction() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function callFields(call: CallFacts, accountSid: string): Readonly<Record<string, string>> {
  const { carrierCallId, status, from, to } = call;
  return {
    AccountSid: accountSid,
    CallSid: carrierCallId,
    CallSidLegacy: carrierCallId,
    CallStatus: status,
    ConnectionId: '1234567890',
    From: from,
    To: to,
  };
}

function streamAsked(
  noun: VerbElement,
  documentUrl: string,
  allowsPlain: boolean,
  parts: TelnyxDialectParts,
): StreamAsked {
  const { attributes } = noun;
  const url = absoluteUrl(attributes['url'] ?? '', documentUrl).replace(/^http/i, 'ws');
  if (
    !/^wss:\/\//i.test(url) &&
    !allowsPlain &&
    !/^ws:\/\/(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i.test(url)
  )
    return { ok: false, code: 0, detail: `the scheme of ${url} is not wss` };
  const { statusCallback } = attributes;
  const sounds = soundsOf(attributes, parts.phone);
  return {
    ok: true,
    url,
    statusUrl: statusCallback === undefined ? null : absoluteUrl(statusCallback, documentUrl),
    parameters: Object.fromEntries(new URL(url).searchParams),
    wire: (streamId, callControlId) =>
      telnyxStreamWire({
        streamId,
        callControlId,
        from: parts.from,
        to: parts.to,
        clientState: parts.clientState?.() ?? null,
        sounds,
      }),
    status(news, streamId, detail) {
      if (news === 'degraded') return null;
      return { StreamSid: streamId, StreamEvent: `stream-${news}`, StreamError: detail };
    },
  };
}

function soundsOf(
  attributes: Readonly<Record<string, string>>,
  { codec = 'PCMU', translates = true, byteOrder = 'little' }: EmulatedPhone,
): StreamSounds {
  const { bidirectionalMode, bidirectionalCodec, bidirectionalSamplingRate } = attributes;
  const asked = codecOf(attributes['codec']);
  const laws = asked !== null && asked !== 'L16' && codec !== 'L16';
  const rate = Number(bidirectionalSamplingRate);
  return {
    inbound: laws && translates ? asked : codec,
    outbound: codecOf(bidirectionalCodec) ?? 'PCMU',
    rateHz: rate === 16_000 || rate === 24_000 ? rate : 8000,
    byteOrder,
    mode: bidirectionalMode === 'rtp' ? 'rtp' : 'mp3',
  };
}

function codecOf(name: string | undefined): EmulatedCodec | null {
  return name === 'PCMU' || name === 'PCMA' || name === 'L16' ? name : null;
}
