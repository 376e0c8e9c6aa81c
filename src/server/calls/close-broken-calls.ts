// Close broken calls: gives an outcome to calls whose process died, once their carrier has had time to bring them back.
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { RecordingInfo } from '../../call/call-view.ts';
import { closeBroken } from '../../call/close-broken.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { viewOf, type PriceOf } from '../../call/view-of.ts';
import type { NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { Switchboard } from '../switchboard.ts';

/** Where the calls are, and who may still hold one. */
export interface CloseBrokenCallsOptions {
  readonly world: World;
  readonly store: Store;
  readonly switchboard: Switchboard;
  /** Whether no other process has calls in this store now; where one may, only what is too old to live is closed. */
  readonly alone: () => boolean;
  /** Makes whole what was recorded of the call that began on `startedAt`, silent in what its records have taken out; null when nothing was. Does not reject. */
  recording(
    callId: CallId,
    startedAt: EpochMs,
    records: readonly JournalRecord[],
  ): Promise<RecordingInfo | null>;
  readonly price: PriceOf;
  /** The work that a record calls for. */
  jobsOf(record: JournalRecord): readonly NewJob[];
}

/** How long after the last sign of life of its process a carrier may still come back with a call. */
const RETURN_MS_MAX = 120_000;

/** No call of any process is older than this and alive. */
const AGE_MS_MAX = 25 * 3600_000;

/** Other processes die while we run, and what they leave grows old: how often one looks. */
const AGAIN_MS = 600_000;

/** Calls closed in one go; the rest waits for the next time. */
const CALLS_MAX = 200;

/** Waits, then closes, again and again. `stop` gives it up. */
export function closeBrokenCalls(options: CloseBrokenCallsOptions): Timer {
  const { timers, log } = options.world;
  let timer = timers.after(RETURN_MS_MAX, look);
  function look(): void {
    timer = timers.after(AGAIN_MS, look);
    void closeAll(options).catch(() => log.error('calls.broken-not-closed'));
  }
  return { stop: () => timer.stop() };
}

async function closeAll(options: CloseBrokenCallsOptions): Promise<void> {
  const { world, store, switchboard } = options;
  const now = world.clock.wall();
  const calls = [
    ...(await store.calls({ status: 'ringing', limit: CALLS_MAX })),
    ...(await store.calls({ status: 'live', limit: CALLS_MAX })),
  ];
  // Asked after the list was made: whoever comes later has none of these calls.
  const alone = calls.length > 0 && options.alone();
  for (const { id, startedAt } of calls) {
    if (switchboard.view(id) !== null) continue;
    const openedAt = Date.parse(startedAt) as EpochMs;
    if (!alone && now - openedAt < AGE_MS_MAX) continue;
    const records = await store.journal(id);
    const lastSign = records.at(-1)?.wall;
    if (lastSign === undefined || now - lastSign < RETURN_MS_MAX) continue;
    const recording = lacksRecording(records) ? await options.recording(id, openedAt, records) : null;
    // Empty: the journal came to its end, but its process did not live to write it out.
    const last = closeBroken(records, recording);
    if (last.length > 0)
      await store.append(
        last,
        last.flatMap((record) => options.jobsOf(record)),
      );
    await store.project(viewOf([...records, ...last], options.price));
    world.log.warn('call.broken-closed', { callId: id });
  }
}

function lacksRecording(records: readonly JournalRecord[]): boolean {
  const kinds = new Set(records.map(({ event }) => event.kind));
  return kinds.has('recording.started') && !kinds.has('recording.stored');
}
