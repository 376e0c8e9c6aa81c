// An Exotel of one's own: a flow of applets, as docs/guide/carriers.md tells to make it, which asks a server by GET.
// https://developer.exotel.com/docs/agentstream/stream-voicebot-applet
import { Buffer } from 'node:buffer';
import type { Random, World } from '../../base/world.ts';
import { basicHeader } from '../../carriers/envelope/credentials.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import { exotelWire } from '../envelope/wires/exotel-wire.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import { type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import type { Instruction } from '../telephone/instruction.ts';
import { absoluteUrl } from '../telephone/play-document.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { readJsonDocument } from '../telephone/read-json-document.ts';
import { isDialable } from '../telephone/socket-url.ts';

/** Which server the emulator plays for. */
export interface ExotelEmulatorOptions {
  /** Proves its requests and its sockets. */
  readonly secret: string;
  /** True: the applet has the socket's address itself, and asks nobody for it. Default false. */
  readonly straight?: boolean;
  /** Of a sample. Default `little`. */
  readonly byteOrder?: 'little' | 'big';
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** An emulated Exotel account with one flow. Calls go to `…/exotel/incoming`, or straight to `…/exotel/media`. */
export function exotelEmulator(world: World, options: ExotelEmulatorOptions): CarrierEmulator {
  const { baseUrl, call } = options;
  return carrierEmulator(world, {
    dialect: exotelDialect(options, world.random),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: () => ({ status: 404, headers: {}, body: '' }),
  });
}

const DIAL_TIMEOUT_MS = 30_000;

/** What an applet may be given to come back in a start: so many parameters, of so many characters together. */
const PARAMETERS_MAX = 3;
const PARAMETER_CHARACTERS_MAX = 256;

function exotelDialect(options: ExotelEmulatorOptions, random: Random): Dialect {
  const { secret, straight = false, byteOrder = 'little' } = options;
  const talk = straight ? '{"applet":"voicebot"}' : ask('incoming');
  return {
    userAgent: 'Exotel',
    codes: NO_CODES,
    opening: talk,
    callId: () => random.token(32),
    streamId: () => random.token(32),
    signature: () => ({ authorization: basicHeader(secret) }),
    fields: ({ carrierCallId, status, from, to }) => ({
      CallSid: carrierCallId,
      CallFrom: from,
      CallTo: to,
      Direction: 'incoming',
      CallStatus: status,
    }),
    endFields: () => ({}),
    faultFields: () => ({}),
    dialFields: ({ status }) => ({
      DialCallStatus: status,
      CallType: status === 'completed' ? 'completed' : 'incomplete',
    }),
    document: (body) => readJsonDocument(body, 'applet'),
    instruction,
    flow: (url, status, body) => flow(url, status, body, talk),
    stream: (applet, documentUrl, allowsPlain, { carrierCallId, from, to }) =>
      streamAsked(
        { applet, documentUrl, allowsPlain, secret, byteOrder },
        { callId: carrierCallId, from, to },
      ),
  };
}

/** An applet that asks the server. */
function ask(what: string): string {
  return `{"applet":"ask","url":"/exotel/${what}"}`;
}

const HANG_UP = '{"applet":"hangup"}';

/** The flow: where each applet leads, by what it was answered. */
function flow(url: string, status: number, body: string, talk: string): string {
  const first = status === 200;
  switch (/\/exotel\/([a-z-]+)/.exec(url)?.[1]) {
    case 'incoming': {
      const socket = first ? stringIn(body, /"url":"([^"]+)"/) : '';
      return socket === '' ? HANG_UP : JSON.stringify({ applet: 'voicebot', url: socket });
    }
    case 'after-stream':
      return first ? ask('dial') : ask('again');
    case 'dial': {
      const to = first ? stringIn(body, /"numbers":\["([^"]+)"/) : '';
      return to === '' ? HANG_UP : JSON.stringify({ applet: 'connect', to });
    }
    case 'again':
    case 'after-dial':
      return first ? talk : HANG_UP;
    default:
      return HANG_UP;
  }
}

function stringIn(body: string, pattern: RegExp): string {
  return pattern.exec(body)?.[1] ?? '';
}

function instruction(applet: VerbElement): Instruction {
  const { name, attributes } = applet;
  const { url = '', to = '' } = attributes;
  const get = (what: string) => ({ url: what, method: 'GET' }) as const;
  switch (name) {
    case 'ask':
      return { kind: 'redirect', to: get(url) };
    case 'voicebot':
      return { kind: 'stream', noun: applet, after: get('/exotel/after-stream') };
    case 'connect':
      return { kind: 'dial', to, timeoutMs: DIAL_TIMEOUT_MS, after: get('/exotel/after-dial') };
    default:
      return { kind: 'hang-up' };
  }
}

interface Asked {
  readonly applet: VerbElement;
  readonly documentUrl: string;
  readonly allowsPlain: boolean;
  readonly secret: string;
  readonly byteOrder: 'little' | 'big';
}

function streamAsked(
  { applet, documentUrl, allowsPlain, secret, byteOrder }: Asked,
  call: { readonly callId: string; readonly from: string; readonly to: string },
): StreamAsked {
  const given = applet.attributes['url'] ?? absoluteUrl('/exotel/media', documentUrl).replace(/^http/i, 'ws');
  const wrong = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  if (!URL.canParse(given)) return wrong('the address of the stream is none');
  const url = new URL(given);
  const authorization =
    url.username === ''
      ? basicHeader(secret)
      : `Basic ${Buffer.from(`${url.username}:${decodeURIComponent(url.password)}`).toString('base64')}`;
  url.username = '';
  url.password = '';
  if (!isDialable(url.href, allowsPlain)) return wrong(`the scheme of ${url.origin} is not wss`);
  const { 'sample-rate': rate = '8000', ...parameters } = Object.fromEntries(url.searchParams);
  if (rate !== '8000' && rate !== '16000' && rate !== '24000') return wrong(`sample-rate ${rate}`);
  const characters = Object.entries(parameters).flat().join('').length;
  if (Object.keys(parameters).length > PARAMETERS_MAX || characters > PARAMETER_CHARACTERS_MAX)
    return wrong('too many parameters');
  const rateHz = Number(rate) as 8000 | 16_000 | 24_000;
  return {
    ok: true,
    url: url.href,
    statusUrl: null,
    parameters,
    headers: { authorization },
    wire: (streamId) =>
      peerStreamWire({
        ...exotelWire({ ...call, streamId, parameters }, rateHz, 'dropped'),
        bigEndian: byteOrder === 'big',
      }),
    status: () => null,
  };
}
