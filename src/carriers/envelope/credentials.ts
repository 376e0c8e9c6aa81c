// Credentials: a secret that a request proves to have, by HTTP's own schemes. https://www.rfc-editor.org/rfc/rfc7617
import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CarrierRequest } from '../carrier-door.ts';

/** The user name that stands beside a secret where a scheme wants one; whichever comes is taken. */
export const CREDENTIALS_USER = 'offhook';

/** How a secret comes. `any`: by whichever of the two. */
export type CredentialScheme = 'basic' | 'bearer' | 'any';

/** Why a request does not prove itself, by a name that is counted; null when it does. While a secret is changed there are two. */
export function credentialFault(
  { headers }: Pick<CarrierRequest, 'headers'>,
  secrets: readonly string[],
  scheme: CredentialScheme,
): string | null {
  const { authorization } = headers;
  if (authorization === undefined) return 'credentials-missing';
  const [, name = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  const wanted = scheme === 'any' ? ['basic', 'bearer'] : [scheme];
  if (!wanted.includes(name.toLowerCase())) return 'credentials-scheme';
  return isSecret(name.toLowerCase() === 'basic' ? passwordIn(value) : value, secrets)
    ? null
    : 'credentials-mismatch';
}

/** Whether `given` is one of the secrets, in a time that tells nothing of them. */
export function isSecret(given: string, secrets: readonly string[]): boolean {
  return secrets.filter((secret) => timingSafeEqual(digest(given), digest(secret))).length > 0;
}

/** The header by which a secret is proved with Basic. */
export function basicHeader(secret: string): string {
  return `Basic ${Buffer.from(`${CREDENTIALS_USER}:${secret}`).toString('base64')}`;
}

function passwordIn(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

/** Texts of every length compare as digests of one. */
function digest(text: string): Uint8Array {
  return createHash('sha256').update(text, 'utf8').digest();
}
