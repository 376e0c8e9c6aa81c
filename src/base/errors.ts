// The error table: every error that a user of Offhook can meet, with its code. docs/reference/errors.md lists it.

/** Code → what it means. A test proves that each code is documented. */
export const ERRORS = {
  CONFIG_NOT_FOUND: 'The agent config file does not exist or cannot be loaded.',
  CONFIG_INVALID: 'The agent config has a field that does not fit.',
  ENVIRONMENT_INVALID: 'An environment variable has a value that does not fit.',
  TOOL_INVALID: 'A tool is defined in a way that no model can call.',
  CALL_NOT_FOUND: 'No call has this id.',
  CALL_NOT_LIVE: 'The call is not live, so nothing can be done to it.',
  STEER_INVALID: 'The steer request asks for nothing, or for something that does not fit.',
  TRANSFER_IMPOSSIBLE: 'There is nobody to transfer to: no number was given and none is configured.',
  STORE_UNAVAILABLE: 'The store cannot be reached.',
  STORE_TOO_NEW: 'The store was migrated by a newer Offhook.',
  ADDRESS_IN_USE: 'Another process listens on this port.',
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What the user of our API must know: a `code` of the table, and a message that names what, where and how to mend it. */
export class OffhookError extends Error {
  override readonly name = 'OffhookError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
