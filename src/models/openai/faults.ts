// Faults: what each `error` of the Realtime API means for a call. Most mean nothing.
import type { ItemId } from '../../base/brand.ts';
import type { Purpose } from './sent-commands.ts';
import type { ErrorEvent } from './server-event.ts';

/** What an error amounts to. */
export type Verdict =
  /** A race we lost, or a wish that could not be granted. */
  | { readonly kind: 'ignored' }
  /** The session has reached its greatest age. */
  | { readonly kind: 'expired' }
  /** A response that we asked for will not come. */
  | { readonly kind: 'refused'; readonly requestId: string; readonly cause: 'busy' | 'failed' }
  /** The item can't be shortened, so it has to go. */
  | { readonly kind: 'remove'; readonly itemId: ItemId }
  /** To be told; `ours` when it shows a bug in what we sent. */
  | { readonly kind: 'fault'; readonly fatal: boolean; readonly ours: boolean };

/** No further try with this key, account or model would go better. */
const FATAL: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'invalid_api_key',
  'account_deactivated',
  'billing_hard_limit_reached',
  'model_not_found',
]);

/** Races, whatever they answer: the thing is over already, or was never there. */
const HARMLESS: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  'input_audio_buffer_commit_empty',
  'cannot_update_voice',
  'item_truncate_invalid_item_id',
  'item_delete_invalid_item_id',
  'unsupported_content_type',
]);

/** Our commands were not well made. */
const OURS: ReadonlySet<string> = new Set([
  'missing_required_parameter',
  'unknown_parameter',
  'invalid_event',
  'invalid_type',
  'invalid_value',
]);

const BUSY = 'conversation_already_has_active_response';

/** Longest detail of a fault, in characters. */
const DETAIL_CHARS_MAX = 300;

/** True for an error code after which nothing can be expected of this model. */
export function isFatalCode(code: string | null): boolean {
  return code !== null && FATAL.has(code);
}

/** True for the error that a response was asked for while another is active. */
export function isBusyCode(code: string | null): boolean {
  return code === BUSY;
}

/** What may be kept of an error's message: so much of it, and never the end of a key. */
export function detailOf({ message }: ErrorEvent): string {
  return message.replaceAll(/\b(sk|ek)[-_][\w*.-]+/g, '$1-…').slice(0, DETAIL_CHARS_MAX);
}

/** Judges an error by its code and by what the command was for; null when it answers none that we know. */
export function judgeError(error: ErrorEvent, purpose: Purpose | null): Verdict {
  const code = error.code ?? error.type;
  if (code === 'session_expired') return { kind: 'expired' };
  if (isFatalCode(code)) return { kind: 'fault', fatal: true, ours: false };
  const fault: Verdict = { kind: 'fault', fatal: false, ours: OURS.has(code) };
  switch (purpose?.kind) {
    case 'settings':
      // Without its settings a session speaks with the wrong voice, about nothing, in the wrong format.
      return { ...fault, fatal: true };
    case 'response':
      return { kind: 'refused', requestId: purpose.requestId, cause: isBusyCode(code) ? 'busy' : 'failed' };
    case 'truncate':
      return code === 'unsupported_content_type'
        ? { kind: 'remove', itemId: purpose.itemId }
        : { kind: 'ignored' };
    case 'remove':
    case 'cancel':
      return { kind: 'ignored' };
    case 'change':
    case 'context':
    case undefined:
    default:
      // Busy without a request of ours: nobody waits for an answer.
      return HARMLESS.has(code) || isBusyCode(code) ? { kind: 'ignored' } : fault;
  }
}
