// Vonage's webhooks, read: the call, its legs' states, what an NCCO notifies of. Pure.
// https://developer.vonage.com/en/voice/voice-api/webhook-reference
import type { DialStatus } from '../../call/next-step.ts';
import type { Answerer, CallProgress } from '../../frames/dialling.ts';

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

/** What Vonage says of how far a leg has come. */
export interface VonageLegState {
  readonly legId: string;
  readonly over: boolean;
  /** Null: a state of no known name. */
  readonly progress: CallProgress | null;
  /** Vonage's word for why it ended, e.g. `cannot_route`, where it has one; null for none. */
  readonly code: string | null;
}

const PROGRESS: ReadonlyMap<string, CallProgress> = new Map([
  ['started', 'queued'],
  ['ringing', 'ringing'],
  ['answered', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['timeout', 'no-answer'],
  ['unanswered', 'no-answer'],
  ['rejected', 'failed'],
  ['failed', 'failed'],
  ['cancelled', 'canceled'],
]);

/** Reads the state of a leg; null of an event that is of none. */
export function parseLegState(fields: VonageFields): VonageLegState | null {
  const legId = text(fields, 'uuid');
  if (legId === '') return null;
  const status = text(fields, 'status');
  const over = OVER.has(status);
  const detail = over && status !== 'completed' ? text(fields, 'detail') : '';
  return { legId, over, progress: PROGRESS.get(status) ?? null, code: detail === '' ? null : detail };
}

/** What Vonage's detection says. */
export interface VonageAnsweredBy {
  readonly carrierCallId: string;
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As Vonage says it, e.g. `beep_start`. */
  readonly detail: string;
}

/**
 * Reads who picked up, which is told among the states; null of every other event.
 * https://developer.vonage.com/en/voice/voice-api/concepts/advanced-machine-detection
 */
export function parseAnsweredBy(fields: VonageFields): VonageAnsweredBy | null {
  const by = text(fields, 'status');
  // In this event the call's id has another name.
  const carrierCallId = text(fields, 'call_uuid') || text(fields, 'uuid');
  if ((by !== 'human' && by !== 'machine') || carrierCallId === '') return null;
  const heard = by === 'machine' ? text(fields, 'sub_state') : '';
  return {
    carrierCallId,
    by,
    greetingOver: heard === 'beep_start' || heard === 'beep_timeout',
    beep: heard === 'beep_start',
    detail: heard || by,
  };
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
