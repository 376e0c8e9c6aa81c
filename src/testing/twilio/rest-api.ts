// Twilio's REST API, emulated: `POST …/Calls/{CallSid}.json` changes a live call.
// https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface RestAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

const PATH = /\/2010-04-01\/Accounts\/([^/?]+)\/Calls\/([^/?]+)\.json$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  account: RestAccount,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
): HttpAnswer {
  const path = PATH.exec(request.url);
  if (path === null) return fault(404, 20404, 'The requested resource was not found');
  if (request.method !== 'POST') return fault(405, 20004, 'Method not allowed');
  const [, accountSid = '', callSid = ''] = path;
  if (!isAuthorized(account, request)) return fault(401, 20003, 'Authenticate');
  const call = calls.get(decodeURIComponent(callSid));
  if (decodeURIComponent(accountSid) !== account.accountSid || call === undefined)
    return fault(404, 20404, 'The requested resource was not found');
  const form = new URLSearchParams(request.body ?? '');
  const twiml = form.get('Twiml');
  const url = form.get('Url');
  const status = form.get('Status');
  if (call.ending !== null) {
    return status === null
      ? fault(400, 21220, 'Call is not in-progress. Cannot redirect.')
      : fault(404, 20404, 'The requested resource was not found');
  }
  if (status === 'completed') call.update('complete');
  else if (status === 'canceled' && call.status === 'ringing') call.update('complete');
  else if (status !== null) return fault(400, 21218, 'Invalid status');
  else if (url !== null) {
    const method = form.get('Method')?.toUpperCase() === 'GET' ? 'GET' : 'POST';
    call.update({ kind: 'fetch', method, url, fields: {} });
  } else if (twiml !== null && twiml.length <= TWIML_CHARACTERS_MAX)
    call.update({ kind: 'document', xml: twiml });
  else return fault(400, 21218, 'Nothing to update, or TwiML too long');
  return answer(200, { sid: call.carrierCallId, status: call.status });
}

/** Twilio takes no longer `Twiml` parameter. */
const TWIML_CHARACTERS_MAX = 4000;

function isAuthorized(account: RestAccount, request: HttpRequest): boolean {
  const header = Object.entries(request.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  );
  const expected = Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64');
  return header?.[1] === `Basic ${expected}`;
}

function fault(status: number, code: number, message: string): HttpAnswer {
  return answer(status, { code, message, status });
}

function answer(status: number, json: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
