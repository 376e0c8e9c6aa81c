// Control of a live SignalWire call over its compatibility API.
// https://developer.signalwire.com/compatibility-api/rest/update-a-call
import { Buffer } from 'node:buffer';
import type { CallControl } from '../carrier.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';

/** Whose calls are controlled, and where the REST API is. */
export interface SignalwireProject {
  readonly projectId: string | null;
  readonly apiToken: string | null;
  /** The space, e.g. `https://example.signalwire.com`. */
  readonly spaceUrl: string | null;
  /** Path, on the origin of a dial's action, where SignalWire asks what comes next: there the server has it dial. */
  readonly nextStepPath: string;
}

/** SignalWire's call control. Without credentials each wish comes back as `unconfigured`. */
export function signalwireControl(world: RestWorld, project: SignalwireProject): CallControl {
  const { projectId, apiToken, spaceUrl, nextStepPath } = project;
  const update = async (carrierCallId: string, form: Readonly<Record<string, string>>) => {
    if (projectId === null || apiToken === null || spaceUrl === null)
      return {
        done: false,
        cause: 'unconfigured',
        detail: 'there is no project id, no API token or no space',
      } as const;
    const path = `Accounts/${encodeURIComponent(projectId)}/Calls/${encodeURIComponent(carrierCallId)}.json`;
    const attempt = await askCarrier(world, {
      method: 'POST',
      url: `${spaceUrl.replace(/\/+$/, '')}/api/laml/2010-04-01/${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${projectId}:${apiToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ ...form }).toString(),
    });
    return controlResult(attempt);
  };
  return {
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { Status: 'completed' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial: (carrierCallId, _to, actionUrl) =>
      update(carrierCallId, { Url: `${new URL(actionUrl).origin}${nextStepPath}`, Method: 'POST' }),
  };
}
