// Next step: what a carrier is to do with a call, in words that each carrier turns into its own language.
import type { CallId } from '../base/brand.ts';

/** What a carrier is to do with a call now. */
export type NextStep =
  /** Connect the call to a media stream; `token` binds it to the call, once. */
  | { readonly kind: 'connect'; readonly callId: CallId; readonly token: string }
  /**
   * Send the call to a human; the carrier tells us next how that went. `refer`: where the carrier can, it has the
   * caller's own side call the human, by SIP REFER.
   */
  | { readonly kind: 'dial'; readonly callId: CallId; readonly to: string; readonly refer?: true }
  /** Bring the call into a conference of two, which ends when either leaves; the carrier tells us next that it has. */
  | { readonly kind: 'conference'; readonly callId: CallId; readonly room: string }
  /** Say something with the carrier's own voice, then hang up or dial. */
  | {
      readonly kind: 'say';
      readonly text: string;
      /** BCP-47. */
      readonly language: string;
      readonly next: 'hang-up' | { readonly dial: string };
    }
  | { readonly kind: 'hang-up' };

/** How a transfer's dialled leg came out, in words all carriers share. */
export type DialStatus = 'answered' | 'no-answer' | 'busy' | 'failed';
