// jambonz' webhooks, read: the call, what became of it, and of a dialled or referred leg. Pure.
// https://docs.jambonz.org/webhooks/overview
import type { DialStatus } from '../../call/next-step.ts';
import { saysOver } from '../call-progress.ts';
import { dialStatusOfSip } from '../dial-report.ts';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface JambonzCall {
  readonly carrierCallId: string;
  /** As the trunk wrote it. */
  readonly from: string;
  readonly to: string;
  /** As jambonz names it: `trying`, `in-progress` … */
  readonly status: string;
  /** Of SIP; empty when it is not told. */
  readonly sipStatus: string;
  /** True: the call is over, whatever became of it. */
  readonly over: boolean;
}

/** The fields of a request's JSON object; without any for everything else. */
export type JambonzFields = Readonly<Record<string, unknown>>;

/** Parses any body; what is no JSON object has no fields. */
export function jambonzFields(body: string): JambonzFields {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
  } catch {
    return {};
  }
}

/** Reads what stands in every webhook of a call; null without a call. */
export function parseCall(fields: JambonzFields): JambonzCall | null {
  const carrierCallId = text(fields, 'call_sid');
  if (carrierCallId === '') return null;
  return {
    carrierCallId,
    from: text(fields, 'from') || 'unknown',
    to: text(fields, 'to') || 'unknown',
    status: text(fields, 'call_status'),
    sipStatus: text(fields, 'sip_status'),
    over: saysOver(text(fields, 'call_status')),
  };
}

/** How a dialled leg came out, or where the call was referred to; what names no known status counts as failed. */
export function parseDialStatus(fields: JambonzFields): DialStatus {
  const referred = text(fields, 'final_referred_call_status') || text(fields, 'refer_status');
  if (referred !== '') return dialStatusOfSip(referred);
  switch (text(fields, 'dial_call_status')) {
    case 'completed':
    case 'in-progress':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'no-answer':
      return 'no-answer';
    default:
      return dialStatusOfSip(text(fields, 'dial_sip_status'));
  }
}

function text(fields: JambonzFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
