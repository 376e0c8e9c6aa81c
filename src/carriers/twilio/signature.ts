// X-Twilio-Signature: proves that a webhook or a stream's upgrade request comes from Twilio.
// https://www.twilio.com/docs/usage/webhooks/webhooks-security
import { createHash } from 'node:crypto';
import type { FormFields } from '../../base/form-fields.ts';
import { formSignature, formSignatureHolds, sameText } from '../form-signature.ts';

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
  if (!formSignatureHolds(tokens, signature, request.url, fields)) return { ok: false, reason: 'mismatch' };
  if (content.kind === 'json' && !sameText(bodyHashIn(request.url), sha256(content.body)))
    return { ok: false, reason: 'body-hash' };
  return { ok: true };
}

/** The signature Twilio makes: base64(HMAC-SHA1(token, URL + each field's name and value, sorted)). */
export const signTwilio = formSignature;

/** Lower-case hex, as it stands in `bodySHA256`. */
export function sha256(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}

function bodyHashIn(url: string): string {
  return /[?&]bodySHA256=([0-9a-f]*)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}
