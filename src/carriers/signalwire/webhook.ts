// SignalWire's webhooks, read: the call, its stream's status, who picked up. Pure.
// https://developer.signalwire.com/compatibility-api/cxml/voice
import type { FormFields } from '../../base/form-fields.ts';
import type { Answerer } from '../../frames/dialling.ts';
import { saysOver } from '../call-progress.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface SignalwireCall {
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  /** As SignalWire names it: `ringing`, `in-progress` … */
  readonly status: string;
  /** Of SIP, e.g. `486`; null when it is not told. */
  readonly sipCode: string | null;
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
    sipCode: field(form, 'SipResultCode') || null,
    over: saysOver(field(form, 'CallStatus')),
  };
}

/** What SignalWire's answering-machine detection says. */
export interface AnsweredByReport {
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As SignalWire names it, e.g. `machine_end_beep`. */
  readonly detail: string;
}

/** Reads the callback of an asynchronous detection. A verdict of no known name is `unknown`. */
export function parseAnsweredBy(form: FormFields): AnsweredByReport {
  const detail = field(form, 'AnsweredBy');
  return {
    by: detail.startsWith('machine')
      ? 'machine'
      : detail === 'human' || detail === 'fax'
        ? detail
        : 'unknown',
    greetingOver: detail.startsWith('machine_end'),
    beep: detail === 'machine_end_beep',
    detail,
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
