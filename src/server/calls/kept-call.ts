// Kept call: one of which this process knows nothing, as the store has it: another process, now gone, may have had it.
import { planBriefing } from '../../agent/plan-briefing.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { orderOf } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { IncomingCall } from '../switchboard.ts';
import type { SwitchboardOptions } from './switchboard-options.ts';

/** All that it takes to go on with it. */
export interface KeptCall {
  readonly call: IncomingCall;
  readonly plan: CallPlan;
  /** At least one record. */
  readonly earlier: readonly JournalRecord[];
}

/** By our id or the carrier's; null when it is not known, has ended, or cannot be read. */
export async function keptCall(
  { store, plan: planOf }: Pick<SwitchboardOptions, 'store' | 'plan'>,
  id: string,
  origin: string,
): Promise<KeptCall | null> {
  const kept = await store.call(id).catch(() => null);
  if (kept === null || kept.status === 'ended') return null;
  const earlier = await store.journal(kept.id).catch(() => []);
  if (earlier.length === 0) return null;
  const { carrier, callSid: carrierCallId, from, to } = kept;
  const call = { carrier, carrierCallId, from, to, fromState: null, origin };
  const order = orderOf(earlier);
  const plan = await planOf(call, order);
  const asks = order?.consultation ?? null;
  return { call, earlier, plan: asks === null ? plan : planBriefing(plan, asks.briefing) };
}
