// Telnyx's Call Control webhooks, read: one event of one leg of a call. Pure.
// https://developers.telnyx.com/docs/voice/programmable-voice/voice-api-webhooks
import { readLegNote, type LegNote } from './leg-note.ts';
import { member, parsedJson } from './rest.ts';

/** An event, of the kinds that matter here. */
export interface CallEvent {
  /** Of the event; the same when it is sent again. */
  readonly eventId: string;
  /** E.g. `call.initiated`. */
  readonly type: string;
  /** The leg's id, which commands are addressed to. */
  readonly callControlId: string;
  /** PII, both. */
  readonly from: string;
  readonly to: string;
  /** True: somebody called us. */
  readonly incoming: boolean;
  /** What our last command wrote on the leg; null for none of ours. */
  readonly note: LegNote | null;
  /** Of events of a stream; empty elsewhere. */
  readonly streamId: string;
  /** Of events of a conference; empty elsewhere. */
  readonly conferenceId: string;
  /** Of `streaming.failed`: Telnyx's word; empty elsewhere. */
  readonly failure: string;
  /** Of `call.hangup`, e.g. `normal_clearing`; empty elsewhere. */
  readonly hangUpCause: string;
  /** Of `call.hangup`: the answer of SIP, e.g. `486`; empty elsewhere, and where there is none. */
  readonly sipCause: string;
  /** Of a REFER: what its target answered, e.g. `200`; empty elsewhere. */
  readonly notified: string;
  /** Of detections, e.g. `human_residence`; empty elsewhere. */
  readonly result: string;
}

/** Reads a webhook's body; null when it names no leg of a call. Never throws. */
export function parseCallEvent(body: string): CallEvent | null {
  const data = member(parsedJson(body), 'data');
  const payload = member(data, 'payload');
  const callControlId = text(payload, 'call_control_id');
  const type = text(data, 'event_type');
  if (callControlId === '' || type === '') return null;
  return {
    eventId: text(data, 'id'),
    type,
    callControlId,
    from: text(payload, 'from'),
    to: text(payload, 'to'),
    incoming: text(payload, 'direction') === 'incoming',
    note: readLegNote(text(payload, 'client_state')),
    streamId: text(payload, 'stream_id'),
    conferenceId: text(payload, 'conference_id'),
    failure: text(payload, 'failure_reason'),
    hangUpCause: text(payload, 'hangup_cause'),
    sipCause: /^[3-6]\d\d$/.exec(text(payload, 'sip_hangup_cause'))?.[0] ?? '',
    notified: code(payload, 'sip_notify_response'),
    result: text(payload, 'result'),
  };
}

function code(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === 'number' ? String(found) : text(value, name);
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}
