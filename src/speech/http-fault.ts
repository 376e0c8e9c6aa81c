// HTTP fault: what an answer that is none means, by its status and by what it says of itself.
import { detailOf } from './vendor-line.ts';
import { fieldsOf, objectOf, textOf } from './wire-fields.ts';

/** What is kept of the body of a refusal. */
export const REFUSAL_CHARS_MAX = 4096;

/** A refusal as a fault; `body` as far as it came. */
export function httpFault(
  status: number,
  body: string,
): { readonly code: string; readonly detail: string; readonly fatal: boolean } {
  const fields = fieldsOf(body) ?? {};
  const error = objectOf(fields['error']) ?? fields;
  const said = textOf(error['code']) || textOf(error['type']);
  const detail = detailOf(textOf(error['message']) || textOf(error['detail']));
  if (status === 401 || status === 403) return { code: 'key_refused', detail, fatal: true };
  if (status === 404) return { code: 'model_not_found', detail, fatal: true };
  const code = /^[\w.-]{1,80}$/.test(said) ? said : `http_${status}`;
  return { code, detail, fatal: isFatal(code) };
}

/** No further try with this key, account or model would go better. */
export function isFatal(code: string): boolean {
  return [
    'insufficient_quota',
    'invalid_api_key',
    'account_deactivated',
    'billing_hard_limit_reached',
    'model_not_found',
    'key_refused',
  ].includes(code);
}
