// Control of a live Plivo call over REST. https://www.plivo.com/docs/voice/api/call/transfer-a-call
import { Buffer } from 'node:buffer';
import type { CallControl } from '../carrier.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';

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
  const ask = async (
    method: 'POST' | 'DELETE',
    carrierCallId: string,
    json?: Readonly<Record<string, string>>,
  ) => {
    if (authId === null || authToken === null)
      return {
        done: false,
        cause: 'unconfigured',
        detail: 'there is no auth id or no auth token',
      } as const;
    const path = `v1/Account/${encodeURIComponent(authId)}/Call/${encodeURIComponent(carrierCallId)}/`;
    const attempt = await askCarrier(world, {
      method,
      url: `${baseUrl.replace(/\/+$/, '')}/${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return controlResult(attempt);
  };
  return {
    async hangUp(carrierCallId) {
      const result = await ask('DELETE', carrierCallId);
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, _to, actionUrl) {
      const nextStepUrl = `${new URL(actionUrl).origin}${nextStepPath}`;
      return ask('POST', carrierCallId, { legs: 'aleg', aleg_url: nextStepUrl, aleg_method: 'POST' });
    },
  };
}
