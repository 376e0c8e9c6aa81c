// Event meaning: what an event of a Call Control call is to us: news for the switchboard, or a command that follows. Pure.
import type { DialStatus } from '../../call/next-step.ts';
import type { CarrierNews } from '../carrier-door.ts';
import type { CallEvent } from './call-event.ts';
import type { Following } from './leg-note.ts';

/** What an event means. */
export type EventMeaning =
  | { readonly kind: 'news'; readonly news: CarrierNews }
  /** A command is through, and what follows it was settled when it was given. */
  | { readonly kind: 'follow'; readonly next: Following };

const NOTHING: EventMeaning = { kind: 'news', news: { kind: 'nothing' } };

/**
 * `isOurs`: a stream's socket is with this process, or was: its end is known from there, then. Of a stream that never
 * opened, or whose process is gone, Telnyx's word is all there is.
 */
export function eventMeaning(event: CallEvent, isOurs: (streamId: string) => boolean): EventMeaning {
  const { type, callControlId: carrierCallId, from, to, note } = event;
  switch (type) {
    case 'call.initiated':
      return event.incoming
        ? news({ kind: 'incoming', call: { carrierCallId, from, to, fromState: null } })
        : NOTHING;
    case 'call.answered':
    case 'call.speak.ended':
      return note?.leg === 'caller' ? { kind: 'follow', next: note.next } : NOTHING;
    case 'call.bridged':
      return note?.leg === 'human' ? dialOver(note.of, 'answered', false) : NOTHING;
    case 'call.hangup':
      // Of a human who was bridged this is not the first word, and nobody waits for it any more.
      if (note?.leg === 'human')
        return dialOver(note.of, dialStatus(event.hangUpCause), event.hangUpCause === 'originator_cancel');
      if (note?.leg === 'dialling') return dialOver(carrierCallId, 'no-answer', true);
      return news({ kind: 'status', carrierCallId, over: true });
    case 'streaming.stopped':
    case 'streaming.failed':
      if (note?.leg === 'dialling' || isOurs(event.streamId)) return NOTHING;
      return news({ kind: 'stream-over', carrierCallId, from, over: false });
    default:
      return NOTHING;
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
