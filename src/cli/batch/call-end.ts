// Call end: what came of one attempt to reach somebody, as the call's journal tells it.
import type { EndReason } from '../../frames/reasons.ts';
import type { JournalEvent } from '../../server/api.ts';

/** How an attempt ended. The order is that of reports. */
export const CALL_ENDS = [
  /** Somebody talked with us. */
  'reached',
  /** A machine picked up and has the message, whole. */
  'message-left',
  /** A machine or a fax picked up, and has no message. */
  'machine',
  /** Somebody picked up, said nothing and was gone. */
  'silent',
  'busy',
  'no-answer',
  /** The carrier could not reach the number, or would not; nobody picked up. */
  'failed',
  /** The call came about and went to pieces on our side. */
  'broken',
  /** An operator ended it before anybody picked up. */
  'cancelled',
  /** The server would not take the request. */
  'refused',
] as const;

/** How an attempt ended. */
export type CallEnd = (typeof CALL_ENDS)[number];

/** What a journal says of its call. */
export type Attempt =
  | { readonly kind: 'ended'; readonly end: CallEnd; readonly reason: string; readonly again: boolean }
  /** The carrier took no call for now: this one never rang, and is no attempt. `retryAfterMs` null: it did not say when. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number | null };

/** Ends of which our side is to blame, whatever was said before. */
const BROKEN: readonly EndReason[] = ['model-failed', 'stream-lost', 'carrier-fault', 'internal-fault'];

/**
 * SIP responses that another attempt would get as well: no such number, gone, incomplete, ambiguous, declined, nowhere,
 * unwanted, rejected. https://www.iana.org/assignments/sip-parameters
 */
const FOR_GOOD: readonly string[] = ['404', '410', '484', '485', '603', '604', '607', '608'];

/**
 * Null: the call is not over, or its journal is not whole yet. `again` only where nobody picked up for certain: whoever
 * did is not called twice, whatever went wrong behind it.
 */
export function attemptOf(events: readonly JournalEvent[]): Attempt | null {
  const ended = only(events, 'call.ended').at(-1);
  if (ended === undefined) return null;
  const { reason, detail } = ended;
  const statuses = only(events, 'carrier.status');
  const pickedUp =
    only(events, 'stream.started').length > 0 || statuses.some(({ progress }) => progress === 'answered');
  const limited = only(events, 'call.not-placed').find(({ cause }) => cause === 'rate-limited');
  if (limited !== undefined && !pickedUp)
    return { kind: 'rate-limited', retryAfterMs: limited.retryAfterMs ?? null };
  const codes = [...statuses, ...only(events, 'call.not-placed')].map(({ code }) => code ?? '');
  const end = endOf(events, reason, pickedUp);
  const tried =
    end === 'busy' ||
    end === 'no-answer' ||
    (end === 'failed' && (reason === 'shutdown' || isToldOver(events)));
  return {
    kind: 'ended',
    end,
    reason: detail === '' ? reason : `${reason}: ${detail}`,
    again: tried && !pickedUp && !codes.some((code) => FOR_GOOD.includes(code)),
  };
}

function endOf(events: readonly JournalEvent[], reason: EndReason, pickedUp: boolean): CallEnd {
  if (only(events, 'voicemail.left').some(({ whole }) => whole)) return 'message-left';
  if (reason === 'machine' || reason === 'fax') return 'machine';
  if (reason === 'busy' || reason === 'no-answer') return reason;
  if (!pickedUp) {
    if (reason === 'operator-hangup') return 'cancelled';
    // A server that stops lets go of what rings.
    return reason === 'call-failed' || reason === 'shutdown' ? 'failed' : 'broken';
  }
  if (BROKEN.includes(reason)) return 'broken';
  if (reason === 'transferred' || only(events, 'caller.said').length > 0) return 'reached';
  return 'silent';
}

/** The carrier itself said that nothing more comes of the call. Where it gave no answer, the phone may have rung. */
function isToldOver(events: readonly JournalEvent[]): boolean {
  const over = ['busy', 'no-answer', 'failed', 'canceled'];
  return (
    only(events, 'carrier.status').some(({ progress }) => over.includes(progress)) ||
    only(events, 'call.not-placed').some(({ cause }) => cause !== 'unreachable')
  );
}

function only<Kind extends JournalEvent['kind']>(events: readonly JournalEvent[], kind: Kind) {
  return events.filter((event): event is Extract<JournalEvent, { kind: Kind }> => event.kind === kind);
}
