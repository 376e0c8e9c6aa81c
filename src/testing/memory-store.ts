// The memory store: a store for simulated calls, held to the same contract as the real ones.
import { assert } from '../base/assert.ts';
import type { CallId } from '../base/brand.ts';
import { OffhookError } from '../base/errors.ts';
import type { CallView } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import { viewOf } from '../call/view-of.ts';
import type { ForgetKind, Hold, KeptFile } from '../store/forgetting.ts';
import type { Span } from '../call/span.ts';
import type { CallQuery, CallSummary, Shelf, Store } from '../store/store.ts';
import { fromStoredJson, storable, toStoredJson } from '../store/stored-json.ts';
import { memoryForgetting } from './memory-forgetting.ts';
import { addJobs, memoryJobs, type KeptJob } from './memory-jobs.ts';
import { memorySpans } from './memory-spans.ts';
import { memoryAlarms, memoryTurns } from './memory-turns.ts';

/** What a memory store keeps; it outlives the store, as a file does. */
export interface StoreMemory {
  readonly calls: Map<string, CallView>;
  /** By call, then by sequence. */
  readonly journals: Map<string, Map<number, JournalRecord>>;
  /** Calls by the key under which they were asked for. */
  readonly keys: Map<string, CallId>;
  /** By collection, then by key: JSON text. */
  readonly shelf: Map<string, Map<string, string>>;
  /** By id. */
  readonly jobs: Map<string, KeptJob>;
  /** By call, then by name. */
  readonly archived: Map<string, Map<string, KeptFile>>;
  /** By kind and subject. */
  readonly holds: Map<string, Hold>;
  /** By call. */
  readonly forgotten: Map<string, Set<ForgetKind>>;
  /** By call, then by id. */
  readonly spans: Map<string, Map<string, Span>>;
  /** By name: whether it is on. */
  readonly alarms: Map<string, boolean>;
}

/** Nothing kept yet. */
export function storeMemory(): StoreMemory {
  return {
    calls: new Map(),
    journals: new Map(),
    keys: new Map(),
    shelf: new Map(),
    jobs: new Map(),
    archived: new Map(),
    holds: new Map(),
    forgotten: new Map(),
    spans: new Map(),
    alarms: new Map(),
  };
}

const CALLS_PER_PAGE_MAX = 200;

/** A store in `memory`. */
export function memoryStore(memory: StoreMemory = storeMemory()): Store {
  let closed = false;

  function use<Result>(work: () => Result): Promise<Result> {
    if (closed) return Promise.reject(new OffhookError('STORE_UNAVAILABLE', 'the store is closed'));
    return Promise.resolve(work());
  }

  return {
    kind: 'memory',
    migrate: () => use(() => []),
    append: (records, jobs = []) =>
      use(() => {
        records.forEach((record) => appendTo(memory, copyOf(record)));
        addJobs(memory.jobs, jobs);
      }),
    open: (records, key) =>
      use(() => {
        const [first] = records;
        assert(first !== undefined, 'a call is opened with its first record');
        const taken = memory.keys.get(storable(key));
        if (taken !== undefined) return taken;
        memory.keys.set(storable(key), first.callId);
        records.forEach((record) => appendTo(memory, copyOf(record)));
        return first.callId;
      }),
    opened: (key) => use(() => memory.keys.get(storable(key)) ?? null),
    project: (view) => use(() => void memory.calls.set(view.id, copyOf(view))),
    call: (id) =>
      use(() => {
        const found = memory.calls.get(id) ?? newestFirst(memory).find((call) => call.callSid === id) ?? null;
        return found === null ? null : copyOf(found);
      }),
    calls: (query) => use(() => list(memory, query)),
    spentSince: (since) =>
      use(() =>
        [...memory.calls.values()]
          .filter(({ startedAt }) => startedAt >= since)
          .reduce((sum, { cost }) => sum + cost.knownUsd, 0),
      ),
    journal: (callId) =>
      use(() => {
        const records = memory.journals.get(callId)?.values() ?? [];
        return [...records].toSorted((a, b) => a.sequence - b.sequence).map(copyOf);
      }),
    shelf: memoryShelf(memory, use),
    jobs: memoryJobs(memory.jobs, use),
    archived: {
      keep: (callId, files, place) =>
        use(() => {
          const kept = memory.archived.get(callId) ?? new Map<string, KeptFile>();
          memory.archived.set(callId, kept);
          for (const file of files)
            kept.set(file.name, { ...file, place: file.where === 'disk' ? (place ?? null) : null });
        }),
      of: (callId) =>
        use(() =>
          [...(memory.archived.get(callId)?.values() ?? [])]
            .toSorted((a, b) => compare(a.name, b.name))
            .map(({ place: _place, ...file }) => file),
        ),
    },
    forgetting: memoryForgetting(memory, use),
    spans: memorySpans(memory.spans, use),
    turns: memoryTurns(memory.calls, use),
    alarms: memoryAlarms(memory.alarms, memory.jobs, use),
    ping: () => use(() => {}),
    [Symbol.asyncDispose]() {
      closed = true;
      return Promise.resolve();
    },
  };
}

function appendTo({ calls, journals }: StoreMemory, record: JournalRecord): void {
  const { callId, sequence, event } = record;
  const journal = journals.get(callId) ?? new Map<number, JournalRecord>();
  journals.set(callId, journal);
  if (!journal.has(sequence)) journal.set(sequence, record);
  if (event.kind === 'call.opened' && !calls.has(callId))
    calls.set(
      callId,
      viewOf([record], () => null),
    );
}

function newestFirst({ calls }: StoreMemory): CallView[] {
  return [...calls.values()].toSorted((a, b) => compare(b.startedAt, a.startedAt) || compare(b.id, a.id));
}

function list(memory: StoreMemory, { status, before, limit }: CallQuery): readonly CallSummary[] {
  const all = newestFirst(memory);
  const edge = before === undefined ? -1 : all.findIndex((call) => call.id === before);
  if (before !== undefined && edge === -1) return [];
  return all
    .slice(edge + 1)
    .filter((call) => status === undefined || call.status === status)
    .slice(0, Math.min(Math.max(limit, 1), CALLS_PER_PAGE_MAX))
    .map(
      ({
        transcript: _transcript,
        tools: _tools,
        interruptions: _interruptions,
        turns: _turns,
        consultations: _consultations,
        steering: _steering,
        sound: _sound,
        ...summary
      }) => copyOf(summary),
    );
}

function memoryShelf(memory: StoreMemory, use: <Result>(work: () => Result) => Promise<Result>): Shelf {
  const shelfOf = (collection: string): Map<string, string> => {
    const shelf = memory.shelf.get(storable(collection)) ?? new Map<string, string>();
    memory.shelf.set(storable(collection), shelf);
    return shelf;
  };
  return {
    get: (collection, key) =>
      use(() => {
        const text = shelfOf(collection).get(storable(key));
        return text === undefined ? undefined : fromStoredJson<unknown>(text);
      }),
    put: (collection, key, value) =>
      use(() => void shelfOf(collection).set(storable(key), toStoredJson(value))),
    add: (collection, key, value) =>
      use(() => {
        const shelf = shelfOf(collection);
        if (shelf.has(storable(key))) return false;
        shelf.set(storable(key), toStoredJson(value));
        return true;
      }),
    list: (collection) =>
      use(() =>
        [...shelfOf(collection)]
          .toSorted(([a], [b]) => compare(a, b))
          .map(([key, text]) => ({ key, value: fromStoredJson<unknown>(text) })),
      ),
  };
}

/** What a database would give back: never the object that was handed over. */
function copyOf<Value>(value: Value): Value {
  return fromStoredJson<Value>(toStoredJson(value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
