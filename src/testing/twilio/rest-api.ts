// Twilio's REST API, emulated: `POST …/Calls.json` places a call, `POST …/Calls/{CallSid}.json` changes a live one.
// https://www.twilio.com/docs/voice/api/call-resource
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { PlacedCall } from '../telephone/callee.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';

/** Whose requests are taken. */
export interface RestAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

const PATH = /\/2010-04-01\/Accounts\/([^/?]+)\/Calls(?:\/([^/?]+))?\.json$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  account: RestAccount,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
  place: (placed: PlacedCall) => EmulatedCall,
): HttpAnswer {
  const path = PATH.exec(request.url);
  if (path === null) return fault(404, 20404, 'The requested resource was not found');
  if (request.method !== 'POST') return fault(405, 20004, 'Method not allowed');
  const [, accountSid = '', callSid] = path;
  if (!isAuthorized(account, request)) return fault(401, 20003, 'Authenticate');
  if (callSid === undefined) {
    if (decodeURIComponent(accountSid) !== account.accountSid) return fault(404, 20404, NOT_FOUND);
    return placeCall(new URLSearchParams(request.body ?? ''), place);
  }
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

const NOT_FOUND = 'The requested resource was not found';
const RING_S = 60;
const RING_S_MAX = 600;

/** Places a call, or refuses it with Twilio's own number for what is wrong. https://www.twilio.com/docs/api/errors */
function placeCall(form: URLSearchParams, place: (placed: PlacedCall) => EmulatedCall): HttpAnswer {
  const [to, from, url] = ['To', 'From', 'Url'].map((name) => form.get(name) ?? '');
  if (from === undefined || !PARTY.test(from)) return fault(400, 21212, "Invalid 'From' Phone Number");
  if (to === undefined || !PARTY.test(to)) return fault(400, 21211, "Invalid 'To' Phone Number");
  if (url === undefined || !URL.canParse(url)) return fault(400, 21205, 'Url is not a valid URL');
  const ringS = Number(form.get('Timeout') ?? RING_S);
  if (!(ringS > 0 && ringS <= RING_S_MAX)) return fault(400, 20001, 'Invalid Timeout');
  const detection = form.get('MachineDetection');
  const detectionUrl = form.get('AsyncAmd') === 'true' ? form.get('AsyncAmdStatusCallback') : null;
  const call = place({
    to,
    from,
    answerUrl: url,
    progressUrl: form.get('StatusCallback'),
    statusUrl: form.get('StatusCallback'),
    ringMs: ringS * 1000,
    detection:
      detection === null || detectionUrl === null
        ? null
        : { url: detectionUrl, tells: detection === 'DetectMessageEnd' ? 'greeting-over' : 'guess' },
  });
  return answer(201, { sid: call.carrierCallId, status: 'queued', to, from });
}

const PARTY = /^(\+[1-9]\d{6,14}|sips?:\S+@\S+)$/;

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
