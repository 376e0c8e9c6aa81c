// Opening records: how the journal of a call begins. That of an outgoing one begins before anybody places it.
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { CallOrder } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import { callRedactor, redactionOf } from '../../call/redaction/call-redactor.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { Model } from '../../models/model.ts';
import type { IncomingCall } from '../switchboard.ts';

/** A call that opens. */
export interface OpeningFacts {
  readonly world: Pick<World, 'clock' | 'random'>;
  /** `from`, `to`: PII. */
  readonly call: Pick<IncomingCall, 'carrier' | 'carrierCallId' | 'from' | 'to'>;
  readonly plan: CallPlan;
  readonly model: Pick<Model, 'name' | 'parts'>;
  /** Null: somebody calls us. */
  readonly order: CallOrder | null;
  /** What is to stand behind its opening, as if it had been said in this call; each counts as long ago as it does there. */
  readonly goesOn?: readonly JournalRecord[];
}

/** The call as it is opened, under a new id, and what was wanted of it. */
export function openingRecords({
  world,
  call,
  plan,
  model,
  order,
  goesOn = [],
}: OpeningFacts): readonly JournalRecord[] {
  const { carrier, carrierCallId, from, to } = call;
  const now = world.clock.wall();
  const wall = (now - (goesOn.at(-1)?.atMs ?? 0)) as EpochMs;
  // Ids sort by time: the wall clock in base 36 first.
  const callId = `call_${now.toString(36)}${world.random.token(14)}` as CallId;
  const opened: JournalEvent = {
    kind: 'call.opened',
    carrier,
    carrierCallId,
    direction: order === null ? 'inbound' : 'outbound',
    from,
    to,
    agent: plan.agent,
    model: model.name,
    ...(model.parts === undefined ? {} : { parts: model.parts }),
    variables: plan.variables,
    ...(plan.redact.length === 0 ? {} : { redact: plan.redact }),
  };
  const events: readonly JournalEvent[] = order === null ? [opened] : [opened, ...wanted(order)];
  const opening = events.map((event) => ({ atMs: 0, event }));
  return [...opening, ...goesOn].map(({ atMs, event }, index) => ({
    callId,
    sequence: index + 1,
    atMs,
    wall: (wall + atMs) as EpochMs,
    event,
  }));
}

/** The same as they may be kept: what a human is told of a caller can hold what the caller said. */
export function keptOpening(records: readonly JournalRecord[], plan: CallPlan): readonly JournalRecord[] {
  const redactor = callRedactor({ kinds: redactionOf(records), languages: [plan.language] });
  return records.map((record) => redactor.take(record));
}

function wanted(order: CallOrder): readonly JournalEvent[] {
  const { purpose, greeting, voicemail, answerWithinMs, durationMsMax, consultation, traceparent } = order;
  const trace = traceparent === undefined ? {} : { traceparent };
  return [
    { kind: 'dial.wanted', purpose, greeting, voicemail, answerWithinMs, durationMsMax, ...trace },
    ...(consultation === null ? [] : [{ kind: 'briefing.wanted', ...consultation } as const]),
  ];
}
