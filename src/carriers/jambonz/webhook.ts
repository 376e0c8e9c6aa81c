// jambonz' webhooks, read: the call, what became of it, who picked up, and of a dialled or referred leg. Pure.
// https://docs.jambonz.org/webhooks/overview
import type { DialStatus } from '../../call/next-step.ts';
import type { Answerer } from '../../frames/dialling.ts';
import { saysOver } from '../call-progress.ts';
import { dialStatusOfSip } from '../dial-report.ts';

/** The field of a call's tag that has our id of it. */
export const CALL_TAG = 'offhook_call_id';

/** A call as each request about it names it. `from`, `to`: PII. */
export interface JambonzCall {
  readonly carrierCallId: string;
  /** Our id, of a call that we placed; null: it came in, or somebody else placed it. */
  readonly callId: string | null;
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
    callId: taggedId(fields),
    from: text(fields, 'from') || 'unknown',
    to: text(fields, 'to') || 'unknown',
    status: text(fields, 'call_status'),
    sipStatus: text(fields, 'sip_status'),
    over: saysOver(text(fields, 'call_status')),
  };
}

/** What jambonz' answering-machine detection says. */
export interface AnsweredByReport {
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As jambonz names it, e.g. `amd_human_detected`. */
  readonly detail: string;
}

const VERDICTS: ReadonlyMap<string, Omit<AnsweredByReport, 'detail'>> = new Map([
  ['amd_human_detected', { by: 'human', greetingOver: false, beep: false }],
  ['amd_machine_detected', { by: 'machine', greetingOver: false, beep: false }],
  ['amd_tone_detected', { by: 'machine', greetingOver: true, beep: true }],
  ['amd_machine_stopped_speaking', { by: 'machine', greetingOver: true, beep: false }],
  ['amd_no_speech_detected', { by: 'unknown', greetingOver: false, beep: false }],
  ['amd_decision_timeout', { by: 'unknown', greetingOver: false, beep: false }],
]);

/**
 * Reads an event of the detection, of which a call has several; null: it says nothing of who picked up.
 * https://docs.jambonz.org/guides/features/answering-machine-detection
 */
export function parseAnsweredBy(fields: JambonzFields): AnsweredByReport | null {
  const detail = text(fields, 'type');
  const verdict = VERDICTS.get(detail);
  return verdict === undefined ? null : { ...verdict, detail };
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

/** What the call was tagged with stands in `customerData`, which jambonz leaves as it was while it renames the rest. */
function taggedId(fields: JambonzFields): string | null {
  const tag = fields['customerData'] ?? fields['customer_data'];
  const id = typeof tag === 'object' && tag !== null ? text({ ...tag }, CALL_TAG) : '';
  return id === '' ? null : id;
}

function text(fields: JambonzFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
