// Telnyx's REST API, emulated: calls are placed; commands to Call Control calls, and new instructions for TeXML calls.
// https://developers.telnyx.com/api-reference/call-commands
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import type { CommandDesk } from './command-desk.ts';
import type { ConferenceDesk, ConferenceResult } from './conference-desk.ts';
import { placeByCommand, placeByTexml, type Placed, type TelnyxPlace } from './place-call.ts';

/** Whose requests are taken, and which calls there are. */
export interface TelnyxRestParts {
  readonly apiKey: string;
  readonly accountSid: string;
  readonly calls: ReadonlyMap<string, EmulatedCall>;
  /** Of the calls that are controlled by commands. */
  readonly desks: ReadonlyMap<string, CommandDesk>;
  readonly conferences: ConferenceDesk;
  /** Begins a call that the server asks for. */
  readonly place: TelnyxPlace;
}

const ACTION = /\/v2\/calls\/([^/?]+)\/actions\/([a-z_]+)$/;
const CONFERENCE = /\/v2\/conferences(?:\/([^/?]+)\/actions\/([a-z_]+))?$/;
const TEXML_PLACE = /\/v2\/texml\/calls\/\w+$/;
const TEXML = /\/v2\/texml\/Accounts\/([^/?]+)\/Calls\/([^/?]+)$/;

/** Answers one REST request; what it asks for takes effect before this returns. */
export function restAnswer(parts: TelnyxRestParts, request: HttpRequest): HttpAnswer {
  if (!isAuthorized(parts.apiKey, request)) return fault(401, '10009', 'Authentication failed');
  const action = ACTION.exec(request.url);
  if (action !== null) return commandAnswer(parts, action[1] ?? '', action[2] ?? '', request);
  const conference = CONFERENCE.exec(request.url);
  if (conference !== null) return conferenceAnswer(parts, conference[1], conference[2] ?? '', request);
  if (request.method === 'POST' && request.url.endsWith('/v2/calls')) return placedByCommand(parts, request);
  if (request.method === 'POST' && TEXML_PLACE.test(request.url)) return placedByTexml(parts, request);
  const texml = TEXML.exec(request.url);
  if (texml !== null) return texmlAnswer(parts, texml[1] ?? '', texml[2] ?? '', request);
  return fault(404, '10005', 'Resource not found');
}

const REFUSALS: Readonly<Record<Exclude<ConferenceResult, 'ok'>, readonly [code: string, title: string]>> = {
  'not-answered': ['90034', 'Call not answered yet'],
  'already-answered': ['90019', 'Call already answered'],
  unknown: ['10007', 'Unexpected command'],
  'no-stream-url': ['90045', 'Missing stream_url'],
  'no-destination': ['10016', 'Missing to'],
  gone: ['90015', 'Invalid call or conference'],
};

function commandAnswer(
  { calls, desks }: TelnyxRestParts,
  id: string,
  action: string,
  request: HttpRequest,
): HttpAnswer {
  const callControlId = decodeURIComponent(id);
  const desk = desks.get(callControlId);
  if (desk === undefined) return fault(404, '10005', 'Resource not found');
  if (calls.get(callControlId)?.ending !== null) return fault(422, '90018', 'Call has already ended');
  const json = objectOf(request.body ?? '');
  if (json === null) return fault(422, '10015', 'The body is not JSON');
  const result = desk.command(action, json);
  if (result === 'ok') return answer(200, { data: { result: 'ok' } });
  return fault(422, ...REFUSALS[result]);
}

function conferenceAnswer(
  { conferences }: TelnyxRestParts,
  id: string | undefined,
  action: string,
  request: HttpRequest,
): HttpAnswer {
  const json = objectOf(request.body ?? '');
  if (json === null) return fault(422, '10015', 'The body is not JSON');
  if (id === undefined) {
    const made = conferences.create(json);
    if ('refusal' in made) return fault(422, ...REFUSALS[made.refusal]);
    return answer(200, { data: { record_type: 'conference', id: made.id, name: json['name'] } });
  }
  const result = conferences.command(decodeURIComponent(id), action, json);
  return result === 'ok' ? answer(200, { data: { result: 'ok' } }) : fault(422, ...REFUSALS[result]);
}

function placedByCommand({ place }: TelnyxRestParts, request: HttpRequest): HttpAnswer {
  const placed = placeByCommand(objectOf(request.body ?? '') ?? {}, place);
  if (!placed.ok) return refused(placed);
  const id = placed.call.carrierCallId;
  return answer(200, {
    data: { call_control_id: id, call_leg_id: id, is_alive: false, record_type: 'call' },
  });
}

function placedByTexml({ place }: TelnyxRestParts, request: HttpRequest): HttpAnswer {
  const placed = placeByTexml(objectOf(request.body ?? '') ?? {}, place);
  if (!placed.ok) return refused(placed);
  // The call's id is told with its first webhook.
  return answer(200, { data: { from: placed.call.from, to: placed.call.to, status: 'queued' } });
}

function refused({ code, title }: Extract<Placed, { readonly ok: false }>): HttpAnswer {
  return fault(422, code, title);
}

function texmlAnswer(
  { calls, desks, accountSid }: TelnyxRestParts,
  account: string,
  sid: string,
  request: HttpRequest,
): HttpAnswer {
  const call = calls.get(decodeURIComponent(sid));
  if (decodeURIComponent(account) !== accountSid || call === undefined || desks.has(call.carrierCallId))
    return fault(404, '10005', 'Resource not found');
  if (call.ending !== null) return fault(422, '90018', 'Call has already ended');
  const form = new URLSearchParams(request.body ?? '');
  const [status, url, texml] = [form.get('Status'), form.get('Url'), form.get('Texml')];
  if (status === 'completed') call.update('complete');
  else if (url !== null) call.update({ kind: 'fetch', method: 'POST', url, fields: {} });
  else if (texml !== null) call.update({ kind: 'document', xml: texml });
  else return fault(422, '10015', 'Nothing to update');
  return answer(200, { sid: call.carrierCallId, status: call.status });
}

function isAuthorized(apiKey: string, request: HttpRequest): boolean {
  const header = Object.entries(request.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'authorization',
  );
  return header?.[1] === `Bearer ${apiKey}`;
}

function objectOf(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function fault(status: number, code: string, title: string): HttpAnswer {
  return answer(status, { errors: [{ code, title, detail: title }] });
}

function answer(status: number, json: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
