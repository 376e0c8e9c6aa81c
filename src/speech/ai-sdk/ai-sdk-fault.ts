// AI SDK fault: what an error of the AI SDK, or of one of its providers, means. Read by its fields: there may be several copies of its classes.
import { httpFault } from '../http-fault.ts';
import { detailOf } from '../vendor-line.ts';
import { numberOf, objectOf, textOf } from '../wire-fields.ts';

/** Errors that no other try would mend, by the names that the AI SDK gives them. https://ai-sdk.dev/docs/reference/ai-sdk-errors */
const FATAL: Readonly<Record<string, string>> = {
  AI_LoadAPIKeyError: 'key_refused',
  GatewayAuthenticationError: 'key_refused',
  AI_NoSuchModelError: 'model_not_found',
  GatewayModelNotFoundError: 'model_not_found',
  AI_LoadSettingError: 'setting_missing',
  AI_UnsupportedFunctionalityError: 'unsupported',
  AI_InvalidArgumentError: 'refused',
  AI_InvalidPromptError: 'refused',
};

/** What was not what the vendor's protocol says. */
const MALFORMED: readonly string[] = [
  'AI_TypeValidationError',
  'AI_JSONParseError',
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
];

/** An error as a fault. */
export function aiSdkFault(error: unknown): {
  readonly code: string;
  readonly detail: string;
  readonly fatal: boolean;
} {
  const fields = objectOf(error) ?? {};
  const detail = detailOf(
    error instanceof Error ? error.message : textOf(error) || textOf(fields['message']),
  );
  const name = textOf(fields['name']);
  const fatal = FATAL[name];
  if (fatal !== undefined) return { code: fatal, detail, fatal: true };
  const status = numberOf(fields['statusCode']);
  if (status !== null && status >= 300) {
    const fault = httpFault(status, textOf(fields['responseBody']));
    return { ...fault, detail: fault.detail === '' ? detail : fault.detail };
  }
  if (MALFORMED.includes(name)) return { code: 'malformed', detail, fatal: false };
  return { code: 'unreachable', detail, fatal: false };
}
