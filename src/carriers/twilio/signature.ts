// X-Twilio-Signature: proves that a webhook or a stream's upgrade request comes from Twilio.
// https://www.twilio.com/docs/usage/webhooks/webhooks-security
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { FormFields } from '../../base/form-fields.ts';

/** What the request carried besides its URL. */
export type SignedContent =
  /** GET, or a WebSocket upgrade. */
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly fields: FormFields }
  /** The raw body; its hash stands in the URL as `bodySHA256`. */
  | { readonly kind: 'json'; readonly body: string };

/** Whether a signature holds, and if not, why, by a name that is counted. */
export type SignatureCheck =
  | { readonly ok: true }
  /** `body-hash`: the signature holds, but the body is not the one that was signed. */
  | { readonly ok: false; readonly reason: 'missing' | 'mismatch' | 'body-hash' };

/** A request as Twilio signed it. */
export interface SignedRequest {
  /** The full URL that Twilio requested, query string untouched: from the public origin, never from forwarded headers. */
  readonly url: string;
  /** The `x-twilio-signature` header. */
  readonly signature: string | undefined;
  readonly content: SignedContent;
}

/** Checks a request against each of `tokens`: while a token is rotated there are two. Never throws. */
export function checkSignature(tokens: readonly string[], request: SignedRequest): SignatureCheck {
  const { signature, content } = request;
  if (signature === undefined || signature === '') return { ok: false, reason: 'missing' };
  const fields = content.kind === 'form' ? content.fields : {};
  const holds = tokens.some((token) =>
    urlVariants(request.url).some((url) => same(signature, signTwilio(token, url, fields))),
  );
  if (!holds) return { ok: false, reason: 'mismatch' };
  if (content.kind === 'json' && !same(bodyHashIn(request.url), sha256(content.body)))
    return { ok: false, reason: 'body-hash' };
  return { ok: true };
}

/** The signature Twilio makes: base64(HMAC-SHA1(token, URL + each field's name and value, sorted)). */
export function signTwilio(token: string, url: string, fields: FormFields = {}): string {
  let text = url;
  for (const name of Object.keys(fields).toSorted()) {
    const value = fields[name];
    if (value === undefined) continue;
    // Twilio's own libraries sign each value of a repeated name once, sorted.
    const values = typeof value === 'string' ? [value] : [...new Set(value)].toSorted();
    for (const one of values) text += name + one;
  }
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

/** Lower-case hex, as it stands in `bodySHA256`. */
export function sha256(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}

const PARTS = /^([a-z]+):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?([^?#]*)([^#]*)/i;

/**
 * The spellings of a URL that Twilio may have signed: user info is always dropped, a port is dropped for HTTPS and
 * kept for HTTP, and a stream's URL may have gained or lost a slash at its end.
 */
function urlVariants(url: string): readonly string[] {
  const parts = PARTS.exec(url);
  if (parts === null) return [url];
  const [, scheme = '', host = '', port = '', path = '', query = ''] = parts;
  const secure = /^(https|wss)$/i.test(scheme);
  const ports = new Set(['', port, secure ? ':443' : ':80']);
  const paths = [path];
  if (/^wss?$/i.test(scheme)) paths.push(path.endsWith('/') ? path.slice(0, -1) : `${path}/`);
  return paths.flatMap((end) => [...ports].map((port) => `${scheme}://${host}${port}${end}${query}`));
}

function bodyHashIn(url: string): string {
  return /[?&]bodySHA256=([0-9a-f]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

/** Compares in a time that tells nothing of the content; the length is no secret. */
function same(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
