// Plivo's webhooks, read: the incoming call, its status, its stream's status, a dialled leg's outcome. Pure.
// https://www.plivo.com/docs/voice/xml/request
import type { FormFields } from '../../base/form-fields.ts';
import type { DialStatus } from '../../call/next-step.ts';

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

const OVER: ReadonlySet<string> = new Set([
  'completed',
  'busy',
  'failed',
  'timeout',
  'no-answer',
  'cancel',
  'canceled',
  'cancelled',
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
    over: OVER.has(callStatus) || field(form, 'Event') === 'Hangup',
  };
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

/** How a dialled leg came out; a status of no known name counts as failed. */
export function parseDialStatus(form: FormFields): DialStatus {
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
