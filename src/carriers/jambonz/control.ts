// Control of a live jambonz call over REST. https://docs.jambonz.org/reference/rest-platform-management/calls/update-call
import type { CallControl } from '../carrier.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';

/** Whose calls are controlled, and where the REST API is. */
export interface JambonzAccount {
  readonly accountSid: string | null;
  readonly apiKey: string | null;
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
  const { accountSid, apiKey, baseUrl, nextStepPath } = account;
  const update = async (carrierCallId: string, json: Readonly<Record<string, unknown>>) => {
    if (accountSid === null || apiKey === null)
      return {
        done: false,
        cause: 'unconfigured',
        detail: 'there is no account SID or no API key',
      } as const;
    const path = `v1/Accounts/${encodeURIComponent(accountSid)}/Calls/${encodeURIComponent(carrierCallId)}`;
    const attempt = await askCarrier(world, {
      method: 'PUT',
      url: `${baseUrl.replace(/\/+$/, '')}/${path}`,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    return controlResult(attempt);
  };
  return {
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { call_status: 'completed' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, _to, actionUrl) {
      const url = `${new URL(actionUrl).origin}${nextStepPath}`;
      return update(carrierCallId, { call_hook: { url, method: 'POST' } });
    },
  };
}
