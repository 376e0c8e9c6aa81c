// Control of a live Twilio call over REST. https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
import { Buffer } from 'node:buffer';
import type { CallControl, ControlResult } from '../carrier.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';
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
  const update = async (carrierCallId: string, form: Record<string, string>): Promise<ControlResult> => {
    if (accountSid === null || authToken === null)
      return { done: false, cause: 'unconfigured', detail: 'there is no account SID or no auth token' };
    const path = `Accounts/${encodeURIComponent(accountSid)}/Calls/${encodeURIComponent(carrierCallId)}.json`;
    const url = `${account.baseUrl.replace(/\/+$/, '')}/2010-04-01/${path}`;
    const headers = {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const body = new URLSearchParams(form).toString();
    const attempt = await askCarrier(world, { method: 'POST', url, headers, body });
    const code = attempt.status === 'unreachable' ? null : errorCode(attempt.body);
    return controlResult(attempt, code, GONE);
  };
  return {
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
  };
}

/** Codes by which Twilio says that the call is over: not found, and not in progress. */
const GONE: ReadonlySet<string> = new Set(['20404', '21220']);

/** The `code` of Twilio's error JSON; null when the body is something else. */
function errorCode(body: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const code = typeof json === 'object' && json !== null && 'code' in json ? json.code : null;
    return typeof code === 'number' ? String(code) : null;
  } catch {
    return null;
  }
}
