// URL proof: an address of one call that nobody can guess, for the one webhook that Bandwidth sends no credentials to.
import { createHmac } from 'node:crypto';
import { sameText } from '../form-signature.ts';

const PROOF_FIELD = 'proof';

/** The address, with a proof that it was given out for this call. */
export function provedUrl(url: string, carrierCallId: string, secret: string): string {
  return `${url}?${PROOF_FIELD}=${proofOf(carrierCallId, secret)}`;
}

/** Whether a request came to an address that was given out for this call, with any of the secrets. */
export function urlProofHolds(target: string, carrierCallId: string, secrets: readonly string[]): boolean {
  const given = new URLSearchParams(target.split('?', 2)[1] ?? '').get(PROOF_FIELD) ?? '';
  return secrets.filter((secret) => sameText(given, proofOf(carrierCallId, secret))).length > 0;
}

function proofOf(carrierCallId: string, secret: string): string {
  return createHmac('sha256', secret).update(`after-refer ${carrierCallId}`).digest('base64url');
}
