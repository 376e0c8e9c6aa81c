// JSON Web Tokens, as far as Vonage has them: its own with a shared secret, ours with an application's key. Pure.
// https://www.rfc-editor.org/rfc/rfc7519
import { Buffer } from 'node:buffer';
import { createHmac, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { sameText } from '../form-signature.ts';

/** What a token says. */
export type JwtClaims = Readonly<Record<string, unknown>>;

/** A token that whoever knows `secret` can check (HS256). */
export function sharedToken(claims: JwtClaims, secret: string): string {
  const signed = signedPart('HS256', claims);
  return `${signed}.${hmac(signed, secret)}`;
}

/** What a token says that was made with one of `secrets`; null for every other. Never throws. */
export function sharedClaims(token: string, secrets: readonly string[]): JwtClaims | null {
  const parts = partsOf(token, 'HS256');
  if (parts === null) return null;
  const { signed, signature } = parts;
  const held = secrets.filter((secret) => sameText(signature, hmac(signed, secret)));
  return held.length > 0 ? parts.claims : null;
}

/** A token that is made with the RSA key in `pem` (RS256), which `isRsaKey`. */
export function keyToken(claims: JwtClaims, pem: string): string {
  const signed = signedPart('RS256', claims);
  return `${signed}.${sign('sha256', Buffer.from(signed), linesOf(pem)).toString('base64url')}`;
}

/** What a token says that was made with the private key in `pem`; null for every other. Never throws. */
export function keyClaims(token: string, pem: string): JwtClaims | null {
  const parts = partsOf(token, 'RS256');
  if (parts === null) return null;
  const { signed, signature, claims } = parts;
  const key = createPublicKey(linesOf(pem));
  return verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'base64url')) ? claims : null;
}

/** Whether a text is an application's private key. */
export function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(linesOf(pem)).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** Where an environment has one line for a value, the lines of a key stand behind `\n`. */
function linesOf(pem: string): string {
  return pem.replaceAll('\\n', '\n');
}

interface Parts {
  readonly signed: string;
  readonly signature: string;
  readonly claims: JwtClaims;
}

/** Whoever sends a token does not choose how it is checked: it must be of the kind `algorithm`. */
function partsOf(token: string, algorithm: string): Parts | null {
  const [head = '', body = '', signature = '', ...more] = token.split('.');
  const claims = objectIn(body);
  if (more.length > 0 || claims === null || objectIn(head)?.['alg'] !== algorithm) return null;
  return { signed: `${head}.${body}`, signature, claims };
}

function objectIn(part: string): JwtClaims | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null;
  } catch {
    return null;
  }
}

function signedPart(algorithm: string, claims: JwtClaims): string {
  const part = (json: JwtClaims): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  return `${part({ alg: algorithm, typ: 'JWT' })}.${part(claims)}`;
}

function hmac(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
