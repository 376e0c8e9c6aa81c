// Twilio's webhooks, read: the incoming call, its status, its stream's status, a dialled leg's outcome. Pure.
// https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application
import type { FormFields } from '../../base/form-fields.ts';
import type { Answerer, CallProgress } from '../../frames/dialling.ts';
import { dialStatusOf } from '../dial-report.ts';

/** A call as the voice webhook announces it. `from`, `to`: PII. */
export interface TwilioCall {
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  /** Two letters for a caller in the United States; null elsewhere, or when Twilio does not know. */
  readonly fromState: string | null;
  readonly direction: 'inbound' | 'outbound';
  /** As Twilio names it: `ringing`, `in-progress` … */
  readonly callStatus: string;
}

/** Reads the voice webhook, and the requests to `action` and `<Redirect>` that have its fields; null without a call. */
export function parseVoiceWebhook(form: FormFields): TwilioCall | null {
  const carrierCallId = field(form, 'CallSid');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    from: field(form, 'From') || field(form, 'Caller'),
    to: field(form, 'To') || field(form, 'Called'),
    fromState: stateOf(form, 'From') ?? stateOf(form, 'Caller'),
    direction: field(form, 'Direction').startsWith('outbound') ? 'outbound' : 'inbound',
    callStatus: field(form, 'CallStatus'),
  };
}

/** What Twilio says of a call's status. */
export interface CallStatusReport {
  readonly carrierCallId: string;
  readonly callStatus: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
  /** Null: a status of no known name. */
  readonly progress: CallProgress | null;
  /** Of SIP, e.g. `486`, or else Twilio's own, of a call that came to nothing; null when it tells none. */
  readonly code: string | null;
}

const PROGRESS: ReadonlyMap<string, CallProgress> = new Map([
  ['queued', 'queued'],
  ['initiated', 'queued'],
  ['ringing', 'ringing'],
  ['in-progress', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['no-answer', 'no-answer'],
  ['canceled', 'canceled'],
]);

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** Reads a call's status callback; null without a call. */
export function parseCallStatus(form: FormFields): CallStatusReport | null {
  const carrierCallId = field(form, 'CallSid');
  const callStatus = field(form, 'CallStatus');
  if (carrierCallId === '') return null;
  const over = OVER.has(callStatus);
  const toldCode = field(form, 'SipResponseCode') || field(form, 'ErrorCode');
  return {
    carrierCallId,
    callStatus,
    over,
    progress: PROGRESS.get(callStatus) ?? null,
    code: over && callStatus !== 'completed' && toldCode !== '' ? toldCode : null,
  };
}

/** What Twilio's answering-machine detection says. https://www.twilio.com/docs/voice/answering-machine-detection */
export interface AnsweredByReport {
  readonly carrierCallId: string;
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As Twilio names it, e.g. `machine_end_beep`. */
  readonly detail: string;
}

/** Reads the callback of an asynchronous detection; null without a call. A verdict of no known name is `unknown`. */
export function parseAnsweredBy(form: FormFields): AnsweredByReport | null {
  const carrierCallId = field(form, 'CallSid');
  if (carrierCallId === '') return null;
  const detail = field(form, 'AnsweredBy');
  return {
    carrierCallId,
    by: answererOf(detail),
    greetingOver: detail.startsWith('machine_end'),
    beep: detail === 'machine_end_beep',
    detail,
  };
}

function answererOf(detail: string): Answerer {
  if (detail.startsWith('machine')) return 'machine';
  return detail === 'human' || detail === 'fax' ? detail : 'unknown';
}

/** What Twilio says of a media stream. */
export interface StreamStatusReport {
  readonly carrierCallId: string;
  readonly streamId: string;
  readonly event: 'started' | 'stopped' | 'error' | 'unknown';
  /** Twilio's word on what went wrong; empty when nothing did. */
  readonly error: string;
}

const STREAM_EVENTS = new Map<string, StreamStatusReport['event']>([
  ['stream-started', 'started'],
  ['stream-stopped', 'stopped'],
  ['stream-error', 'error'],
]);

/** Reads a stream's status callback; null without call or stream. */
export function parseStreamStatus(form: FormFields): StreamStatusReport | null {
  const carrierCallId = field(form, 'CallSid');
  const streamId = field(form, 'StreamSid');
  if (carrierCallId === '' || streamId === '') return null;
  const event = STREAM_EVENTS.get(field(form, 'StreamEvent')) ?? 'unknown';
  return { carrierCallId, streamId, event, error: field(form, 'StreamError') };
}

/** Whether the caller's hang-up ended a session of ConversationRelay. `ended` is our own word, `failed` Twilio's trouble. */
export function hasHungUp(form: FormFields): boolean {
  return field(form, 'SessionStatus') === 'completed';
}

/** How a dialled leg came out. */
export interface DialReport {
  readonly carrierCallId: string;
  readonly status: 'answered' | 'no-answer' | 'busy' | 'failed';
}

/** Reads the request to a `<Dial>`'s action; null without a call. A status of no known name counts as failed. */
export function parseDialAction(form: FormFields): DialReport | null {
  const carrierCallId = field(form, 'CallSid');
  return carrierCallId === '' ? null : { carrierCallId, status: dialStatusOf(form) };
}

function stateOf(form: FormFields, party: 'From' | 'Caller'): string | null {
  const state = field(form, `${party}State`).toUpperCase();
  return field(form, `${party}Country`).toUpperCase() === 'US' && /^[A-Z]{2}$/.test(state) ? state : null;
}

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
