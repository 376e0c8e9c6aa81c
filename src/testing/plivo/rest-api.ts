// Plivo's REST API, emulated: a call is placed, and a live one ended or sent to another address.
// https://www.plivo.com/docs/voice/api/call
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { PlacedCall } from '../telephone/callee.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface PlivoRestAccount {
  readonly authId: string;
  readonly authToken: string;
}

const PATH = /\/v1\/Account\/([^/?]+)\/Call\/(?:([^/?]+)\/)?$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  account: PlivoRestAccount,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
  place: (placed: PlacedCall) => EmulatedCall,
): HttpAnswer {
  const path = PATH.exec(request.url);
  if (path === null) return fault(404, 'not found');
  if (!isAuthorized(account, request)) return fault(401, 'authentication failed');
  const [, authId = '', callUuid] = path;
  if (callUuid === undefined) {
    if (decodeURIComponent(authId) !== account.authId) return fault(404, 'not found');
    return request.method === 'POST'
      ? placeCall(fieldsOf(request.body ?? ''), place)
      : fault(405, 'method not allowed');
  }
  const call = calls.get(decodeURIComponent(callUuid));
  if (decodeURIComponent(authId) !== account.authId || call === undefined || call.ending !== null)
    return fault(404, 'call not found');
  if (request.method === 'DELETE') {
    call.update('complete');
    return { status: 204, headers: {}, body: '' };
  }
  if (request.method !== 'POST') return fault(405, 'method not allowed');
  const { legs, aleg_url: url, aleg_method: method } = fieldsOf(request.body ?? '');
  if ((legs !== 'aleg' && legs !== 'both') || typeof url !== 'string' || !URL.canParse(url))
    return fault(400, 'aleg_url parameter not present or not an address');
  call.update({ kind: 'fetch', method: method === 'GET' ? 'GET' : 'POST', url, fields: {} });
  return answer(202, { message: 'call transferred', call_uuids: [call.carrierCallId] });
}

const RING_S = 120;

/** Places a call, or refuses it in Plivo's words. */
function placeCall(
  fields: Readonly<Record<string, unknown>>,
  place: (placed: PlacedCall) => EmulatedCall,
): HttpAnswer {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const urlOf = (name: string): string | null => (URL.canParse(text(name)) ? text(name) : null);
  const [to, from, answerUrl] = [text('to'), text('from'), urlOf('answer_url')];
  if (!PARTY.test(from)) return fault(400, `from parameter is invalid. ${from} is not a number`);
  if (!PARTY.test(to)) return fault(400, `to parameter is invalid. ${to} is not a number`);
  if (answerUrl === null) return fault(400, 'answer_url parameter not present');
  const ringS = Number(text('ring_timeout') || RING_S);
  if (!(ringS > 0)) return fault(400, 'ring_timeout parameter is invalid');
  const detectionUrl = text('machine_detection') === 'true' ? urlOf('machine_detection_url') : null;
  place({
    to,
    from,
    answerUrl,
    progressUrl: urlOf('ring_url'),
    statusUrl: urlOf('hangup_url'),
    ringMs: ringS * 1000,
    detection: detectionUrl === null ? null : { url: detectionUrl, tells: 'guess' },
  });
  // The request has an id of its own: that of the call is told with its first webhook.
  return answer(201, { message: 'call fired', request_uuid: REQUEST_UUID, api_id: REQUEST_UUID });
}

const REQUEST_UUID = '9834029e-58b6-11e1-b8b7-a5bd0e4e126f';
const PARTY = /^(\+?[1-9]\d{6,14}|sips?:\S+@\S+)$/;

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

function isAuthorized({ authId, authToken }: PlivoRestAccount, request: HttpRequest): boolean {
  const header = Object.entries(request.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  );
  return header?.[1] === `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`;
}

function fault(status: number, error: string): HttpAnswer {
  return answer(status, { error });
}

function answer(status: number, json: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
