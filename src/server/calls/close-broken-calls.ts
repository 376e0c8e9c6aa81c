// Close broken calls: gives an outcome to calls whose process died, once their carrier has had time to bring them back.
import type { Timer, World } from '../../base/world.ts';
import { closeBroken } from '../../call/close-broken.ts';
import { viewOf } from '../../call/view-of.ts';
import { costUsd } from '../../models/openai/price.ts';
import type { Store } from '../../store/store.ts';
import type { Switchboard } from '../switchboard.ts';

/** Where the calls are, and who may still hold one. */
export interface CloseBrokenCallsOptions {
  readonly world: World;
  readonly store: Store;
  readonly switchboard: Switchboard;
  /** Other processes keep their calls in this store: only what none of them can still hold is closed. */
  readonly shared: boolean;
}

/** How long after the start a carrier may still come back with a call of the process before. */
const RETURN_MS_MAX = 120_000;

/** No call of any process is older than this and alive. */
const AGE_MS_MAX = 25 * 3600_000;

/** Calls closed in one go; the rest waits for the next start. */
const CALLS_MAX = 200;

/** Waits, then closes. `stop` gives it up. */
export function closeBrokenCalls(options: CloseBrokenCallsOptions): Timer {
  return options.world.timers.after(RETURN_MS_MAX, () => {
    void closeAll(options).catch(() => options.world.log.error('calls.broken-not-closed'));
  });
}

async function closeAll({ world, store, switchboard, shared }: CloseBrokenCallsOptions): Promise<void> {
  for (const status of ['ringing', 'live'] as const) {
    for (const { id, startedAt } of await store.calls({ status, limit: CALLS_MAX })) {
      if (switchboard.view(id) !== null) continue;
      if (shared && world.clock.wall() - Date.parse(startedAt) < AGE_MS_MAX) continue;
      const records = await store.journal(id);
      if (records.length === 0) continue;
      const last = closeBroken(records);
      // Null: the journal came to its end, but its process did not live to write it out.
      if (last !== null) await store.append([last]);
      await store.project(viewOf(last === null ? records : [...records, last], costUsd));
      world.log.warn('call.broken-closed', { callId: id });
    }
  }
}
