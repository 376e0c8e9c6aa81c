// X-Plivo-Signature-V3: proves that a webhook or a stream's upgrade request comes from Plivo.
// https://www.plivo.com/docs/voice/concepts/signature-validation
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { FormFields } from '../../base/form-fields.ts';

/** What a signature is made over. */
export interface PlivoRequest {
  /** A stream's upgrade counts as GET. */
  readonly method: 'GET' | 'POST';
  /** The full URL that Plivo requested, from the public origin; of a stream `wss:` as it stands in the XML. */
  readonly url: string;
  readonly nonce: string;
  /** Of the body; a GET has none. */
  readonly fields?: FormFields;
}

/** A request with the signatures that came on it. */
export interface SignedPlivoRequest extends Omit<PlivoRequest, 'nonce'> {
  /** The `x-plivo-signature-v3-nonce` header. */
  readonly nonce: string | undefined;
  /** The `x-plivo-signature-v3` and `x-plivo-signature-ma-v3` headers, each with one signature or several. */
  readonly signatures: readonly (string | undefined)[];
}

/** Whether a signature holds, and if not, why, by a name that is counted. */
export type SignatureCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'missing' | 'mismatch' };

/** Signatures that are looked at in one header; Plivo sends one for each of an account's tokens. */
export const SIGNATURES_MAX = 8;

/**
 * Checks a request against each of `tokens`: while a token is rotated there are two. Never throws. A request that comes
 * again with the nonce it had before holds again: Plivo asks again after a fault, and all that it asks may come twice.
 */
export function checkSignature(tokens: readonly string[], request: SignedPlivoRequest): SignatureCheck {
  const { nonce } = request;
  const given = request.signatures.flatMap((header) =>
    (header ?? '')
      .split(',', SIGNATURES_MAX)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
  if (given.length === 0 || nonce === undefined || nonce === '') return { ok: false, reason: 'missing' };
  const holds = tokens.some((token) => {
    const expected = signPlivo(token, { ...request, nonce });
    // All are compared: which of them held is not to be seen in the time it took.
    return given.filter((one) => same(one, expected)).length > 0;
  });
  return holds ? { ok: true } : { ok: false, reason: 'mismatch' };
}

/** The signature Plivo makes: base64(HMAC-SHA256(token, what is signed + `.` + nonce)). */
export function signPlivo(token: string, request: PlivoRequest): string {
  return createHmac('sha256', token)
    .update(`${signedText(request)}.${request.nonce}`, 'utf8')
    .digest('base64');
}

/** What Plivo signs, without the nonce: URL with its query decoded and sorted, then the body's names and values. */
export function signedText({ method, url, fields }: Omit<PlivoRequest, 'nonce'>): string {
  const [, address = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  // Streams are signed as if they were plain HTTP, whatever they run over.
  const base = address.replace(/^wss?:/i, 'http:');
  const ofQuery = queryPairs(query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const ofBody = method === 'GET' ? '' : bodyText(fields ?? {});
  if (ofQuery === '') return ofBody === '' ? base : `${base}?${ofBody}`;
  return ofBody === '' ? `${base}?${ofQuery}` : `${base}?${ofQuery}.${ofBody}`;
}

function queryPairs(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decoded(name), decoded(value)] as const;
    })
    .toSorted(([name, value], [otherName, otherValue]) =>
      name === otherName ? order(value, otherValue) : order(name, otherName),
    );
}

function bodyText(fields: FormFields): string {
  let text = '';
  for (const name of Object.keys(fields).toSorted()) {
    const value = fields[name];
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value.toSorted()) text += name + one;
  }
  return text;
}

function order(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Percent-encoding resolved; what is none stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Compares in a time that tells nothing of the content; the length is no secret. */
function same(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
