// Control of a SignalWire call over its compatibility API: placed, hung up, sent elsewhere.
// https://signalwire.com/docs/compatibility-api/rest/calls/create-a-call
import { Buffer } from 'node:buffer';
import type { CallControl, ControlResult, PlaceRequest } from '../carrier.ts';
import { askCarrier, askCarrierOnce, controlResult, placeResult, type RestWorld } from '../carrier-rest.ts';

/** Whose calls are controlled, and where the REST API is. */
export interface SignalwireProject {
  readonly projectId: string | null;
  readonly apiToken: string | null;
  /** The space, e.g. `https://example.signalwire.com`. */
  readonly spaceUrl: string | null;
  /** Path, on the origin of a dial's action, where SignalWire asks what comes next: there the server has it dial. */
  readonly nextStepPath: string;
}

/**
 * SignalWire's call control. Without credentials each wish comes back as `unconfigured`. A call is sent elsewhere by an
 * address, not by a document: SignalWire asks there at once, and is answered with what was wished for.
 */
export function signalwireControl(world: RestWorld, project: SignalwireProject): CallControl {
  const { projectId, apiToken, spaceUrl, nextStepPath } = project;
  const configured = projectId !== null && apiToken !== null && spaceUrl !== null;
  /** A POST to a resource of the project; null without credentials. */
  const post = (resource: string, form: URLSearchParams) => {
    if (!configured) return null;
    return {
      method: 'POST',
      url: `${spaceUrl.replace(/\/+$/, '')}/api/laml/2010-04-01/Accounts/${encodeURIComponent(projectId)}/${resource}.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${projectId}:${apiToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
    } as const;
  };
  const update = async (
    carrierCallId: string,
    form: Readonly<Record<string, string>>,
  ): Promise<ControlResult> => {
    const request = post(`Calls/${encodeURIComponent(carrierCallId)}`, new URLSearchParams({ ...form }));
    if (request === null) return { done: false, cause: 'unconfigured', detail: NO_CREDENTIALS };
    const attempt = await askCarrier(world, request);
    const code = attempt.status === 'unreachable' ? null : textOf(attempt.body, 'code');
    return controlResult(attempt, code, GONE);
  };
  const recall = (carrierCallId: string, nextStepUrl: string): Promise<ControlResult> =>
    update(carrierCallId, { Url: nextStepUrl, Method: 'POST' });
  return {
    placesCalls: configured,
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { Status: 'completed' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial: (carrierCallId, _to, actionUrl) =>
      recall(carrierCallId, `${new URL(actionUrl).origin}${nextStepPath}`),
    recall,
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

const NO_CREDENTIALS = 'there is no project id, no API token or no space';

/** The code by which SignalWire says that a call is not in progress. */
const GONE: ReadonlySet<string> = new Set(['21220']);

/** https://signalwire.com/docs/compatibility-api/rest/calls/create-a-call */
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
  // Without it SignalWire keeps who picked up waiting for the verdict before the stream begins.
  form.append('AsyncAmd', 'true');
  form.append('AsyncAmdStatusCallback', urls.answeredBy);
  form.append('AsyncAmdStatusCallbackMethod', 'POST');
  return form;
}

/** A field of SignalWire's JSON as text; null when it is not there, or the body is something else. */
function textOf(body: string, name: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  } catch {
    return null;
  }
}
