// Telnyx's webhook signature: proves that a request comes from Telnyx, and lately. Ed25519 over time and body.
// https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { EpochMs } from '../../base/time.ts';

/** How old, or how far ahead of our clock, a signature may be: what was overheard is of no use for longer. */
export const SIGNATURE_AGE_MS_MAX = 300_000;

/** A request as Telnyx signed it. Its address is not signed. */
export interface SignedRequest {
  /** The `telnyx-signature-ed25519` header. */
  readonly signature: string | undefined;
  /** The `telnyx-timestamp` header: Unix seconds. */
  readonly timestamp: string | undefined;
  /** As it came. */
  readonly body: string;
}

/** Whether a signature holds, and if not, why, by a name that is counted. */
export type SignatureCheck =
  | { readonly ok: true }
  /** `expired`: it holds no longer, or not yet; a clock is wrong, or somebody sends it again. */
  | { readonly ok: false; readonly reason: 'missing' | 'mismatch' | 'expired' };

/** Checks requests against public keys. Never throws. */
export type SignatureChecker = (request: SignedRequest, now: EpochMs) => SignatureCheck;

/** DER before the 32 bytes of a key: RFC 8410 sections 4 and 7. */
const [SPKI_PREFIX, PKCS8_PREFIX] = [
  bytesOf('302a300506032b6570032100'),
  bytesOf('302e020100300506032b657004220420'),
];

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** A checker for keys as Telnyx shows them; while a key is changed there are two. One that is none counts for nothing. */
export function signatureChecker(publicKeys: readonly string[]): SignatureChecker {
  const keys = publicKeys.map(publicKeyOf).filter((key) => key !== null);
  return ({ signature, timestamp, body }, now) => {
    if (signature === undefined || signature === '' || timestamp === undefined || timestamp === '')
      return { ok: false, reason: 'missing' };
    const bytes = Buffer.from(signature, 'base64');
    const message = Buffer.from(`${timestamp}|${body}`, 'utf8');
    // What Telnyx did not sign is of no age: a forged request is told from an old one.
    const holds =
      /^\d{1,12}$/.test(timestamp) &&
      bytes.length === SIGNATURE_BYTES &&
      keys.some((key) => verify(null, message, key, bytes));
    if (!holds) return { ok: false, reason: 'mismatch' };
    if (Math.abs(now - Number(timestamp) * 1000) > SIGNATURE_AGE_MS_MAX)
      return { ok: false, reason: 'expired' };
    return { ok: true };
  };
}

/** True when `text` is base64 of the 32 bytes of an Ed25519 public key. */
export function isTelnyxPublicKey(text: string): boolean {
  return publicKeyOf(text) !== null;
}

/** The signature that Telnyx would make. `seed`: base64 of a private key's 32 bytes. */
export function signTelnyx(seed: string, timestamp: string, body: string): string {
  return sign(null, Buffer.from(`${timestamp}|${body}`, 'utf8'), privateKeyOf(seed)).toString('base64');
}

/** The public half of a private key, as Telnyx shows it. `seed`: base64 of its 32 bytes. */
export function telnyxPublicKey(seed: string): string {
  const der = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return der.subarray(SPKI_PREFIX.length).toString('base64');
}

function privateKeyOf(seed: string): KeyObject {
  const key = Buffer.concat([PKCS8_PREFIX, Buffer.from(seed, 'base64')]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicKeyOf(text: string): KeyObject | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text) return null;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}
