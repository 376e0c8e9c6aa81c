// Control of a jambonz call over REST: placed, hung up, sent elsewhere. https://docs.jambonz.org/reference/introduction
import type { CallControl, ControlResult, PlaceRequest, PlaceResult } from '../carrier.ts';
import {
  askCarrier,
  askCarrierOnce,
  controlResult,
  placeResult,
  type RestAttempt,
  type RestWorld,
} from '../carrier-rest.ts';
import { CALL_TAG } from './webhook.ts';

/** Whose calls are controlled, and where the REST API is. */
export interface JambonzAccount {
  readonly accountSid: string | null;
  readonly apiKey: string | null;
  /** By which calls are placed: it has their webhooks, their voice, and the recogniser that finds out who picks up. */
  readonly applicationSid: string | null;
  /** Up to what stands before `/v1`, e.g. `https://jambonz.cloud/api`. */
  readonly baseUrl: string;
  /** Path, on the origin of a dial's action, where jambonz asks what comes next: there the server has it dial. */
  readonly nextStepPath: string;
}

/**
 * jambonz' call control. Without credentials each wish comes back as `unconfigured`. A call is sent elsewhere by an
 * address, not by verbs: jambonz asks there at once, and is answered with the verb that was wished for.
 */
export function jambonzControl(world: RestWorld, account: JambonzAccount): CallControl {
  const { accountSid, apiKey, applicationSid, baseUrl, nextStepPath } = account;
  /** A request about calls; null without credentials. */
  const requestOf = (
    method: 'POST' | 'PUT',
    carrierCallId: string | null,
    json: Readonly<Record<string, unknown>>,
  ) => {
    if (accountSid === null || apiKey === null) return null;
    const call = carrierCallId === null ? '' : `/${encodeURIComponent(carrierCallId)}`;
    return {
      method,
      url: `${baseUrl.replace(/\/+$/, '')}/v1/Accounts/${encodeURIComponent(accountSid)}/Calls${call}`,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    } as const;
  };
  /** https://docs.jambonz.org/reference/rest-call-control/calls/update-call; null without credentials. */
  const update = async (
    carrierCallId: string,
    json: Readonly<Record<string, unknown>>,
  ): Promise<RestAttempt | null> => {
    const request = requestOf('PUT', carrierCallId, json);
    return request === null ? null : askCarrier(world, request);
  };
  const recall = async (carrierCallId: string, url: string): Promise<ControlResult> =>
    resultOf(await update(carrierCallId, { call_hook: { url, method: 'POST' } }));
  return {
    placesCalls: accountSid !== null && apiKey !== null && applicationSid !== null,
    async hangUp(carrierCallId) {
      const attempt = await update(carrierCallId, { call_status: 'completed' });
      // A call that nobody has picked up is not to be completed: it ends as one that nobody answers.
      const last =
        attempt?.status === WRONG_STATE ? await update(carrierCallId, { call_status: 'no-answer' }) : attempt;
      const result = resultOf(last);
      const over = !result.done && (result.cause === 'gone' || last?.status === WRONG_STATE);
      return over ? { done: true } : result;
    },
    dial: (carrierCallId, _to, actionUrl) =>
      recall(carrierCallId, `${new URL(actionUrl).origin}${nextStepPath}`),
    recall,
    async place(wanted): Promise<PlaceResult> {
      const request =
        applicationSid === null ? null : requestOf('POST', null, placeFields(wanted, applicationSid));
      if (request === null)
        return { placed: false, cause: 'unconfigured', code: null, detail: NOT_ALL_TO_PLACE };
      const attempt = await askCarrierOnce(world, request);
      if (attempt.status === 'unreachable') return placeResult(world, attempt, null, null);
      const result = placeResult(world, attempt, textOf(attempt.body, 'sid'), null);
      const why = textOf(attempt.body, 'msg');
      if (result.placed || why === null) return result;
      return { ...result, detail: `${result.detail}: ${withoutNumbers(why)}` };
    },
  };
}

const NO_CREDENTIALS = 'there is no account SID or no API key';
const NOT_ALL_TO_PLACE = 'there is no account SID, no API key or no application SID';

/** By this HTTP status jambonz says that a call is not in a state for what is wished, or gone. */
const WRONG_STATE = 422;

function resultOf(attempt: RestAttempt | null): ControlResult {
  return attempt === null
    ? { done: false, cause: 'unconfigured', detail: NO_CREDENTIALS }
    : controlResult(attempt);
}

/**
 * https://docs.jambonz.org/reference/rest-call-control/calls/create-call. The application's own addresses are asked and
 * told; what we tag the call with comes back in each of their requests.
 */
function placeFields(
  { callId, to, from, ringS, urls, detect }: PlaceRequest,
  applicationSid: string,
): Readonly<Record<string, unknown>> {
  return {
    application_sid: applicationSid,
    from,
    to: /^sips?:/i.test(to) ? { type: 'sip', sipUri: to } : { type: 'phone', number: to },
    timeout: ringS,
    tag: { [CALL_TAG]: callId },
    ...(detect === 'none' ? {} : { amd: { actionHook: urls.answeredBy } }),
  };
}

const DETAIL_CHARACTERS_MAX = 200;

/** The numbers in what jambonz says are personal data. */
function withoutNumbers(detail: string): string {
  return detail.slice(0, DETAIL_CHARACTERS_MAX).replace(/\+?\d{5,}/g, '…');
}

/** A text of a JSON object; null where there is none. */
function textOf(body: string, name: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}
