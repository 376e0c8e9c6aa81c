// Telnyx's webhooks of TeXML calls, read: the call, its status, its stream's status, a dialled leg's outcome. Pure.
// https://developers.telnyx.com/api-reference/callbacks/texml-call-initiated
import type { FormFields } from '../../base/form-fields.ts';
import type { CallProgress } from '../../frames/dialling.ts';
import { answererOfTexml, type TelnyxAnsweredBy } from './answerer.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface TexmlCall {
  readonly carrierCallId: string;
  /** Whose call it is; the REST API asks for it. Empty when it is not told. */
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
  /** Null: a status of no known name. */
  readonly progress: CallProgress | null;
  /** Of SIP, e.g. `486`, or else Telnyx's word, of a call that came to nothing; null when it tells none. */
  readonly code: string | null;
}

const PROGRESS: ReadonlyMap<string, CallProgress> = new Map([
  ['queued', 'queued'],
  ['initiated', 'queued'],
  ['ringing', 'ringing'],
  ['answered', 'answered'],
  ['in-progress', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['no-answer', 'no-answer'],
  ['canceled', 'canceled'],
]);

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** Reads what stands in every webhook of a call; null without a call. */
export function parseTexmlCall(form: FormFields): TexmlCall | null {
  const carrierCallId = field(form, 'CallSid');
  if (carrierCallId === '') return null;
  const status = field(form, 'CallStatus');
  const over = OVER.has(status);
  const told = field(form, 'SipHangupCause') || field(form, 'ErrorCode') || field(form, 'HangupCause');
  return {
    carrierCallId,
    accountSid: field(form, 'AccountSid'),
    from: field(form, 'From'),
    to: field(form, 'To'),
    over,
    progress: PROGRESS.get(status) ?? null,
    code: over && status !== 'completed' && told !== '' ? told : null,
  };
}

/** What the callback of an asynchronous detection says. */
export function parseTexmlAnswerer(form: FormFields): TelnyxAnsweredBy {
  return answererOfTexml(field(form, 'AnsweredBy'));
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

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
