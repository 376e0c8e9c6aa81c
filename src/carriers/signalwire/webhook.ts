// SignalWire's webhooks, read: the call, its stream's status, a dialled leg's outcome. Pure.
// https://developer.signalwire.com/compatibility-api/cxml/voice
import type { FormFields } from '../../base/form-fields.ts';
import { saysOver } from '../call-progress.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface SignalwireCall {
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  /** As SignalWire names it: `ringing`, `in-progress` … */
  readonly status: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

/** Reads what stands in every webhook of a call; null without a call. */
export function parseCall(form: FormFields): SignalwireCall | null {
  const carrierCallId = field(form, 'CallSid');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    from: field(form, 'From') || 'unknown',
    to: field(form, 'To') || 'unknown',
    status: field(form, 'CallStatus'),
    over: saysOver(field(form, 'CallStatus')),
  };
}

/** What went wrong with a stream; null: nothing did. */
export function parseStreamError(
  form: FormFields,
): { readonly streamId: string; readonly detail: string } | null {
  const detail = field(form, 'StreamError');
  if (field(form, 'StreamEvent') !== 'stream-error' && detail === '') return null;
  return { streamId: field(form, 'StreamSid'), detail };
}

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
