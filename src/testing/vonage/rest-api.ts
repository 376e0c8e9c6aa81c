// Vonage's REST API, emulated: a call is placed, and a live one ended or given another NCCO.
// https://developer.vonage.com/en/api/voice
import type { HttpAnswer, HttpRequest, World } from '../../base/world.ts';
import { keyClaims } from '../../carriers/vonage/jwt.ts';
import type { PlacedCall } from '../telephone/callee.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface VonageRestApplication {
  readonly applicationId: string;
  /** In PEM; null: nobody's are. */
  readonly privateKey: string | null;
}

/** What a request can be about. */
export interface VonageRestCalls {
  readonly calls: ReadonlyMap<string, EmulatedCall>;
  readonly place: (placed: PlacedCall) => EmulatedCall;
}

const PATH = /\/v1\/calls(?:\/([^/?]+))?$/;
const NUMBER = /^[1-9]\d{6,14}$/;
const RING_S = 60;

type Json = Readonly<Record<string, unknown>>;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  { clock }: Pick<World, 'clock'>,
  { applicationId, privateKey }: VonageRestApplication,
  { calls, place }: VonageRestCalls,
  request: HttpRequest,
): HttpAnswer {
  const token = request.headers?.['authorization']?.replace(/^Bearer /, '') ?? '';
  const claims = privateKey === null ? null : keyClaims(token, privateKey);
  const expired = Number(claims?.['exp']) * 1000 < clock.wall();
  if (claims?.['application_id'] !== applicationId || claims['jti'] === undefined || expired)
    return answer(401);
  const path = PATH.exec(request.url);
  if (path === null) return answer(404);
  const json = objectOf(JSON.parse(request.body ?? '{}'));
  const [, id] = path;
  if (id === undefined) return request.method === 'POST' ? placeCall(json, place) : answer(405);
  const call = calls.get(decodeURIComponent(id));
  if (call === undefined || call.ending !== null) return answer(404);
  if (request.method !== 'PUT') return answer(405);
  const { action } = json;
  const { type, ncco } = objectOf(json['destination']);
  if (action === 'hangup') call.update('complete');
  else if (action === 'transfer' && type === 'ncco' && Array.isArray(ncco))
    call.update({ kind: 'document', xml: JSON.stringify(ncco) });
  else return answer(400);
  return answer(204);
}

/** Places a call, or refuses it in Vonage's words. */
function placeCall(json: Json, place: VonageRestCalls['place']): HttpAnswer {
  const to = partyOf(firstOf(json['to']));
  const from = partyOf(json['from']);
  const [answerUrl, eventUrl] = [firstOf(json['answer_url']), firstOf(json['event_url'])];
  if (to === null) return refused('to is not valid');
  if (from === null) return refused('from is not valid');
  if (typeof answerUrl !== 'string' || typeof eventUrl !== 'string') return refused('an address is missing');
  if (json['answer_method'] !== 'POST' || json['event_method'] !== 'POST')
    return refused('the emulated Vonage posts');
  const ringS = json['ringing_timer'] ?? RING_S;
  if (typeof ringS !== 'number' || !(ringS >= 1 && ringS <= 120))
    return refused('ringing_timer is not valid');
  const detection = json['advanced_machine_detection'];
  const { mode, beep_timeout: beepS } = objectOf(detection);
  if (
    detection !== undefined &&
    (mode !== 'default' || typeof beepS !== 'number' || beepS < 45 || beepS > 120)
  )
    return refused('advanced_machine_detection is not valid');
  const call = place({
    to,
    from,
    answerUrl,
    progressUrl: eventUrl,
    statusUrl: eventUrl,
    ringMs: ringS * 1000,
    detection: detection === undefined ? null : { url: eventUrl, tells: 'both' },
  });
  const uuid = call.carrierCallId;
  return answer(201, { uuid, status: 'started', direction: 'outbound', conversation_uuid: `CON-${uuid}` });
}

function partyOf(value: unknown): string | null {
  const { type, number, uri } = objectOf(value);
  if (type === 'phone') return typeof number === 'string' && NUMBER.test(number) ? `+${number}` : null;
  return type === 'sip' && typeof uri === 'string' ? uri : null;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : undefined;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function refused(detail: string): HttpAnswer {
  return answer(400, { title: 'Bad Request', detail });
}

function answer(status: number, json?: object): HttpAnswer {
  const body = json === undefined ? '' : JSON.stringify(json);
  return { status, headers: { 'content-type': 'application/json' }, body };
}
