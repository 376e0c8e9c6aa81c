// The journal's writer: takes records from live calls at once and brings them to the store in order, in its own time.
import { BoundedQueue } from '../base/bounded-queue.ts';
import { OffhookError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Timer, Timers } from '../base/world.ts';
import type { JournalRecord, JournalSink } from '../call/journal.ts';
import type { NewJob } from './jobs.ts';
import type { Store } from './store.ts';

/** Records of all calls that wait for the store, at most: at a kilobyte each some 10 MB. Beyond it new ones are lost. */
export const RECORDS_WAITING_MAX = 10_000;

/** Records in one append. */
export const BATCH_RECORDS_MAX = 500;

/** How long anyone is kept waiting for what they appended to be durable. */
export const SETTLED_MS_MAX = 1000;

/** How long `close` goes on trying. */
export const CLOSE_MS_MAX = 5000;

/** The first wait after a failed append; each further one is twice as long, up to `RETRY_MS_MAX`. */
export const RETRY_MS_MIN = 100;
/** The longest wait between two appends that fail. */
export const RETRY_MS_MAX = 5000;

/** A sink that never makes a call wait for the store for longer than `SETTLED_MS_MAX`. */
export interface JournalWriter extends JournalSink {
  /** Resolves after `SETTLED_MS_MAX` at the latest; by then it may still wait for the store. */
  settled(): Promise<void>;
  /** Writes what waits, for `CLOSE_MS_MAX` at most; what is left then, and what comes later, is lost. Never rejects. */
  close(): Promise<void>;
  /** Records that are not, or not known to be, in the store and never will be. */
  readonly lost: number;
  /** Records that wait for the store. */
  readonly waiting: number;
}

/** What the writer needs of the World, and its bound. */
export interface JournalWriterOptions {
  readonly timers: Timers;
  readonly log: Log;
  /** Default `RECORDS_WAITING_MAX`. */
  readonly recordsWaitingMax?: number;
  /** The work that records call for, which the store is given with them. Default: none. */
  readonly jobs?: {
    of(record: JournalRecord): readonly NewJob[];
    /** Some are in the store. */
    added(): void;
  };
}

interface Waiter {
  /** Waits until this many accepted records are dealt with. */
  readonly upTo: number;
  readonly release: () => void;
}

/** A writer to `store`. One append is under way at a time; what comes meanwhile goes with the next. */
export function journalWriter(store: Pick<Store, 'append'>, options: JournalWriterOptions): JournalWriter {
  const { timers, log, jobs } = options;
  const queue = new BoundedQueue<JournalRecord>(
    options.recordsWaitingMax ?? RECORDS_WAITING_MAX,
    // A journal that breaks off is a journal all the same; one without its beginning is none.
    'refuse-new',
  );
  let waiters: Waiter[] = [];
  let accepted = 0;
  let settledCount = 0;
  let lost = 0;
  let losing = false;
  let writing = false;
  let closing: Promise<void> | null = null;
  let abandoned = false;
  let endPause: () => void = () => {};

  function lose(count: number, why: string): void {
    lost += count;
    // Once for each time that losing begins: a full queue must not flood the log too.
    if (!losing) log.error('journal.losing', { why, lost, waiting: accepted - settledCount });
    losing = true;
  }

  function settle(count: number): void {
    settledCount += count;
    const due = waiters.filter((waiter) => waiter.upTo <= settledCount);
    waiters = waiters.filter((waiter) => waiter.upTo > settledCount);
    for (const waiter of due) waiter.release();
  }

  function settledWithin(ms: number): Promise<void> {
    if (settledCount === accepted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = timers.after(ms, () => {
        waiters = waiters.filter((other) => other !== waiter);
        resolve();
      });
      const waiter: Waiter = {
        upTo: accepted,
        release() {
          timer.stop();
          resolve();
        },
      };
      waiters.push(waiter);
    });
  }

  async function write(): Promise<void> {
    writing = true;
    // What is appended in this same turn goes along.
    await Promise.resolve();
    while (queue.size > 0) await keep(nextBatch());
    writing = false;
  }

  function nextBatch(): readonly JournalRecord[] {
    const batch: JournalRecord[] = [];
    while (batch.length < BATCH_RECORDS_MAX) {
      const record = queue.shift();
      if (record === undefined) break;
      batch.push(record);
    }
    return batch;
  }

  /** Returns when every one of `records` is in the store or given up. */
  async function keep(records: readonly JournalRecord[]): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        const work = records.flatMap((record) => jobs?.of(record) ?? []);
        await store.append(records, work);
        if (work.length > 0) jobs?.added();
        if (abandoned) return;
        if (failures > 0) log.info('journal.store-back', { failures, lost });
        losing = false;
        settle(records.length);
        return;
      } catch (error) {
        if (abandoned) return;
        if (!(error instanceof OffhookError && error.code === 'STORE_UNAVAILABLE'))
          return await keepApart(records, error);
        if (failures === 0) log.warn('journal.store-unavailable', { waiting: accepted - settledCount });
        await pause(Math.min(RETRY_MS_MIN * 2 ** failures, RETRY_MS_MAX));
        if (abandoned) return;
      }
    }
  }

  /** The store takes calls but not these records: each is tried alone, so that only the one that is wrong is lost. */
  async function keepApart(records: readonly JournalRecord[], error: unknown): Promise<void> {
    const [record] = records;
    if (record === undefined) return;
    if (records.length > 1) {
      for (const one of records) {
        await keep([one]);
        if (abandoned) return;
      }
      return;
    }
    lost += 1;
    // The error's message can quote what was said; its name and code cannot.
    log.error('journal.record-refused', {
      callId: record.callId,
      sequence: record.sequence,
      kind: record.event.kind,
      error: error instanceof Error ? error.name : typeof error,
    });
    settle(1);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = timers.after(ms, resolve);
      endPause = () => {
        timer.stop();
        resolve();
      };
    });
  }

  async function closeAll(): Promise<void> {
    await settledWithin(CLOSE_MS_MAX);
    abandoned = true;
    queue.drain();
    endPause();
    const left = accepted - settledCount;
    if (left > 0) lose(left, 'closed');
    settle(left);
  }

  return {
    append(record) {
      if (closing !== null) return lose(1, 'closed');
      if (!queue.push(record)) return lose(1, 'full');
      accepted += 1;
      if (!writing) void write();
    },
    settled: () => settledWithin(SETTLED_MS_MAX),
    close: () => (closing ??= closeAll()),
    get lost() {
      return lost;
    },
    get waiting() {
      return accepted - settledCount;
    },
  };
}
