// Form signature: how Twilio signs a request's URL and form, and whoever took that over from it.
// https://www.twilio.com/docs/usage/webhooks/webhooks-security
import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FormFields } from '../base/form-fields.ts';

/** The signature: base64(HMAC-SHA1(key, URL + each field's name and value, sorted)). */
export function formSignature(key: string, url: string, fields: FormFields = {}): string {
  let text = url;
  for (const name of Object.keys(fields).toSorted()) {
    const value = fields[name];
    if (value === undefined) continue;
    // Twilio's own libraries sign each value of a repeated name once, sorted.
    const values = typeof value === 'string' ? [value] : [...new Set(value)].toSorted();
    for (const one of values) text += name + one;
  }
  return createHmac('sha1', key).update(text, 'utf8').digest('base64');
}

/** Whether `signature` is made with one of `keys` over `url`, in one of its spellings, and `fields`. Never throws. */
export function formSignatureHolds(
  keys: readonly string[],
  signature: string,
  url: string,
  fields: FormFields,
): boolean {
  return keys.some((key) =>
    urlSpellings(url).some((spelling) => sameText(signature, formSignature(key, spelling, fields))),
  );
}

const PARTS = /^([a-z]+):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d*)?([^?#]*)([^#]*)/i;

/**
 * The spellings of a URL that may have been signed: user info is always dropped, a port is dropped for HTTPS and
 * kept for HTTP, and a stream's URL may have gained or lost a slash at its end.
 */
function urlSpellings(url: string): readonly string[] {
  const parts = PARTS.exec(url);
  if (parts === null) return [url];
  const [, scheme = '', host = '', port = '', path = '', query = ''] = parts;
  const secure = /^(https|wss)$/i.test(scheme);
  const ports = new Set(['', port, secure ? ':443' : ':80']);
  const paths = [path];
  if (/^wss?$/i.test(scheme)) paths.push(path.endsWith('/') ? path.slice(0, -1) : `${path}/`);
  return paths.flatMap((end) => [...ports].map((port) => `${scheme}://${host}${port}${end}${query}`));
}

/** Compares in a time that tells nothing of the content; the length is no secret. */
export function sameText(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
