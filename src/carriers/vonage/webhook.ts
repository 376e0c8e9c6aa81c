// Vonage's webhooks, read: the call, its legs' states, what an NCCO notifies of. Pure.
// https://developer.vonage.com/en/voice/voice-api/webhook-reference
import type { DialStatus } from '../../call/next-step.ts';

/** The fields of a request's JSON object; without any for everything else. */
export type VonageFields = Readonly<Record<string, unknown>>;

/** A call as its answer webhook names it. `from`, `to`: PII. */
export interface VonageCall {
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
}

/** States behind which nothing comes any more. */
const OVER: ReadonlySet<string> = new Set([
  'completed',
  'busy',
  'cancelled',
  'failed',
  'rejected',
  'timeout',
  'unanswered',
]);

/** States in which Vonage may be answered what comes behind a WebSocket. */
const STREAM_OVER: ReadonlySet<string> = new Set([
  'disconnected',
  'unanswered',
  'failed',
  'timeout',
  'busy',
  'rejected',
]);

/** Parses any body; what is no JSON object has no fields. */
export function vonageFields(body: string): VonageFields {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
  } catch {
    return {};
  }
}

/** Reads an answer webhook; null without a call. */
export function parseCall(fields: VonageFields): VonageCall | null {
  const carrierCallId = text(fields, 'uuid');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    from: partyOf(text(fields, 'from') || text(fields, 'from_user')),
    to: partyOf(text(fields, 'to')),
  };
}

/** Which leg an event is of, and whether that is over; null of an event that is of none. */
export function parseLegState(
  fields: VonageFields,
): { readonly legId: string; readonly over: boolean } | null {
  const legId = text(fields, 'uuid');
  return legId === '' ? null : { legId, over: OVER.has(text(fields, 'status')) };
}

/** What Vonage has to complain about; null: nothing. */
export function parseFault(
  fields: VonageFields,
): { readonly conversationId: string; readonly detail: string } | null {
  const detail = text(fields, 'reason');
  if (detail === '' || text(fields, 'status') !== '') return null;
  return { conversationId: text(fields, 'conversation_uuid'), detail };
}

/** Whether Vonage asks what comes behind a stream: its leg is over, or the NCCO has come to its `notify`. */
export function asksBehindStream(fields: VonageFields): boolean {
  const status = text(fields, 'status');
  return status === '' || STREAM_OVER.has(status);
}

/** How a dialled leg came out; null while it lives, and of a leg that was given up because the caller was gone. */
export function parseDialStatus(fields: VonageFields): DialStatus | null {
  switch (text(fields, 'status')) {
    case 'completed':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'timeout':
    case 'unanswered':
      return 'no-answer';
    case 'rejected':
    case 'failed':
      return 'failed';
    default:
      return null;
  }
}

/** Vonage writes numbers without the plus of E.164. */
function partyOf(name: string): string {
  return /^\d{7,15}$/.test(name) ? `+${name}` : name || 'unknown';
}

function text(fields: VonageFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value : '';
}
