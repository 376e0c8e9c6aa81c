// Control of a live Vonage call over REST, as an application. https://developer.vonage.com/en/api/voice#updateCall
import type { World } from '../../base/world.ts';
import type { CallControl, ControlResult } from '../carrier.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';
import { keyToken } from './jwt.ts';
import { dialNcco } from './ncco.ts';

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
  const update = async (carrierCallId: string, wish: object): Promise<ControlResult> => {
    if (applicationId === null || privateKey === null)
      return {
        done: false,
        cause: 'unconfigured',
        detail: 'there is no application id or no private key',
      };
    const iat = Math.floor(world.clock.wall() / 1000);
    const claims = {
      application_id: applicationId,
      iat,
      exp: iat + TOKEN_S_MAX,
      jti: world.random.token(16),
    };
    const attempt = await askCarrier(world, {
      method: 'PUT',
      url: `${baseUrl.replace(/\/+$/, '')}/v1/calls/${encodeURIComponent(carrierCallId)}`,
      headers: {
        authorization: `Bearer ${keyToken(claims, privateKey)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(wish),
    });
    return controlResult(attempt);
  };
  return {
    async hangUp(carrierCallId) {
      const result = await update(carrierCallId, { action: 'hangup' });
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, to, actionUrl) {
      const ncco = dialNcco({ to, actionUrl: ofCall(actionUrl, carrierCallId), callerId });
      return update(carrierCallId, { action: 'transfer', destination: { type: 'ncco', ncco } });
    },
  };
}

/** An address that names the call: what Vonage tells there names only the other leg. */
export function ofCall(url: string, carrierCallId: string): string {
  return `${url}?call=${encodeURIComponent(carrierCallId)}`;
}
