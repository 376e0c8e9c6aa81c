// Bandwidth's REST API, emulated: a token for a credential, a call placed, a live one ended or sent elsewhere, a
// conference ended. https://dev.bandwidth.com/apis/voice
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { PlacedCall } from '../telephone/callee.ts';
import type { ConferenceRooms } from '../telephone/conference-rooms.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface BandwidthRestAccount {
  readonly accountId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The password of the server's webhooks. */
  readonly secret: string;
}

/** What a request can be about. */
export interface BandwidthRestWorld {
  readonly calls: ReadonlyMap<string, EmulatedCall>;
  readonly rooms: ConferenceRooms;
  readonly place: (placed: PlacedCall) => EmulatedCall;
}

const TOKEN = 'a-token-of-one-hour';
const PATH = /\/api\/v2\/accounts\/([^/?]+)\/(calls|conferences)(?:\/([^/?]+))?$/;
const PARTY = /^(\+[1-9]\d{6,14}|sips?:\S+@\S+)$/;
const RING_S = 30;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  account: BandwidthRestAccount,
  world: BandwidthRestWorld,
  request: HttpRequest,
): HttpAnswer {
  const authorization = Object.entries(request.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  )?.[1];
  if (request.url.endsWith('/oauth2/token')) {
    const { clientId, clientSecret } = account;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    return authorization === basic && request.body === 'grant_type=client_credentials'
      ? answer(200, { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600 })
      : answer(401, { error: 'invalid_client' });
  }
  const [, accountId, kind, id] = PATH.exec(request.url) ?? [];
  if (accountId === undefined) return fault(404, 'not-found', 'no such resource');
  if (authorization !== `Bearer ${TOKEN}`) return fault(401, 'authentication', 'the token is not valid');
  if (decodeURIComponent(accountId) !== account.accountId)
    return fault(403, 'authorization', 'not your account');
  if (request.method !== 'POST') return fault(405, 'method', 'method not allowed');
  const json = objectIn(request.body ?? '');
  if (kind === 'conferences') {
    const ended = json['status'] === 'completed' && world.rooms.end((id ?? '').replace(/^conf-/, ''));
    return ended ? answer(204, {}) : fault(404, 'not-found', 'no such conference');
  }
  if (id === undefined) return placeCall(json, account, world);
  const call = world.calls.get(decodeURIComponent(id));
  if (call === undefined || call.ending !== null) return fault(404, 'not-found', 'no such call');
  if (json['state'] === 'completed') call.update('complete');
  else {
    const url = text(json, 'redirectUrl');
    if (!URL.canParse(url)) return fault(400, 'validation', 'redirectUrl is required');
    if (text(json, 'password') !== account.secret) return fault(400, 'validation', 'no credentials');
    if (call.status === 'ringing') return fault(409, 'conflict', 'the call is not answered');
    call.update({ kind: 'fetch', method: 'POST', url, fields: { eventType: 'redirect' } });
  }
  return answer(200, {});
}

/** Places a call, or refuses it. */
function placeCall(
  json: Readonly<Record<string, unknown>>,
  { accountId, secret }: BandwidthRestAccount,
  { place }: BandwidthRestWorld,
): HttpAnswer {
  const [to, from, answerUrl] = ['to', 'from', 'answerUrl'].map((name) => text(json, name));
  if (text(json, 'applicationId') === '') return fault(400, 'validation', 'applicationId is required');
  if (to === undefined || !PARTY.test(to)) return fault(400, 'validation', `${to} is no number`);
  if (from === undefined || !PARTY.test(from)) return fault(400, 'validation', `${from} is no number`);
  if (answerUrl === undefined || !URL.canParse(answerUrl))
    return fault(400, 'validation', 'answerUrl is required');
  if (text(json, 'password') !== secret) return fault(400, 'validation', 'no credentials');
  const { callTimeout = RING_S, machineDetection } = json;
  if (typeof callTimeout !== 'number' || !(callTimeout >= 1 && callTimeout <= 300))
    return fault(400, 'validation', 'callTimeout is not from 1 to 300');
  const detection = isObject(machineDetection) ? machineDetection : {};
  const url = text(detection, 'callbackUrl');
  const call = place({
    to,
    from,
    answerUrl,
    progressUrl: null,
    statusUrl: text(json, 'disconnectUrl') || null,
    ringMs: callTimeout * 1000,
    detection:
      url === '' ? null : { url, tells: detection['delayResult'] === true ? 'greeting-over' : 'guess' },
  });
  const callId = call.carrierCallId;
  return answer(201, { accountId, callId, to, from, state: 'initiated', direction: 'outbound' });
}

function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  return typeof value === 'string' ? value : '';
}

function fault(status: number, type: string, description: string): HttpAnswer {
  return answer(status, { type, description });
}

function answer(status: number, json: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
