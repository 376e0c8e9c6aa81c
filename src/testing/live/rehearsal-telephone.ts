// Rehearsal telephone: an emulated Twilio behind real HTTP and WebSockets on loopback: its REST API, and a line for each
// phone that is held in another process.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { HttpAnswer, HttpRequest, World } from '../../base/world.ts';
import type { HandsetSocket } from '../handset/handset-call.ts';
import { handsetLine } from '../handset/handset-line.ts';
import type { CallOptions, CarrierEmulator } from '../telephone/carrier-emulator.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import { relaySpeech } from './relay-speech.ts';
import { twilioEmulator } from '../twilio/twilio-emulator.ts';
import { wsSocket } from './ws-socket.ts';

/** Longest REST request, in bytes: TwiML has 4,000 characters at most. */
const BODY_BYTES_MAX = 64 * 1024;
/** Longest message of a phone, in bytes: eight seconds of sound in base64 and some more. */
const MESSAGE_BYTES_MAX = 256 * 1024;
/** Where phones dial in. */
const HANDSET_PATH = '/handset';

/** Which account the telephone plays for, and who is at its other ends. */
export interface RehearsalTelephoneOptions {
  readonly world: World;
  /** 0 takes a free one. */
  readonly port: number;
  readonly accountSid: string;
  /** Signs webhooks and upgrades, opens the REST API, and lets phones dial in. */
  readonly authToken: string;
  /** Who picks up, and who answers a `<Dial>`. */
  readonly call?: Pick<CallOptions, 'callee' | 'human'>;
  /** Told of each call that the server places, as it begins to ring: here is its other end. */
  readonly placed?: (call: EmulatedCall) => void;
}

/** A telephone network on this machine. */
export interface RehearsalTelephone {
  /** What `TWILIO_BASE_URL` would be: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Connects it with the server at this origin: there all its requests go, whatever origin they name. */
  connect(serverUrl: string): void;
  /** Hangs up every call and stops listening; idempotent. */
  close(): Promise<void>;
}

/** This machine by any of its names. */
const HERE = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?(?=[/?#]|$)/i;

/** Where a phone dials in, and what lets it in: of the telephone at `url`, with its `authToken`. */
export function handsetSocket(url: string, authToken: string): HandsetSocket {
  return {
    url: `${url.replace(/^http/i, 'ws')}${HANDSET_PATH}`,
    headers: { authorization: `Bearer ${authToken}` },
  };
}

/** Listens on 127.0.0.1. Rejects when the port is taken. Until it is connected it answers 503. */
export async function startRehearsalTelephone(
  options: RehearsalTelephoneOptions,
): Promise<RehearsalTelephone> {
  const { world, port, accountSid, authToken } = options;
  const speech = await relaySpeech();
  let twilio: CarrierEmulator | null = null;
  let serverOrigin = '';
  // A phone may call the server by another name of this machine; what is signed is where the request goes.
  const named = (url: string): string => url.replace(HERE, serverOrigin);
  const server = createServer((request, response) => {
    void restAnswer(request, twilio)
      .catch(() => answer(500, 'the request cannot be read'))
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  });
  const phones = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, socket, head) => {
    // Whoever is turned away may be gone before they are told.
    socket.on('error', () => {});
    const allowed = request.headers.authorization === `Bearer ${authToken}`;
    const carrier = twilio;
    if (!allowed || request.url !== HANDSET_PATH || carrier === null)
      return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    phones.handleUpgrade(request, socket, head, (ws) =>
      handsetLine(wsSocket(world, ws), ({ statusCallbackUrl, ...wanted }) =>
        carrier.call({
          ...wanted,
          webhookUrl: named(wanted.webhookUrl),
          ...(statusCallbackUrl === undefined ? {} : { statusCallbackUrl: named(statusCallbackUrl) }),
        }),
      ),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  let closed: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    connect(serverUrl) {
      serverOrigin = new URL(serverUrl).origin;
      twilio = twilioEmulator(world, {
        accountSid,
        authToken,
        speech,
        baseUrl: serverUrl,
        // The server may listen on another address of this machine than on loopback.
        call: { ...options.call, allowsPlainSockets: true },
        ...(options.placed === undefined ? {} : { placed: options.placed }),
        // A server runs for long.
        keepsCalls: false,
      });
    },
    close: () => (closed ??= shut(server, phones, twilio)),
  };
}

async function restAnswer(request: IncomingMessage, twilio: CarrierEmulator | null): Promise<HttpAnswer> {
  const body = await bodyOf(request);
  if (body === null) return answer(413, `a request has ${BODY_BYTES_MAX} bytes at most`);
  return twilio?.restAnswer(restRequest(request, body)) ?? answer(503, 'no server is connected yet');
}

function answer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status, message }),
  };
}

/** Null: it is too long, or broke off. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > BODY_BYTES_MAX) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}

function restRequest({ method, url, headers }: IncomingMessage, body: string): HttpRequest {
  const single = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return {
    // The API knows two; what else comes is told so.
    method: method === 'POST' ? 'POST' : 'GET',
    url: url ?? '/',
    headers: Object.fromEntries(single),
    body,
    timeMsMax: 0,
  };
}

async function shut(server: Server, phones: WebSocketServer, twilio: CarrierEmulator | null): Promise<void> {
  for (const call of twilio?.calls.values() ?? []) call.hangUp();
  for (const ws of phones.clients) ws.close(1001, 'the rehearsal is over');
  server.close();
  server.closeAllConnections();
  for (const ws of phones.clients) ws.terminate();
  await once(server, 'close');
}
