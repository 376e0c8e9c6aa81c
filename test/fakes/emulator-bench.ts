// Emulator bench: one emulated call, and a server of a few lines that answers it.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import twilio from 'twilio';
import type { Socket } from '../../src/base/socket.ts';
import type { DialRequest, HttpAnswer, HttpRequest } from '../../src/base/world.ts';
import {
  parseMessage,
  twilioEncoder,
  type TwilioFault,
  type TwilioMessage,
} from '../../src/carriers/twilio/wire.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { CallOptions } from '../../src/testing/telephone/carrier-emulator.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';

/** Signs what the emulator sends. */
export const TOKEN = 'token';
/** The server of the test. */
export const ORIGIN = 'https://voice.example.com';
/** The REST address of calls. */
export const CALLS = 'https://api.example.com/2010-04-01/Accounts/AC1/Calls';
/** The voice webhook. */
export const INCOMING = `${ORIGIN}/incoming`;
/** A document that connects the call to the server. */
export const STREAM =
  '<Connect action="/after" method="POST"><Stream url="wss://voice.example.com/media" name="agent" statusCallback="/stream-status"><Parameter name="token" value="t1"/></Stream></Connect>';
/** µ-law of this length. */
export const sound = (ms: number, value = 1) => Buffer.alloc(ms * 8, value);

/** One stream, from the server. */
export interface Connection {
  readonly socket: Socket;
  readonly request: DialRequest;
  readonly messages: (TwilioMessage | TwilioFault)[];
  closed: number | null;
  /** Sends a message of ours on this connection's stream. */
  readonly media: (bytes: Uint8Array) => void;
  readonly mark: (name: string) => void;
  readonly clear: () => void;
}

/** A server of a few lines: `documents` by path, each one TwiML verbs. */
export function setUp(documents: Readonly<Record<string, string>>, options: CallOptions = {}, seed = 1) {
  const world = simulatedWorld({ seed, latencyMs: 5 });
  const emulator = twilioEmulator(world, { accountSid: 'AC1', authToken: TOKEN });
  const requests: { path: string; fields: Record<string, string>; request: HttpRequest }[] = [];
  const connections: Connection[] = [];
  world.serve(`${ORIGIN}/`, (request): HttpAnswer => {
    const path = new URL(request.url).pathname;
    const fields = Object.fromEntries(new URLSearchParams(request.body));
    assert.ok(
      twilio.validateRequest(TOKEN, request.headers?.['x-twilio-signature'] ?? '', request.url, fields),
    );
    requests.push({ path, fields, request });
    const verbs = documents[path];
    if (verbs === undefined) return { status: 404, headers: {}, body: '' };
    return {
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `<Response>${verbs}</Response>`,
    };
  });
  world.serve('https://api.example.com/', (request) => emulator.restAnswer(request));
  world.listen('wss://voice.example.com/', (socket, request) => {
    const messages: (TwilioMessage | TwilioFault)[] = [];
    const encode = () => {
      const start = messages.find((message) => message.kind === 'start');
      return twilioEncoder(start?.streamSid ?? '');
    };
    const connection: Connection = {
      socket,
      request,
      messages,
      closed: null,
      media: (bytes) => socket.send(encode().media(Buffer.from(bytes).toString('base64'))),
      mark: (name) => socket.send(encode().mark(name)),
      clear: () => socket.send(encode().clear()),
    };
    connections.push(connection);
    socket.listen({
      text: (text) => messages.push(parseMessage(text)),
      closed: (code) => void (connection.closed = code),
    });
  });
  const call = emulator.call({
    ...options,
    webhookUrl: INCOMING,
    from: '+14155550100',
    to: '+14155550199',
    fromState: 'CA',
  });
  const connected = async (count = 1): Promise<Connection> => {
    await world.until(
      () => connections.length === count && connections[count - 1]?.messages[1] !== undefined,
    );
    const connection = connections[count - 1];
    assert.ok(connection !== undefined);
    return connection;
  };
  const over = async () => {
    await world.until(() => call.ending !== null);
    await world.advance(100);
    return call.ending;
  };
  const asked = () => requests.map(({ path }) => path);
  const update = (form: Record<string, string>, token = TOKEN) =>
    world.http({
      method: 'POST',
      url: `${CALLS}/${call.carrierCallId}.json`,
      headers: { authorization: `Basic ${Buffer.from(`AC1:${token}`).toString('base64')}` },
      body: new URLSearchParams(form).toString(),
      timeMsMax: 1000,
    });
  return { world, emulator, call, requests, connections, connected, over, asked, update };
}
