// Telnyx's webhooks of TeXML calls, read: the call, its status, its stream's status, a dialled leg's outcome. Pure.
// https://developers.telnyx.com/api-reference/callbacks/texml-call-initiated
import type { FormFields } from '../../base/form-fields.ts';
import type { DialStatus } from '../../call/next-step.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface TexmlCall {
  readonly carrierCallId: string;
  /** Whose call it is; the REST API asks for it. Empty when it is not told. */
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** Reads what stands in every webhook of a call; null without a call. */
export function parseTexmlCall(form: FormFields): TexmlCall | null {
  const carrierCallId = field(form, 'CallSid');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    accountSid: field(form, 'AccountSid'),
    from: field(form, 'From'),
    to: field(form, 'To'),
    over: OVER.has(field(form, 'CallStatus')),
  };
}

/** What Telnyx says of a media stream. */
export interface TexmlStreamStatus {
  readonly streamId: string;
  /** Telnyx's two pages have two names for what went wrong. */
  readonly failed: boolean;
  /** Telnyx's word on it; empty when nothing did. */
  readonly error: string;
}

/** Reads a stream's status callback; null without a stream. */
export function parseTexmlStream(form: FormFields): TexmlStreamStatus | null {
  const streamId = field(form, 'StreamSid');
  if (streamId === '') return null;
  const event = field(form, 'StreamEvent');
  return {
    streamId,
    failed: event === 'stream-failed' || event === 'stream-error',
    error: field(form, 'StreamError'),
  };
}

/** How a dialled leg came out; a status of no known name counts as failed. */
export function parseTexmlDial(form: FormFields): DialStatus {
  switch (field(form, 'DialCallStatus')) {
    case 'completed':
    case 'answered':
      return 'answered';
    case 'no-answer':
    case 'canceled':
      return 'no-answer';
    case 'busy':
      return 'busy';
    default:
      return 'failed';
  }
}

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
