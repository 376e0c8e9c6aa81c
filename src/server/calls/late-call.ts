// Late call: one that we placed and that has ended here, before its carrier told the id by which it can be hung up.
import type { CarrierDoor } from '../../carriers/carrier-door.ts';
import type { Store } from '../../store/store.ts';

/** Where ended calls are, and who can hang up. */
export interface LateCallOptions {
  readonly store: Pick<Store, 'call'>;
  readonly doors: readonly Pick<CarrierDoor, 'name' | 'control'>[];
}

/** Has the carrier end a call of which the store says that it is over and never had an id; null: not ours. Never rejects. */
export async function hangUpLateCall(
  { store, doors }: LateCallOptions,
  callId: string | null,
  carrierCallId: string,
): Promise<void> {
  if (callId === null) return;
  const kept = await store.call(callId).catch(() => null);
  // A call that is not over may be with another process, and one that had its id was hung up by it.
  if (kept === null || kept.status !== 'ended' || kept.callSid !== '') return;
  await doors.find(({ name }) => name === kept.carrier)?.control.hangUp(carrierCallId);
}
