// Dial report: how the leg of a transfer came out, as the carriers of the TwiML family and SIP itself say it. Pure.
import type { FormFields } from '../base/form-fields.ts';
import type { DialStatus } from '../call/next-step.ts';

/** Of a `<Dial>` by `DialCallStatus`, of a `<Refer>` by what its target answered; what names no known status counts as failed. */
export function dialStatusOf(form: FormFields): DialStatus {
  const dialled = field(form, 'DialCallStatus');
  if (dialled !== '') return byName(dialled);
  const notified = field(form, 'NotifySipResponseCode');
  return notified === '' ? byName(field(form, 'ReferCallStatus')) : dialStatusOfSip(notified);
}

/** How a leg came out that ended with this answer. https://www.rfc-editor.org/rfc/rfc3261#section-21 */
export function dialStatusOfSip(status: string): DialStatus {
  if (status.startsWith('2')) return 'answered';
  if (status === '486' || status === '600') return 'busy';
  return ['408', '480', '487', '603'].includes(status) ? 'no-answer' : 'failed';
}

function byName(name: string): DialStatus {
  switch (name) {
    case 'completed':
    case 'answered':
    case 'in-progress':
      return 'answered';
    case 'no-answer':
    case 'canceled':
      return 'no-answer';
    case 'busy':
      return 'busy';
    default:
      return 'failed';
  }
}

function field(form: FormFields, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
