// Observed: what a server sees of its calls, as it does, for one call of the frame path: journal, view, metrics, and a trace
// of frames that nobody has switched on. Its store takes what it is given and forgets it, later, as a database would.
import type { CallId } from '../src/base/brand.ts';
import type { World } from '../src/base/world.ts';
import type { JournalRecord, JournalSink } from '../src/call/journal.ts';
import { callView } from '../src/call/view-of.ts';
import type { Tap } from '../src/graph/run.ts';
import { countRecord } from '../src/server/count-records.ts';
import { metricRegistry } from '../src/server/metric-registry.ts';
import { frameTrace } from '../src/server/telemetry/frame-trace.ts';
import { journalWriter } from '../src/store/journal-writer.ts';

/** Who watches one call, and where its journal goes. */
export interface Observed {
  readonly sink: JournalSink;
  readonly taps: readonly Tap[];
}

/** Everything that watches a call of a server. */
export function observed(world: World, callId: CallId): Observed {
  const { timers, log } = world;
  const writer = journalWriter({ append: () => Promise.resolve() }, { timers, log });
  const view = callView(() => null);
  const metrics = metricRegistry();
  const taps: Tap[] = [];
  frameTrace({
    world,
    spans: { keep: () => Promise.resolve() },
    callId,
    traceId: '0'.repeat(32),
    taps,
    switched() {},
  });
  return {
    sink: {
      append(record: JournalRecord) {
        view.apply(record);
        writer.append(record);
        countRecord(metrics, record, view.view);
      },
      settled: () => writer.settled(),
    },
    taps,
  };
}
