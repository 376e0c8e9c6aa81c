// The error table: every error that a user of Offhook can meet, with its code. docs/reference/errors.md lists it.

/** Code → what it means. A test proves that each code is documented. */
export const ERRORS = {
  CONFIG_NOT_FOUND: 'The agent config file does not exist or cannot be loaded.',
  CONFIG_INVALID: 'The agent config has a field that does not fit.',
  ENVIRONMENT_INVALID: 'An environment variable has a value that does not fit.',
  PRICES_INVALID: 'A price table has a field that does not fit.',
  TOOL_INVALID: 'A tool is defined in a way that no model can call.',
  MCP_UNAVAILABLE: 'An MCP server that the agent names cannot be had.',
  DIGITS_INVALID: 'A tool asks for an entry, or for keys to be sent, in a way that does not fit.',
  ENVELOPE_INVALID: "The description of a carrier's wire has a field that does not fit.",
  CALL_NOT_FOUND: 'No call has this id.',
  CALL_NOT_LIVE: 'The call is not live, so nothing can be done to it.',
  CALL_HELD: 'The call is held, so nothing of it is deleted.',
  STEER_INVALID: 'The steer request asks for nothing, or for something that does not fit.',
  TRANSFER_IMPOSSIBLE: 'There is nobody to transfer to: no number was given and none is configured.',
  DIAL_IMPOSSIBLE: 'No call can be placed: a carrier, a number or a public address is missing.',
  IDEMPOTENCY_KEY_USED: 'Another call was asked for with this key.',
  STORE_UNAVAILABLE: 'The store cannot be reached.',
  STORE_TOO_NEW: 'The store was migrated by a newer Offhook.',
  ADDRESS_IN_USE: 'Another process listens on this port.',
  REQUEST_INVALID: 'The request has a field that does not fit.',
  API_KEY_REQUIRED: 'The request does not carry the API key.',
  LOOPBACK_ONLY: 'No API key is set, so only requests from this machine are served.',
  NOT_FOUND: 'Nothing is served at this address.',
  RECORDING_NOT_FOUND: 'The call has no recording, or its file is gone.',
  ARCHIVED_FILE_NOT_FOUND: 'The call has no archived file of this name, or it is gone.',
  ARCHIVE_UNAVAILABLE: 'The archive cannot be reached, or not be read.',
  TAPE_UNREADABLE: 'The tape of a call is not there, or cannot be replayed.',
  JOB_NOT_FOUND: 'No job of this id was given up.',
  SIGNATURE_INVALID: 'The webhook or stream is not signed as the carrier would sign it.',
  TOO_MANY_REQUESTS: 'A bound on what is served at once is reached.',
  NODE_TOO_OLD: 'Node is older than Offhook needs.',
  INTERNAL: 'A bug of ours.',
} as const;

/** The code of one error of the table. */
export type ErrorCode = keyof typeof ERRORS;

/** Code → how to mend it. */
export const MENDS: Readonly<Record<ErrorCode, string>> = {
  CONFIG_NOT_FOUND: 'Start in the directory of `offhook.config.ts`, or give its path with `--config`.',
  CONFIG_INVALID: 'Correct the field that the message names.',
  ENVIRONMENT_INVALID: 'Correct the variables that the message names, in the environment or in `.env`.',
  PRICES_INVALID: 'Correct the field that the message names, in the file that `PRICES_FILE` names.',
  TOOL_INVALID:
    'Correct what the message names: the name, the description or the schema of the arguments, which must be an object.',
  MCP_UNAVAILABLE:
    'Start the server that the message names, mend its command or address, or take it out of `mcpServers`.',
  DIGITS_INVALID: 'Correct the field that the message names.',
  ENVELOPE_INVALID:
    'Correct the fields that the message names; `docs/reference/envelope.md` tells what each must be.',
  CALL_NOT_FOUND: "Take an id from `GET /api/calls`; Offhook's own and the carrier's both do.",
  CALL_NOT_LIVE: 'Only ringing and live calls can be steered, hung up or transferred; look at its `status`.',
  CALL_HELD:
    'Look at `GET /api/holds` for what holds it, and release that by `offhook release` if it may go.',
  STEER_INVALID:
    'Give at least one of `instructions`, `voice`, `say`, `agent` and `language`, each a text that is not empty.',
  TRANSFER_IMPOSSIBLE: 'Give `to`, or set `HUMAN_TRANSFER_NUMBER`.',
  DIAL_IMPOSSIBLE:
    'Set what the message names: the account of a carrier that places calls, a number of it, and `PUBLIC_URL`.',
  IDEMPOTENCY_KEY_USED:
    'Give each call a key of its own, and the same key only to the same request sent again.',
  STORE_UNAVAILABLE:
    'Look whether the database of `DATABASE_URL` runs, or whether `DATA_DIR` can be written.',
  STORE_TOO_NEW: 'Run the newer Offhook, or give this one another database.',
  ADDRESS_IN_USE: 'Stop the other process, or set `PORT`.',
  REQUEST_INVALID: 'Correct the field that the message names; `/api/openapi.json` says how it must look.',
  API_KEY_REQUIRED: 'Send `Authorization: Bearer` with the value of `OFFHOOK_API_KEY`.',
  LOOPBACK_ONLY:
    'Set `OFFHOOK_API_KEY` and send it, or ask from this machine, by `localhost` and not through a proxy.',
  NOT_FOUND: 'Look at `/api/openapi.json` for what there is.',
  RECORDING_NOT_FOUND:
    "Look at the call's `recording`: it is null until the call has ended, or where recording is off.",
  ARCHIVED_FILE_NOT_FOUND:
    'Take a name from `GET /api/calls/:id/archive`; it is empty until the call has ended and was archived.',
  ARCHIVE_UNAVAILABLE:
    'Look at what the message names: the space below `DATA_DIR`, the `S3_…` settings and what the access key may do, or `ARCHIVE_KEY`.',
  TAPE_UNREADABLE:
    'Do what the message says; calls are taped where `TAPES` is on and their agent redacts nothing.',
  JOB_NOT_FOUND:
    'Take an id from `GET /api/jobs?dead=true`; a job that was not given up is tried again by itself.',
  SIGNATURE_INVALID:
    'Set `PUBLIC_URL` to the origin that the carrier requests, and its secret to that of its account: `TWILIO_AUTH_TOKEN`, `PLIVO_AUTH_TOKEN` or `TELNYX_PUBLIC_KEY`; `offhook doctor` checks the address and Twilio’s.',
  TOO_MANY_REQUESTS: 'Close what is no longer needed, and try again later.',
  NODE_TOO_OLD: 'Get the Node that the message names, and start with that one.',
  INTERNAL: 'Report it with the log lines around it.',
};

/** What the user of our API must know: a `code` of the table, and a message that names what, where and how to mend it. */
export class OffhookError extends Error {
  override readonly name = 'OffhookError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
