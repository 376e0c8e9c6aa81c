// Call stage: where a live call is between its ringing and its end.
import type { Micros } from '../base/time.ts';
import type { EndReason } from '../frames/reasons.ts';
import { RETURN_MS_MAX, type Away } from './away.ts';
import type { Conversation } from './conversation.ts';
import type { CarrierEnd, LastingModelEnd } from './ends.ts';
import type { StreamOccasion } from './opening-lines.ts';
import type { LegEnd, LegWait, OutboundLeg } from './outbound-leg.ts';

/** One stage of a live call; see the head of `live-call.ts`. */
export type CallStage =
  | {
      readonly kind: 'ringing';
      readonly token: string;
      readonly session: RingingSession;
      readonly occasion: StreamOccasion;
    }
  | { readonly kind: 'talking'; readonly conversation: Conversation; readonly carrier: CarrierEnd }
  /** Off the stream, with the other side still on the phone. */
  | { readonly kind: 'away'; readonly away: Away }
  | { readonly kind: 'ended' };

/** A session with the model that waits for its stream. */
export interface RingingSession {
  readonly model: LastingModelEnd;
  readonly dialledAt: Micros;
}

/** How long a call may ring, from the webhook to its stream. */
const RING_MS_MAX = 60_000;

/** How long a stream is waited for, and how the call ends without it; `leg` of a call that we place. */
export function streamWait(occasion: StreamOccasion, leg: OutboundLeg | null): LegWait {
  const detail = 'no stream came';
  if (occasion !== 'answered') return { msMax: RETURN_MS_MAX, reason: 'stream-lost', detail };
  return leg?.wait ?? { msMax: RING_MS_MAX, reason: 'not-answered', detail };
}

/** How a call ends of which the carrier says that it is over before it had its stream. */
export function withoutStream(occasion: StreamOccasion): LegEnd {
  return { reason: NO_STREAM[occasion], detail: 'the caller was gone before the stream began' };
}

const NO_STREAM: Readonly<Record<StreamOccasion, EndReason>> = {
  answered: 'not-answered',
  resumed: 'stream-lost',
  'transfer-failed': 'caller-hangup',
};
