// Bandwidth's webhooks, read: the call, its end, a transfer's, who picked up, keys, a stream's trouble. Pure.
// https://dev.bandwidth.com/docs/voice/webhooks
import type { DialStatus } from '../../call/next-step.ts';
import type { Answerer, CallProgress } from '../../frames/dialling.ts';
import { dialStatusOfSip } from '../dial-report.ts';

/** The fields of a request's JSON object; without any for everything else. */
export type BandwidthFields = Readonly<Record<string, unknown>>;

/** A call as each request about it names it. `from`, `to`: PII. */
export interface BandwidthCall {
  readonly carrierCallId: string;
  /** E.164, a SIP URI, or e.g. `Anonymous`. */
  readonly from: string;
  readonly to: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

/** Parses any body; what is no JSON object has no fields. */
export function bandwidthFields(body: string): BandwidthFields {
  try {
    return objectOf(JSON.parse(body));
  } catch {
    return {};
  }
}

/** Reads what stands in every webhook of a call; null without a call. */
export function parseCall(fields: BandwidthFields): BandwidthCall | null {
  const carrierCallId = text(fields, 'callId');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    from: text(fields, 'from') || 'unknown',
    to: text(fields, 'to') || 'unknown',
    over: text(fields, 'eventType') === 'disconnect' || isReferred(fields),
  };
}

/** How a call ended. */
export interface BandwidthEnd {
  readonly progress: CallProgress;
  /** Bandwidth's word for why, e.g. `rejected`, where that is not as calls should end; null for none. */
  readonly code: string | null;
}

/** Causes of an end other than that something went wrong. */
const ENDS: ReadonlyMap<string, CallProgress> = new Map([
  ['hangup', 'completed'],
  ['busy', 'busy'],
  ['timeout', 'no-answer'],
  ['cancel', 'canceled'],
]);

/** Reads the end of a call; null of every other event. https://dev.bandwidth.com/docs/voice/webhooks/disconnect */
export function parseEnd(fields: BandwidthFields): BandwidthEnd | null {
  if (text(fields, 'eventType') !== 'disconnect') return null;
  const cause = text(fields, 'cause');
  // What goes wrong in a call that was answered ends it no less.
  const otherwise = text(fields, 'answerTime') === '' ? 'failed' : 'completed';
  return {
    progress: ENDS.get(cause) ?? otherwise,
    code: cause === 'hangup' || cause === '' ? null : cause,
  };
}

/** How a transfer came out, a REFER, or a conference, which was ended; what names no known cause counts as failed. */
export function parseDialStatus(fields: BandwidthFields): DialStatus {
  const event = text(fields, 'eventType');
  if (event === 'redirect') return 'answered';
  if (event === 'referComplete') return parseRefer(fields);
  switch (text(fields, 'cause')) {
    case 'hangup':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'timeout':
    case 'cancel':
    case 'rejected':
      return 'no-answer';
    default:
      return 'failed';
  }
}

/** https://dev.bandwidth.com/docs/voice/programmable-voice/webhooks/referComplete */
function parseRefer(fields: BandwidthFields): DialStatus {
  if (isReferred(fields)) return 'answered';
  const notified = text(fields, 'notifySipResponseCode');
  return notified === '' ? 'failed' : dialStatusOfSip(notified);
}

/** The call has left Bandwidth. */
function isReferred(fields: BandwidthFields): boolean {
  return text(fields, 'eventType') === 'referComplete' && text(fields, 'referCallStatus') === 'success';
}

/** What Bandwidth's detection says. */
export interface BandwidthAnsweredBy {
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As Bandwidth says it, e.g. `answering-machine`. */
  readonly detail: string;
}

const ANSWERERS: Readonly<Record<string, Answerer>> = {
  human: 'human',
  'answering-machine': 'machine',
  'tone-detected': 'machine',
};

/**
 * Reads who picked up; null without a result. `delayed`: it was asked to tell of a machine once that has spoken.
 * https://dev.bandwidth.com/docs/voice/webhooks/machineDetectionComplete
 */
export function parseAnsweredBy(fields: BandwidthFields, delayed: boolean): BandwidthAnsweredBy | null {
  const detail = text(objectOf(fields['machineDetectionResult']), 'value');
  if (detail === '') return null;
  const by = Object.hasOwn(ANSWERERS, detail) ? ANSWERERS[detail] : undefined;
  const beep = detail === 'tone-detected';
  return { by: by ?? 'unknown', greetingOver: beep || (delayed && by === 'machine'), beep, detail };
}

/** The key of an event that tells one; null of every other. https://dev.bandwidth.com/docs/voice/webhooks/dtmf */
export function parseKey(fields: BandwidthFields): string | null {
  const digit = text(fields, 'digit').toUpperCase();
  return /^[0-9*#A-D]$/.test(digit) ? digit : null;
}

/** What was wrong with a stream; null: nothing. https://dev.bandwidth.com/docs/voice/webhooks/mediaStreamRejected */
export function parseStreamTrouble(
  fields: BandwidthFields,
): { readonly streamId: string; readonly detail: string } | null {
  const event = text(fields, 'eventType');
  const cause = text(fields, 'cause');
  const stopped = event === 'mediaStreamStopped';
  if (event !== 'mediaStreamRejected' && (!stopped || cause === 'closed' || cause === '')) return null;
  return { streamId: text(objectOf(fields['mediaStream']), 'id'), detail: `${event}: ${cause}` };
}

/** The conference that somebody has left; null of every other event. */
export function parseConferenceExit(fields: BandwidthFields): string | null {
  const id = text(fields, 'conferenceId');
  return text(fields, 'eventType') === 'conferenceMemberExit' && id !== '' ? id : null;
}

function objectOf(value: unknown): BandwidthFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function text(fields: BandwidthFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
