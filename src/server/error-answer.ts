// Errors as the API answers them: a code of the table, a message, an HTTP status.
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { OffhookError, type ErrorCode } from '../base/errors.ts';

/** What an error looks like on the wire. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** Code → HTTP status. */
export const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = {
  CONFIG_NOT_FOUND: 500,
  CONFIG_INVALID: 500,
  ENVIRONMENT_INVALID: 500,
  PRICES_INVALID: 500,
  TOOL_INVALID: 500,
  MCP_UNAVAILABLE: 503,
  DIGITS_INVALID: 500,
  ENVELOPE_INVALID: 500,
  CALL_NOT_FOUND: 404,
  CALL_NOT_LIVE: 409,
  CALL_HELD: 409,
  STEER_INVALID: 400,
  TRANSFER_IMPOSSIBLE: 409,
  DIAL_IMPOSSIBLE: 409,
  IDEMPOTENCY_KEY_USED: 409,
  STORE_UNAVAILABLE: 503,
  STORE_TOO_NEW: 503,
  ADDRESS_IN_USE: 500,
  REQUEST_INVALID: 400,
  API_KEY_REQUIRED: 401,
  LOOPBACK_ONLY: 403,
  NOT_FOUND: 404,
  RECORDING_NOT_FOUND: 404,
  ARCHIVED_FILE_NOT_FOUND: 404,
  ARCHIVE_UNAVAILABLE: 503,
  TAPE_UNREADABLE: 404,
  JOB_NOT_FOUND: 404,
  SIGNATURE_INVALID: 403,
  TOO_MANY_REQUESTS: 503,
  NODE_TOO_OLD: 500,
  INTERNAL: 500,
};

/** An error as HTTP answers it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

/** The answer to whatever a handler threw; `invalid` is the code of this route for a request that does not fit. */
export function errorAnswer(error: unknown, invalid: ErrorCode = 'REQUEST_INVALID'): ErrorAnswer {
  if (error instanceof OffhookError) return answer(error.code, error.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(
      (issue) =>
        `${issue.instancePath.slice(1).replaceAll('/', '.') || error.validationContext}: ${issue.message}`,
    );
    return answer(invalid, fields.join('; '));
  }
  // Fastify's own: a body that is no JSON, too big, of another type.
  if (error instanceof Error && 'statusCode' in error) {
    const status = Number(error.statusCode);
    if (status >= 400 && status < 500) return { ...answer('REQUEST_INVALID', error.message), status };
  }
  return answer('INTERNAL', 'Something went wrong on our side; the log has the details.');
}

/** A code's answer with this message. */
export function answer(code: ErrorCode, message: string): ErrorAnswer {
  return { status: ERROR_STATUS[code], body: { error: { code, message } } };
}
