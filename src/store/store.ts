// Store: the contract of what keeps calls. One suite holds SQLite and Postgres to it.
import type { CallId } from '../base/brand.ts';
import type { CallView } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { ArchivedFiles } from './archived-files.ts';
import type { Forgetting } from './forgetting.ts';
import type { Jobs, NewJob } from './jobs.ts';
import type { Alarms, Turns } from './turns.ts';
import type { WorkflowSpans } from './workflow-spans.ts';

/** Which calls to list, newest first. */
export interface CallQuery {
  readonly status?: CallView['status'];
  /** Only calls older than this one; nothing when it is not there. */
  readonly before?: CallId;
  /** 1 to 200. */
  readonly limit: number;
}

/** A call in a list: without what was said in it. */
export type CallSummary = Omit<
  CallView,
  'transcript' | 'tools' | 'interruptions' | 'turns' | 'steering' | 'consultations' | 'sound'
>;

/**
 * Keeps calls. A text is kept as it is but for NUL and halves of surrogate pairs, which become U+FFFD. Every method rejects with `STORE_UNAVAILABLE` when the store cannot be reached.
 * `close` lets what was begun come to its end.
 */
export interface Store extends AsyncDisposable {
  /** For people. `memory` is the tests' own. */
  readonly kind: 'sqlite' | 'postgres' | 'memory';
  /** Brings the schema up to this version; returns the names of the migrations it ran. `STORE_TOO_NEW` when it cannot. */
  migrate(): Promise<readonly string[]>;
  /**
   * Appends journal records, all or none, of any calls. A record that is already there is left as it is. With its
   * `call.opened` a call is listed as ringing, so that no call that began is ever out of sight. `jobs` are what the
   * records call for: they are added with them, or not at all.
   */
  append(records: readonly JournalRecord[], jobs?: readonly NewJob[]): Promise<void>;
  /**
   * Appends the first records of a call, its `call.opened` among them, unless a call was opened with this key before;
   * both or neither. Resolves to the id of the call that has the key.
   */
  open(records: readonly JournalRecord[], key: string): Promise<CallId>;
  /** The call that has the key; null when none was opened with it. */
  opened(key: string): Promise<CallId | null>;
  /** Writes what the journal says of a call into the tables people query: calls, transcripts, outcomes, recordings. Replaces what stood there. */
  project(view: CallView): Promise<void>;
  /** By our id or the carrier's; of several calls with one carrier's id the latest. What was projected last. */
  call(id: string): Promise<CallView | null>;
  calls(query: CallQuery): Promise<readonly CallSummary[]>;
  /** US dollars that are known of what the calls cost which opened since then, as they were projected last. `since`: ISO 8601. */
  spentSince(since: string): Promise<number>;
  journal(callId: CallId): Promise<readonly JournalRecord[]>;
  /** A small key-value shelf for sample data of examples: JSON by collection and key. */
  readonly shelf: Shelf;
  /** Work that outlives its process. */
  readonly jobs: Jobs;
  /** Which files of a call lie in the archive. */
  readonly archived: ArchivedFiles;
  /** How calls leave the store again. */
  readonly forgetting: Forgetting;
  /** The spans of calls. */
  readonly spans: WorkflowSpans;
  /** How fast turns were, as far as calls were projected. */
  readonly turns: Turns;
  readonly alarms: Alarms;
  /** Resolves when the store answers; for readiness. */
  ping(): Promise<void>;
}

/** JSON values by collection and key. */
export interface Shelf {
  /** Undefined when nothing stands there. */
  get(collection: string, key: string): Promise<unknown>;
  put(collection: string, key: string, value: unknown): Promise<void>;
  /** Puts only when nothing stands there; whether it did. */
  add(collection: string, key: string, value: unknown): Promise<boolean>;
  /** By key, in the order of its characters. */
  list(collection: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
}
