// Journal: the append-only record of one call. Whoever keeps it gives it somewhere to write.
import type { CallId } from '../base/brand.ts';
import type { EpochMs, Micros } from '../base/time.ts';
import { msBetween } from '../base/time.ts';
import type { Clock } from '../base/world.ts';
import type { JournalEvent } from '../frames/journal-event.ts';

/** An event in its place: `sequence` counts from 1 without gaps, `atMs` is since the call opened. */
export interface JournalRecord {
  readonly callId: CallId;
  readonly sequence: number;
  readonly atMs: number;
  readonly wall: EpochMs;
  readonly event: JournalEvent;
}

/** Where records go, in order. */
export interface JournalSink {
  /** Takes the record over; must not throw. */
  append(record: JournalRecord): void;
  /** Resolves when everything appended so far would survive a crash; never rejects. */
  settled(): Promise<void>;
}

/** The journal of one call. */
export interface Journal {
  readonly callId: CallId;
  readonly records: readonly JournalRecord[];
  append(event: JournalEvent): void;
  settled(): Promise<void>;
  /** Milliseconds since the call opened, at an instant of this World. */
  msAt(at: Micros): number;
}

/** Opens the journal of a call; `earlier` are its records when the call goes on after a restart. */
export function openJournal(
  callId: CallId,
  clock: Clock,
  sink: JournalSink,
  earlier: readonly JournalRecord[] = [],
): Journal {
  const records = [...earlier];
  const openedWall = records[0]?.wall ?? clock.wall();
  const startedAt = clock.now();
  // Instants of the monotonic clock do not outlive a process: what came before counts by the wall clock.
  const beforeMs = Math.max(0, clock.wall() - openedWall);
  const msAt = (at: Micros): number => beforeMs + Math.round(msBetween(startedAt, at));
  return {
    callId,
    records,
    msAt,
    append(event) {
      const record: JournalRecord = {
        callId,
        sequence: records.length + 1,
        atMs: msAt(clock.now()),
        wall: clock.wall(),
        event,
      };
      records.push(record);
      sink.append(record);
    },
    settled: () => sink.settled(),
  };
}
