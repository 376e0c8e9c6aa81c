// Call stage: where a live call is between its ringing and its end.
import type { Micros } from '../base/time.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { Conversation } from './conversation.ts';
import type { CarrierEnd, ModelEnd } from './ends.ts';
import type { NextStep } from './next-step.ts';
import type { StreamOccasion } from './opening-lines.ts';

/** One stage of a live call; see the head of `live-call.ts`. */
export type CallStage =
  | {
      readonly kind: 'ringing';
      readonly token: string;
      readonly session: RingingSession;
      readonly occasion: StreamOccasion;
    }
  | { readonly kind: 'talking'; readonly conversation: Conversation; readonly carrier: CarrierEnd }
  /** Off the stream; `step` is what the carrier is told when it asks, `reason` how the call ends if it does not come back. */
  | { readonly kind: 'away'; readonly step: NextStep; readonly reason: EndReason }
  | { readonly kind: 'ended' };

/** A session with the model that waits for its stream. */
export interface RingingSession {
  readonly model: ModelEnd;
  readonly dialledAt: Micros;
}

/** How a call ends of which the carrier says that it is over before it had its stream. */
export const NO_STREAM: Readonly<Record<StreamOccasion, EndReason>> = {
  answered: 'not-answered',
  resumed: 'stream-lost',
  'transfer-failed': 'caller-hangup',
};
