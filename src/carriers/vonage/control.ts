// Control of a Vonage call over REST, as an application: placed, hung up, sent elsewhere. https://developer.vonage.com/en/api/voice
import type { HttpRequest, World } from '../../base/world.ts';
import type { CallControl, ControlResult, PlaceResult } from '../carrier.ts';
import { askCarrier, askCarrierOnce, controlResult, placeResult, type RestWorld } from '../carrier-rest.ts';
import { keyToken } from './jwt.ts';
import { dialNcco } from './ncco.ts';
import { callIdIn, faultText, placeFields } from './place.ts';

/** Which application controls its calls, and where the REST API is. */
export interface VonageApplication {
  readonly applicationId: string | null;
  /** RSA, in PEM. Secret. */
  readonly privateKey: string | null;
  /** E.g. `https://api.nexmo.com`. */
  readonly baseUrl: string;
  /** A number of the account, E.164, which transfers show; null: none. */
  readonly callerId: string | null;
}

/** How long a token of ours is good for, in seconds: longer than both tries of a request. */
const TOKEN_S_MAX = 60;

/** Vonage's call control. Without an application and its key each wish comes back as `unconfigured`. */
export function vonageControl(
  world: RestWorld & Pick<World, 'random'>,
  { applicationId, privateKey, baseUrl, callerId }: VonageApplication,
): CallControl {
  /** A request about calls; null without an application. */
  const requestOf = (method: 'POST' | 'PUT', path: string, wish: object) => {
    if (applicationId === null || privateKey === null) return null;
    return {
      method,
      url: `${baseUrl.replace(/\/+$/, '')}/v1/calls${path}`,
      headers: {
        authorization: `Bearer ${vonageToken(world, applicationId, privateKey)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(wish),
    } satisfies Omit<HttpRequest, 'timeMsMax'>;
  };
  /** https://developer.vonage.com/en/api/voice#updateCall */
  const update = async (carrierCallId: string, wish: object): Promise<ControlResult> => {
    const request = requestOf('PUT', `/${encodeURIComponent(carrierCallId)}`, wish);
    if (request === null) return { done: false, cause: 'unconfigured', detail: NO_APPLICATION };
    return controlResult(await askCarrier(world, request));
  };
  return {
    placesCalls: applicationId !== null && privateKey !== null,
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { action: 'hangup' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, to, actionUrl) {
      const ncco = dialNcco({ to, actionUrl: ofCall(actionUrl, carrierCallId), callerId });
      return update(carrierCallId, { action: 'transfer', destination: { type: 'ncco', ncco } });
    },
    async place(wanted): Promise<PlaceResult> {
      const request = requestOf('POST', '', placeFields(wanted));
      if (request === null)
        return { placed: false, cause: 'unconfigured', code: null, detail: NO_APPLICATION };
      const attempt = await askCarrierOnce(world, request);
      if (attempt.status === 'unreachable') return placeResult(world, attempt, null, null);
      const result = placeResult(world, attempt, callIdIn(attempt.body), null);
      const told = result.placed ? '' : faultText(attempt.body);
      return result.placed || told === '' ? result : { ...result, detail: `${result.detail}: ${told}` };
    },
  };
}

/** A token by which the REST API knows an application, good for a minute. */
export function vonageToken(
  { clock, random }: Pick<World, 'clock' | 'random'>,
  applicationId: string,
  privateKey: string,
): string {
  const iat = Math.floor(clock.wall() / 1000);
  const claims = { application_id: applicationId, iat, exp: iat + TOKEN_S_MAX, jti: random.token(16) };
  return keyToken(claims, privateKey);
}

const NO_APPLICATION = 'there is no application id or no private key';

/** An address that names the call: what Vonage tells there names only the other leg. */
export function ofCall(url: string, carrierCallId: string): string {
  return `${url}?call=${encodeURIComponent(carrierCallId)}`;
}
