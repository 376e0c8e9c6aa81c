// jambonz' REST API, emulated: a call is placed by an application, and a live one ended or sent to another address.
// https://docs.jambonz.org/reference/introduction
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { PlacedCall } from '../telephone/callee.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import { TAG_FIELD } from './jambonz-dialect.ts';

/** An application, as the portal has it. */
export interface JambonzApplication {
  readonly sid: string;
  /** Asked when somebody picks up a call that it places. */
  readonly callHook: string;
  readonly statusHook: string;
}

/** Whose requests are taken. */
export interface JambonzRestAccount {
  readonly accountSid: string;
  readonly apiKey: string;
  /** Null: no call can be placed. */
  readonly application: JambonzApplication | null;
}

const PATH = /\/v1\/Accounts\/([^/?]+)\/Calls(?:\/([^/?]+))?$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(
  { accountSid, apiKey, application }: JambonzRestAccount,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
  place: (placed: PlacedCall) => EmulatedCall,
): HttpAnswer {
  const [, account = '', callSid] = PATH.exec(request.url) ?? [];
  if (request.headers?.['authorization'] !== `Bearer ${apiKey}`) return answer(401);
  if (decodeURIComponent(account) !== accountSid) return answer(404);
  const json = objectIn(request.body ?? '');
  if (callSid === undefined)
    return request.method === 'POST' ? placeCall(json, application, place) : answer(405);
  const call = calls.get(decodeURIComponent(callSid));
  if (call === undefined) return answer(404);
  if (request.method !== 'PUT') return answer(405);
  if (call.ending !== null) return fault(422, `call session is gone for call_sid ${callSid}`);
  const hook = objectOf(json, 'call_hook');
  const wanted = json['call_status'];
  const rings = call.status === 'ringing';
  if (wanted === 'completed' || wanted === 'no-answer') {
    // Ringing ends by one word, and talking by the other.
    if (rings !== (wanted === 'no-answer')) return fault(422, 'current call state is incompatible');
    call.update('complete');
  } else if (URL.canParse(textIn(hook, 'url')))
    call.update({
      kind: 'fetch',
      method: hook['method'] === 'GET' ? 'GET' : 'POST',
      url: textIn(hook, 'url'),
      fields: {},
    });
  else return fault(400, 'no valid options supplied to updateCall');
  return answer(202);
}

const RING_S = 60;
const NUMBER = /^\+?\d{7,15}$/;

/** https://docs.jambonz.org/reference/rest-call-control/calls/create-call */
function placeCall(
  json: Readonly<Record<string, unknown>>,
  application: JambonzApplication | null,
  place: (placed: PlacedCall) => EmulatedCall,
): HttpAnswer {
  const sid = textIn(json, 'application_sid');
  if (application === null || sid !== application.sid) return fault(400, `application_sid not found ${sid}`);
  const [from, target] = [textIn(json, 'from'), objectOf(json, 'to')];
  const to = target['type'] === 'sip' ? textIn(target, 'sipUri') : textIn(target, 'number');
  // A real one leaves it to its trunk what is a number.
  if (!NUMBER.test(from)) return fault(400, 'from is no number');
  if (to === '') return fault(400, `missing or invalid to property: ${JSON.stringify(target)}`);
  const { timeout = RING_S, tag } = json;
  if (typeof timeout !== 'number' || timeout <= 0) return fault(400, 'timeout must be a number');
  const actionHook = textIn(objectOf(json, 'amd'), 'actionHook');
  const call = place({
    to,
    from,
    answerUrl: application.callHook,
    progressUrl: application.statusHook,
    statusUrl: application.statusHook,
    ringMs: timeout * 1000,
    ...(tag === undefined ? {} : { fields: { [TAG_FIELD]: JSON.stringify(tag) } }),
    detection: actionHook === '' ? null : { url: actionHook, tells: 'both' },
  });
  return answer(201, { sid: call.carrierCallId });
}

function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return objectOf({ json }, 'json');
  } catch {
    return {};
  }
}

function objectOf(json: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = json[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textIn(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  return typeof value === 'string' ? value : '';
}

function fault(status: number, msg: string): HttpAnswer {
  return answer(status, { msg });
}

function answer(status: number, json?: unknown): HttpAnswer {
  return json === undefined
    ? { status, headers: {}, body: '' }
    : { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
