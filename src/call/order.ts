// Order: what was asked for of an outgoing call, as its journal keeps it: another process can take the call up by it.
import type { CallId } from '../base/brand.ts';
import type { VoicemailPolicy } from '../frames/dialling.ts';
import type { Briefing } from '../frames/transfer-frames.ts';
import type { JournalRecord } from './journal.ts';

/** What an outgoing call was asked for with. Texts have their placeholders still in them. */
export interface CallOrder {
  /** They win over the agent's own; PII. */
  readonly variables: Readonly<Record<string, string>>;
  /** Null: who is called speaks first. */
  readonly greeting: string | null;
  readonly purpose: string | null;
  readonly voicemail: VoicemailPolicy | null;
  /** How long it may ring. */
  readonly answerWithinMs: number;
  /** Null: as long as the agent's calls. */
  readonly durationMsMax: number | null;
  /** The trace of whoever asked, as W3C's header has it; absent: they said none. */
  readonly traceparent?: string;
  /** Null: nobody is asked to take another call over. */
  readonly consultation: ConsultationOrder | null;
}

/** The caller that a human is to be asked about. */
export interface ConsultationOrder {
  /** The caller's call. */
  readonly callId: CallId;
  /** PII. */
  readonly briefing: Briefing;
}

/** The order that a journal tells of; null for a call that came in. */
export function orderOf(records: readonly JournalRecord[]): CallOrder | null {
  let order: CallOrder | null = null;
  let variables: CallOrder['variables'] = {};
  for (const { event } of records) {
    if (event.kind === 'call.opened') ({ variables } = event);
    if (event.kind === 'dial.wanted') {
      const { kind: _, ...wanted } = event;
      order ??= { ...wanted, variables, consultation: null };
    }
    if (event.kind === 'briefing.wanted' && order !== null) {
      const { callId, briefing } = event;
      order = { ...order, consultation: { callId, briefing } };
    }
  }
  return order;
}
