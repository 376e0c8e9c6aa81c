// Exotel's requests, read: a flow's applets ask with all that they know in the query. Pure.
// https://support.exotel.com/support/solutions/articles/48283-working-with-passthru-applet
import { formFields, type FormFields } from '../../base/form-fields.ts';
import type { DialStatus } from '../../call/next-step.ts';
import { saysOver } from '../call-progress.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface ExotelCall {
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  /** As Exotel names it: `ringing`, `in-progress` … */
  readonly status: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

/** What stands in a request's query, and in its form. */
export function fieldsOf({ target, body }: { readonly target: string; readonly body: string }): FormFields {
  const at = target.indexOf('?');
  return formFields(`${at === -1 ? '' : target.slice(at + 1)}&${body}`);
}

/** Reads what stands in every request of a call; null without a call. Of two names each page has one. */
export function parseCall(fields: FormFields): ExotelCall | null {
  const carrierCallId = text(fields, 'CallSid');
  if (carrierCallId === '') return null;
  const status = text(fields, 'CallStatus') || text(fields, 'Status');
  return {
    carrierCallId,
    from: text(fields, 'CallFrom') || text(fields, 'From') || 'unknown',
    to: text(fields, 'CallTo') || text(fields, 'To') || 'unknown',
    status,
    over: saysOver(status) || hungUp(fields),
  };
}

/** How a Connect applet came out; what names no known status counts as failed. */
export function parseDialStatus(fields: FormFields): DialStatus {
  switch (text(fields, 'DialCallStatus') || text(fields, 'CallType')) {
    case 'completed':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'no-answer':
    case 'canceled':
    case 'incomplete':
    case 'client-hangup':
      return 'no-answer';
    default:
      return 'failed';
  }
}

/** The caller did not wait for the Connect applet. */
function hungUp(fields: FormFields): boolean {
  return text(fields, 'CallType') === 'client-hangup';
}

/** The value of a field; empty where there is none. */
export function text(fields: FormFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
