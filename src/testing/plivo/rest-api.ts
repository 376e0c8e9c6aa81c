// Plivo's REST API, emulated: a live call is ended or sent to another address.
// https://www.plivo.com/docs/voice/api/call
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface PlivoRestAccount {
  readonly authId: string;
  readonly authToken: string;
}

const PATH = /\/v1\/Account\/([^/?]+)\/Call\/([^/?]+)\/$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  account: PlivoRestAccount,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
): HttpAnswer {
  const path = PATH.exec(request.url);
  if (path === null) return fault(404, 'not found');
  if (!isAuthorized(account, request)) return fault(401, 'authentication failed');
  const [, authId = '', callUuid = ''] = path;
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
