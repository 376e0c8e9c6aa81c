// Control of a live Twilio call over REST. https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
import { Buffer } from 'node:buffer';
import type { CallControl, ControlResult, PlaceRequest } from '../carrier.ts';
import { askCarrier, askCarrierOnce, controlResult, placeResult, type RestWorld } from '../carrier-rest.ts';
import { dialTwiml } from './twiml.ts';

/** How long a transfer's target may ring, in seconds. */
export const TRANSFER_RING_S = 25;

/** Whose calls are controlled, and where the REST API is. */
export interface TwilioAccount {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  /** Origin of the REST API, e.g. `https://api.twilio.com`. */
  readonly baseUrl: string;
  /** Shown to whoever a call is transferred to; by default the caller's own number. */
  readonly callerId?: string;
}

/** Twilio's call control. Without credentials each wish comes back as `unconfigured`. */
export function twilioControl(world: RestWorld, account: TwilioAccount): CallControl {
  const { accountSid, authToken, callerId } = account;
  /** A POST to a resource of the account; null without credentials. */
  const post = (resource: string, form: URLSearchParams) => {
    if (accountSid === null || authToken === null) return null;
    const path = `Accounts/${encodeURIComponent(accountSid)}/${resource}.json`;
    return {
      method: 'POST',
      url: `${account.baseUrl.replace(/\/+$/, '')}/2010-04-01/${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
    } as const;
  };
  const update = async (carrierCallId: string, form: Record<string, string>): Promise<ControlResult> => {
    const request = post(`Calls/${encodeURIComponent(carrierCallId)}`, new URLSearchParams(form));
    if (request === null) return { done: false, cause: 'unconfigured', detail: NO_CREDENTIALS };
    const attempt = await askCarrier(world, request);
    const code = attempt.status === 'unreachable' ? null : textOf(attempt.body, 'code');
    return controlResult(attempt, code, GONE);
  };
  return {
    placesCalls: accountSid !== null && authToken !== null,
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { Status: 'completed' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, to, actionUrl) {
      const twiml = dialTwiml({
        to,
        actionUrl,
        timeoutS: TRANSFER_RING_S,
        ...(callerId === undefined ? {} : { callerId }),
      });
      return update(carrierCallId, { Twiml: twiml });
    },
    recall: (carrierCallId, nextStepUrl) => update(carrierCallId, { Url: nextStepUrl, Method: 'POST' }),
    async place(wanted) {
      const request = post('Calls', placeForm(wanted));
      if (request === null)
        return { placed: false, cause: 'unconfigured', code: null, detail: NO_CREDENTIALS };
      const attempt = await askCarrierOnce(world, request);
      const text = (name: string) => (attempt.status === 'unreachable' ? null : textOf(attempt.body, name));
      return placeResult(world, attempt, text('sid'), text('code'));
    },
  };
}

const NO_CREDENTIALS = 'there is no account SID or no auth token';

/** Twilio listens to a greeting for so long: 59 s is the most it takes. */
const GREETING_S_MAX = 59;

/** https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource */
function placeForm({ to, from, ringS, urls, detect }: PlaceRequest): URLSearchParams {
  const form = new URLSearchParams({
    To: to,
    From: from,
    Url: urls.answered,
    Method: 'POST',
    StatusCallback: urls.status,
    StatusCallbackMethod: 'POST',
    Timeout: String(ringS),
  });
  for (const event of ['initiated', 'ringing', 'answered', 'completed'])
    form.append('StatusCallbackEvent', event);
  if (detect === 'none') return form;
  form.append('MachineDetection', detect === 'who' ? 'Enable' : 'DetectMessageEnd');
  if (detect === 'message-end') form.append('MachineDetectionTimeout', String(GREETING_S_MAX));
  // Without it Twilio keeps who picked up waiting for the verdict before the stream begins.
  form.append('AsyncAmd', 'true');
  form.append('AsyncAmdStatusCallback', urls.answeredBy);
  form.append('AsyncAmdStatusCallbackMethod', 'POST');
  return form;
}

/** Codes by which Twilio says that the call is over: not found, and not in progress. */
const GONE: ReadonlySet<string> = new Set(['20404', '21220']);

/** A field of Twilio's JSON as text; null when it is not there, or the body is something else. */
function textOf(body: string, name: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const value = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  } catch {
    return null;
  }
}
