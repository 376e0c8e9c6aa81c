// Event meaning: what an event of a Call Control call is to us: news for the switchboard, or a command that follows. Pure.
import type { DialStatus } from '../../call/next-step.ts';
import type { CallProgress } from '../../frames/dialling.ts';
import type { CarrierNews } from '../carrier-door.ts';
import { dialStatusOfSip } from '../dial-report.ts';
import { answererOfEvent } from './answerer.ts';
import type { CallEvent } from './call-event.ts';
import type { Following } from './leg-note.ts';

/** What an event means. */
export type EventMeaning =
  | { readonly kind: 'news'; readonly news: CarrierNews }
  /** A command is through, and what follows it was settled when it was given. */
  | { readonly kind: 'follow'; readonly next: Following };

/** A leg is not in its conference any more: it was taken out, or has hung up. */
export const CONFERENCE_LEFT = 'conference.participant.left';

const NOTHING: EventMeaning = { kind: 'news', news: { kind: 'nothing' } };

/**
 * `callId`: ours, of a call that we placed. `isOurs`: a stream's socket is with this process, or was: its end is known from there, then. Of a stream that never
 * opened, or whose process is gone, Telnyx's word is all there is.
 */
export function eventMeaning(
  event: CallEvent,
  callId: string | null,
  isOurs: (streamId: string) => boolean,
): EventMeaning {
  const { type, callControlId: carrierCallId, from, to, note } = event;
  switch (type) {
    case 'call.initiated':
      if (event.incoming)
        return news({ kind: 'incoming', call: { carrierCallId, from, to, fromState: null } });
      if (callId === null || note?.leg !== 'placed') return NOTHING;
      return news({ kind: 'status', carrierCallId, over: false, callId, progress: 'queued' });
    case 'call.answered':
      if (callId !== null && note?.leg === 'placed')
        return news({ kind: 'answered', callId, carrierCallId, from });
      return note?.leg === 'caller' ? { kind: 'follow', next: note.next } : NOTHING;
    case 'call.speak.ended':
      return note?.leg === 'caller' ? { kind: 'follow', next: note.next } : NOTHING;
    case 'call.bridged':
      return note?.leg === 'human' ? dialOver(note.of, 'answered', false) : NOTHING;
    // Whose note the event has is not said: it is told by its leg.
    case CONFERENCE_LEFT:
      return dialOver(carrierCallId, 'answered', false);
    case 'call.refer.completed':
    case 'call.refer.failed': {
      if (note?.leg !== 'referring') return NOTHING;
      const answer = type === 'call.refer.completed' ? event.notified || '200' : event.notified;
      return dialOver(carrierCallId, dialStatusOfSip(answer), false);
    }
    case 'call.hangup':
      // Of a human who was bridged this is not the first word, and nobody waits for it any more.
      if (note?.leg === 'human')
        return dialOver(note.of, dialStatus(event.hangUpCause), event.hangUpCause === 'originator_cancel');
      if (note?.leg === 'dialling') return dialOver(carrierCallId, 'no-answer', true);
      return news({ kind: 'status', carrierCallId, over: true, ...outcomeOf(event, callId) });
    case 'streaming.stopped':
    case 'streaming.failed':
      if (note?.leg === 'dialling' || note?.leg === 'referring' || isOurs(event.streamId)) return NOTHING;
      return news({ kind: 'stream-over', carrierCallId, from, over: false });
    default: {
      const verdict = callId === null ? null : answererOfEvent(type, event.result);
      if (callId === null || verdict === null) return NOTHING;
      return news({ kind: 'answered-by', callId, carrierCallId, ...verdict });
    }
  }
}

/** How a call ended; one that was talked on is through, whoever hung up. `callId`: ours, of one that we placed. */
function outcomeOf({ note, hangUpCause, sipCause }: CallEvent, callId: string | null) {
  // A caller's leg has no note before we answer it.
  const unanswered = callId === null ? note === null && hangUpCause !== '' : note?.leg === 'placed';
  const progress = unanswered ? progressOf(hangUpCause) : 'completed';
  const ours = callId === null ? {} : { callId };
  return progress === 'completed'
    ? { ...ours, progress }
    : { ...ours, progress, code: sipCause === '' ? hangUpCause : sipCause };
}

function progressOf(hangUpCause: string): CallProgress {
  switch (hangUpCause) {
    case 'normal_clearing':
    case 'time_limit':
      return 'completed';
    case 'user_busy':
    case 'call_rejected':
      return 'busy';
    case 'timeout':
    case 'no_answer':
      return 'no-answer';
    case 'originator_cancel':
      return 'canceled';
    default:
      return 'failed';
  }
}

function news(news: CarrierNews): EventMeaning {
  return { kind: 'news', news };
}

function dialOver(carrierCallId: string, status: DialStatus, over: boolean): EventMeaning {
  return news({ kind: 'dial-over', carrierCallId, from: '', status, over });
}

/** How a human's leg ended that was never bridged. https://developers.telnyx.com/api-reference/callbacks/call-hangup */
function dialStatus(hangUpCause: string): DialStatus {
  switch (hangUpCause) {
    case 'user_busy':
    case 'call_rejected':
      return 'busy';
    case 'timeout':
    case 'no_answer':
    case 'normal_clearing':
    case 'originator_cancel':
      return 'no-answer';
    default:
      return 'failed';
  }
}
