// Bandwidth's REST API, as an API credential uses it: by a token that is asked for when it is needed, and kept while it is good.
// https://dev.bandwidth.com/docs/account/credentials
import { Buffer } from 'node:buffer';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import { askCarrier, askCarrierOnce, type RestAttempt, type RestWorld } from '../carrier-rest.ts';

/** Whose calls are placed and controlled, and where. */
export interface BandwidthAccount {
  readonly accountId: string | null;
  /** Of an API credential. */
  readonly clientId: string | null;
  /** Secret. */
  readonly clientSecret: string | null;
  /** E.g. `https://voice.bandwidth.com`. */
  readonly baseUrl: string;
  /** E.g. `https://api.bandwidth.com/api/v1/oauth2/token`. */
  readonly tokenUrl: string;
}

/** A request below the account: `calls/…`. */
export interface BandwidthWish {
  readonly path: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** It must not be done twice. Default false. */
  readonly once?: boolean;
}

/** What came of it. `no-token`: it was not even asked; `later`: another time it may be. */
export type BandwidthAttempt =
  | RestAttempt
  | { readonly status: 'unconfigured'; readonly detail: string }
  | { readonly status: 'no-token'; readonly later: boolean; readonly detail: string };

/** Asks Bandwidth. Never rejects. */
export type BandwidthRest = (wish: BandwidthWish) => Promise<BandwidthAttempt>;

/** How long before its end a token is good no longer. */
const TOKEN_SPARE_MS = 60_000;

/** How long a token is taken to be good that does not say. */
const TOKEN_S = 300;

/** One account. A request that is not let in is asked again with a new token: nothing of it was done. */
export function bandwidthRest(world: RestWorld, account: BandwidthAccount): BandwidthRest {
  const { accountId, clientId, clientSecret, baseUrl, tokenUrl } = account;
  let kept: { readonly token: string; readonly untilMs: number } | null = null;

  const askToken = async (basic: string): Promise<BandwidthAttempt | string> => {
    const attempt = await askCarrier(world, {
      method: 'POST',
      url: tokenUrl,
      headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    if (attempt.status === 'unreachable') return noToken(true, attempt.detail);
    const given = attempt.status < 300 ? tokenIn(attempt) : null;
    if (given === null)
      return noToken(attempt.status === 429 || attempt.status >= 500, `HTTP ${attempt.status}`);
    kept = { token: given.token, untilMs: world.clock.wall() + given.goodS * 1000 - TOKEN_SPARE_MS };
    return given.token;
  };

  return async ({ path, json, once = false }) => {
    if (accountId === null || clientId === null || clientSecret === null)
      return { status: 'unconfigured', detail: 'there is no account id, or no API credential' };
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const url = `${baseUrl.replace(/\/+$/, '')}/api/v2/accounts/${encodeURIComponent(accountId)}/${path}`;
    const ask = (token: string): Promise<RestAttempt> => {
      const request: Omit<HttpRequest, 'timeMsMax'> = {
        method: 'POST',
        url,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(json),
      };
      return once ? askCarrierOnce(world, request) : askCarrier(world, request);
    };
    if (kept !== null && world.clock.wall() < kept.untilMs) {
      const attempt = await ask(kept.token);
      if (attempt.status !== 401) return attempt;
      kept = null;
    }
    const token = await askToken(basic);
    return typeof token === 'string' ? ask(token) : token;
  };
}

function noToken(later: boolean, why: string): BandwidthAttempt {
  return { status: 'no-token', later, detail: `Bandwidth gives no token: ${why}` };
}

function tokenIn({ body }: HttpAnswer): { readonly token: string; readonly goodS: number } | null {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null || !('access_token' in json)) return null;
    const goodS = 'expires_in' in json ? Number(json.expires_in) : TOKEN_S;
    const { access_token: token } = json;
    return typeof token === 'string' && token !== ''
      ? { token, goodS: Number.isFinite(goodS) ? goodS : TOKEN_S }
      : null;
  } catch {
    return null;
  }
}
