// Opening records: how the journal of an outgoing call begins, before anybody places it.
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { Placement } from './placement.ts';

/** What is settled of the call beside its placement. */
export interface OpeningFacts {
  readonly callId: CallId;
  readonly wall: EpochMs;
  readonly plan: CallPlan;
  /** The model's name. */
  readonly model: string;
}

/** The call as it is opened, and what was wanted of it. */
export function openingRecords(
  { carrier, from, to, order }: Placement,
  { callId, wall, plan, model }: OpeningFacts,
): readonly JournalRecord[] {
  const { variables: _, ...wanted } = order;
  const events: readonly JournalEvent[] = [
    {
      kind: 'call.opened',
      carrier,
      carrierCallId: '',
      direction: 'outbound',
      from,
      to,
      agent: plan.agent,
      model,
      variables: plan.variables,
    },
    { kind: 'dial.wanted', ...wanted },
  ];
  return events.map((event, index) => ({ callId, sequence: index + 1, atMs: 0, wall, event }));
}
