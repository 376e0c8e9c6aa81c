// How Vonage proves a request: a token in `Authorization`, which names the hash of the body.
// https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
import { createHash } from 'node:crypto';
import type { CarrierRequest } from '../carrier-door.ts';
import { sameText } from '../form-signature.ts';
import { sharedClaims, sharedToken, type JwtClaims } from './jwt.ts';

/** How old a token may be, or how far its clock ahead of ours, in seconds. */
export const VONAGE_TOKEN_AGE_S_MAX = 300;

/** What a request is held against. */
export interface VonageProof {
  /** Signature secrets of the account; any may have signed. */
  readonly secrets: readonly string[];
  /** Wall time. */
  readonly nowMs: number;
}

/** Why a webhook does not hold, by a name that is counted; null when it does. */
export function webhookFault(request: CarrierRequest, proof: VonageProof): string | null {
  const claims = claimsOf(request, proof);
  if (typeof claims === 'string') return claims;
  const { payload_hash: hash } = claims;
  return typeof hash === 'string' && sameText(hash.toLowerCase(), bodyHash(request.body)) ? null : 'body';
}

/** Why a socket's upgrade, which has no body, does not hold; null when it does. */
export function upgradeFault(request: CarrierRequest, proof: VonageProof): string | null {
  const claims = claimsOf(request, proof);
  return typeof claims === 'string' ? claims : null;
}

/** The header by which Vonage proves a request; `body` null: that of an upgrade. */
export function vonageProofHeader(secret: string, nowMs: number, id: string, body: string | null): string {
  const hash = body === null ? {} : { payload_hash: bodyHash(body) };
  const claims = { iat: Math.floor(nowMs / 1000), jti: id, iss: 'Vonage', ...hash };
  return `Bearer ${sharedToken(claims, secret)}`;
}

function claimsOf({ headers }: CarrierRequest, { secrets, nowMs }: VonageProof): JwtClaims | string {
  const { authorization = '' } = headers;
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) return 'missing';
  const claims = sharedClaims(token, secrets);
  if (claims === null) return 'mismatch';
  const { iat, exp } = claims;
  const nowS = nowMs / 1000;
  const fresh = typeof iat === 'number' && Math.abs(nowS - iat) <= VONAGE_TOKEN_AGE_S_MAX;
  const held = exp === undefined || (typeof exp === 'number' && nowS - exp <= VONAGE_TOKEN_AGE_S_MAX);
  return fresh && held ? claims : 'stale';
}

function bodyHash(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}
