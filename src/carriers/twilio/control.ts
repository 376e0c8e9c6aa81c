// Control of a live Twilio call over REST. https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
import { Buffer } from 'node:buffer';
import { HttpFault, type HttpAnswer, type World } from '../../base/world.ts';
import type { CallControl, ControlResult } from '../carrier.ts';
import { dialTwiml } from './twiml.ts';

/** How long one try may take. */
export const CONTROL_MS_MAX = 5000;

/** Pause before the second and last try. */
export const CONTROL_RETRY_MS = 250;

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

type ControlWorld = Pick<World, 'http' | 'timers'>;

/** Twilio's call control. Without credentials each wish comes back as `unconfigured`. */
export function twilioControl(world: ControlWorld, account: TwilioAccount): CallControl {
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
    const first = await post(world, url, headers, body);
    if (!worthAnotherTry(first)) return resultOf(first);
    await new Promise<void>((resolve) => void world.timers.after(CONTROL_RETRY_MS, resolve));
    return resultOf(await post(world, url, headers, body));
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

type Attempt = HttpAnswer | { readonly status: 'unreachable'; readonly detail: string };

async function post(
  world: ControlWorld,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Attempt> {
  try {
    return await world.http({ method: 'POST', url, headers, body, timeMsMax: CONTROL_MS_MAX });
  } catch (error) {
    if (error instanceof HttpFault) return { status: 'unreachable', detail: error.message };
    throw error;
  }
}

function worthAnotherTry(attempt: Attempt): boolean {
  return attempt.status === 'unreachable' || attempt.status === 429 || attempt.status >= 500;
}

function resultOf(attempt: Attempt): ControlResult {
  if (attempt.status === 'unreachable') return { done: false, cause: 'unreachable', detail: attempt.detail };
  const { status, body } = attempt;
  if (status >= 200 && status < 300) return { done: true };
  const code = errorCode(body);
  const detail = code === null ? `HTTP ${status}` : `HTTP ${status}, code ${code}`;
  if (status === 404 || code === CALL_NOT_FOUND || code === CALL_NOT_IN_PROGRESS)
    return { done: false, cause: 'gone', detail };
  return { done: false, cause: status >= 500 ? 'unreachable' : 'refused', detail };
}

const CALL_NOT_FOUND = 20404;
const CALL_NOT_IN_PROGRESS = 21220;

/** The `code` of Twilio's error JSON; null when the body is something else. */
function errorCode(body: string): number | null {
  try {
    const json: unknown = JSON.parse(body);
    const code = typeof json === 'object' && json !== null && 'code' in json ? json.code : null;
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}
