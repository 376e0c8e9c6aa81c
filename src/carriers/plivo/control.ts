// Control of a Plivo call over REST: placed, hung up, sent elsewhere. https://www.plivo.com/docs/voice/api/calls
import { Buffer } from 'node:buffer';
import type { HttpRequest } from '../../base/world.ts';
import type { CallControl, ControlResult, PlaceRequest, PlaceResult } from '../carrier.ts';
import { askCarrier, askCarrierOnce, controlResult, placeResult, type RestWorld } from '../carrier-rest.ts';

/** Whose calls are controlled, and where the REST API is. */
export interface PlivoAccount {
  readonly authId: string | null;
  readonly authToken: string | null;
  /** Origin of the REST API, e.g. `https://api.plivo.com`. */
  readonly baseUrl: string;
  /** Path, on the origin of a dial's action, where Plivo asks what comes next: there the server has it dial. */
  readonly nextStepPath: string;
}

/**
 * Plivo's call control. Without credentials each wish comes back as `unconfigured`. A call is sent elsewhere by an
 * address, not by a document: Plivo asks there at once, and is answered with the dial that was wished for, so that the
 * number stands in no URL.
 */
export function plivoControl(world: RestWorld, account: PlivoAccount): CallControl {
  const { authId, authToken, baseUrl, nextStepPath } = account;
  /** A request about calls; null without credentials. */
  const requestOf = (method: 'POST' | 'DELETE', path: string, json?: Readonly<Record<string, string>>) => {
    if (authId === null || authToken === null) return null;
    return {
      method,
      url: `${baseUrl.replace(/\/+$/, '')}/v1/Account/${encodeURIComponent(authId)}/${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    } satisfies Omit<HttpRequest, 'timeMsMax'>;
  };
  const ask = async (request: ReturnType<typeof requestOf>): Promise<ControlResult> => {
    if (request === null) return { done: false, cause: 'unconfigured', detail: NO_CREDENTIALS };
    return controlResult(await askCarrier(world, request));
  };
  const callPath = (carrierCallId: string): string => `Call/${encodeURIComponent(carrierCallId)}/`;
  /** https://www.plivo.com/docs/voice/api/calls#transfer-a-call */
  const recall = (carrierCallId: string, nextStepUrl: string): Promise<ControlResult> =>
    ask(
      requestOf('POST', callPath(carrierCallId), {
        legs: 'aleg',
        aleg_url: nextStepUrl,
        aleg_method: 'POST',
      }),
    );
  return {
    placesCalls: authId !== null && authToken !== null,
    async hangUp(carrierCallId) {
      const result = await ask(requestOf('DELETE', callPath(carrierCallId)));
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial: (carrierCallId, _to, actionUrl) =>
      recall(carrierCallId, `${new URL(actionUrl).origin}${nextStepPath}`),
    recall,
    async place(wanted): Promise<PlaceResult> {
      // Plivo would call each of several numbers with this between them.
      if (wanted.to.includes('<'))
        return { placed: false, cause: 'refused', code: null, detail: 'one number at a time' };
      const request = requestOf('POST', 'Call/', placeFields(wanted));
      if (request === null)
        return { placed: false, cause: 'unconfigured', code: null, detail: NO_CREDENTIALS };
      const attempt = await askCarrierOnce(world, request);
      // The id that Plivo answers is that of the request; the call's comes with its first webhook.
      const result = placeResult(world, attempt, null, null);
      if (result.placed || attempt.status === 'unreachable') return result;
      const told = errorText(attempt.body);
      return told === '' ? result : { ...result, detail: `${result.detail}: ${told}` };
    },
  };
}

const NO_CREDENTIALS = 'there is no auth id or no auth token';

const ERROR_CHARACTERS_MAX = 200;

/** Plivo has words for what is wrong, and no codes; the numbers in them are personal data. */
function errorText(body: string): string {
  try {
    const json: unknown = JSON.parse(body);
    const error = typeof json === 'object' && json !== null && 'error' in json ? json.error : null;
    return typeof error === 'string' ? error.slice(0, ERROR_CHARACTERS_MAX).replace(/\+?\d{5,}/g, '…') : '';
  } catch {
    return '';
  }
}

/** https://www.plivo.com/docs/voice/api/calls#make-a-call */
function placeFields({ to, from, ringS, urls, detect }: PlaceRequest): Readonly<Record<string, string>> {
  return {
    from,
    to,
    answer_url: urls.answered,
    answer_method: 'POST',
    ring_url: urls.status,
    ring_method: 'POST',
    hangup_url: urls.status,
    hangup_method: 'POST',
    ring_timeout: String(ringS),
    ...(detect === 'none'
      ? {}
      : {
          machine_detection: 'true',
          // Without an address to tell, Plivo detects before it asks what to do.
          machine_detection_url: urls.answeredBy,
          machine_detection_method: 'POST',
        }),
  };
}
