// Plivo's webhooks, read: the incoming call, its status, its stream's status, a dialled leg's outcome. Pure.
// https://www.plivo.com/docs/voice/xml/request
import type { FormFields } from '../../base/form-fields.ts';
import type { DialStatus } from '../../call/next-step.ts';
import type { Answerer, CallProgress } from '../../frames/dialling.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface PlivoCall {
  readonly carrierCallId: string;
  /** E.164 where it is a number: Plivo leaves the plus out. */
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  /** As Plivo names it: `ringing`, `in-progress` … */
  readonly callStatus: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

/** How a call ends, and how far it came by that. */
const ENDS: ReadonlyMap<string, CallProgress> = new Map([
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['timeout', 'no-answer'],
  ['no-answer', 'no-answer'],
  ['cancel', 'canceled'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
]);

/** Reads what stands in every webhook of a call; null without a call. */
export function parseCall(form: FormFields): PlivoCall | null {
  const carrierCallId = field(form, 'CallUUID');
  if (carrierCallId === '') return null;
  const callStatus = field(form, 'CallStatus').toLowerCase();
  return {
    carrierCallId,
    from: withPlus(field(form, 'From')),
    to: withPlus(field(form, 'To')),
    direction: field(form, 'Direction').startsWith('outbound') ? 'outbound' : 'inbound',
    callStatus,
    over: ENDS.has(callStatus) || field(form, 'Event') === 'Hangup',
  };
}

/** What Plivo says of how far a call has come. */
export interface PlivoCallStatus {
  readonly carrierCallId: string;
  readonly over: boolean;
  /** Null: a status of no known name. */
  readonly progress: CallProgress | null;
  /** Plivo's number for why it ended, e.g. `3010`, where that is not as calls should end; null for none. */
  readonly code: string | null;
}

/** By these a call ended as it should. https://www.plivo.com/docs/voice/troubleshooting/hangup-causes */
const NORMAL_CODE = /^40[0-3]0$/;

/** Reads the requests to the addresses of ringing and of hanging up; null without a call. */
export function parseCallStatus(form: FormFields): PlivoCallStatus | null {
  const call = parseCall(form);
  if (call === null) return null;
  const { carrierCallId, callStatus, over } = call;
  const code = field(form, 'HangupCauseCode');
  const under = callStatus === 'ringing' ? 'ringing' : callStatus === 'in-progress' ? 'answered' : null;
  return {
    carrierCallId,
    over,
    progress: over ? (ENDS.get(callStatus) ?? 'completed') : under,
    code: over && code !== '' && code !== '0' && !NORMAL_CODE.test(code) ? code : null,
  };
}

/** What Plivo's detection says. https://www.plivo.com/docs/voice/concepts/machine-detection */
export interface PlivoAnsweredBy {
  readonly carrierCallId: string;
  readonly by: Answerer;
  /** As Plivo says it, e.g. `Machine=true`. */
  readonly detail: string;
}

/** Reads the callback of the detection, which comes of machines, and tells no greeting's end; null without a call. */
export function parseAnsweredBy(form: FormFields): PlivoAnsweredBy | null {
  const carrierCallId = field(form, 'CallUUID');
  if (carrierCallId === '') return null;
  const machine = field(form, 'Machine').toLowerCase();
  const by = machine === 'true' ? 'machine' : machine === 'false' ? 'human' : 'unknown';
  return { carrierCallId, by, detail: `Machine=${machine}` };
}

/** What Plivo says of a media stream. */
export interface PlivoStreamStatus {
  readonly carrierCallId: string;
  readonly streamId: string;
  /** `degraded`: its queue of our sound fills up. `failed`: it was dropped, or never came to be. */
  readonly event: 'started' | 'stopped' | 'failed' | 'degraded' | 'unknown';
  /** Plivo's word on what went wrong; empty when nothing did. */
  readonly reason: string;
}

/** Plivo's own pages have two schemes of names. */
const STREAM_EVENTS: ReadonlyMap<string, PlivoStreamStatus['event']> = new Map([
  ['startstream', 'started'],
  ['stopstream', 'stopped'],
  ['droppedstream', 'failed'],
  ['degradedstream', 'degraded'],
  ['started', 'started'],
  ['stopped', 'stopped'],
  ['failed', 'failed'],
]);

/** Reads a stream's status callback; null without call or stream. */
export function parseStreamStatus(form: FormFields): PlivoStreamStatus | null {
  const carrierCallId = field(form, 'CallUUID');
  const streamId = field(form, 'StreamID') || field(form, 'StreamId');
  if (carrierCallId === '' || streamId === '') return null;
  const event = STREAM_EVENTS.get(field(form, 'Event').toLowerCase()) ?? 'unknown';
  return { carrierCallId, streamId, event, reason: field(form, 'StatusReason') };
}

/** How a dialled leg came out, or a conference, which has no status; a status of no known name counts as failed. */
export function parseDialStatus(form: FormFields): DialStatus {
  if (field(form, 'ConferenceName') !== '') return 'answered';
  switch (field(form, 'DialStatus').toLowerCase()) {
    case 'completed':
    case 'answer':
    case 'answered':
      return 'answered';
    case 'no-answer':
    case 'timeout':
    case 'cancel':
    case 'canceled':
    case 'cancelled':
      return 'no-answer';
    case 'busy':
      return 'busy';
    default:
      return 'failed';
  }
}

function withPlus(party: string): string {
  return /^[1-9]\d{6,14}$/.test(party) ? `+${party}` : party;
}

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
