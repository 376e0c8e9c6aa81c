// Forgetting: the contract of how calls leave the store again: kind by kind or whole, unless they are held.
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { CallStatus } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { ArchivedFile } from './archived-files.ts';

/**
 * What is kept of a call, by kind. `transcript` is every word: lines, what tools were called with and answered, what came
 * of the call in words. `caller`: the other side's number. `call`: the call itself with all that is left of it.
 */
export const FORGET_KINDS = [
  'recording',
  'transcript',
  'journal',
  'spans',
  'outcome',
  'tape',
  'caller',
  'call',
] as const;

/** One of them. */
export type ForgetKind = (typeof FORGET_KINDS)[number];

/** A call as far as one must know it to forget it. */
export interface ForgettableCall {
  readonly id: CallId;
  readonly status: CallStatus;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Something holds it: its own id, its other side's number, or the call for which it asks a human. */
  readonly held: boolean;
}

/** An archived file, and the disk on which it lies. */
export interface KeptFile extends ArchivedFile {
  /** The data directory of a file on disk; null: not known, or in no data directory. */
  readonly place: string | null;
}

/** How many rows there were, by table; tables without any are left out. */
export type ForgottenRows = Readonly<Record<string, number>>;

/** What must not be deleted, whatever its age and whoever asks. */
export interface Hold {
  readonly kind: 'call' | 'caller';
  /** The call's id, or the number; PII. */
  readonly subject: string;
  /** In the words of who holds it. */
  readonly reason: string;
  /** ISO 8601. */
  readonly heldAt: string;
}

/**
 * Deletes what is kept of calls. Nothing of a call that is held, or has not ended, is ever deleted. Doing it again does no
 * harm. Every method rejects with `STORE_UNAVAILABLE` when the store cannot be reached.
 */
export interface Forgetting {
  /** By our id; null: there is no such call any more. */
  find(callId: CallId): Promise<ForgettableCall | null>;
  /** Which kinds of a call are gone. */
  forgotten(callId: CallId): Promise<readonly ForgetKind[]>;
  /** The calls whose other side is `number`, and those in which a human was asked to take one of them; by id behind `after`. */
  ofCaller(number: string, after: CallId | null, limit: number): Promise<readonly ForgettableCall[]>;
  /** Ended calls of which that kind is not forgotten, longest ended first; none that is held. */
  expired(kind: ForgetKind, endedBefore: EpochMs, limit: number): Promise<readonly CallId[]>;
  files(callId: CallId): Promise<readonly KeptFile[]>;
  /** Takes files of a call off the list. */
  forgetFiles(callId: CallId, names: readonly string[]): Promise<void>;
  /** What `forget` would delete. */
  rows(callId: CallId, kinds: readonly ForgetKind[]): Promise<ForgottenRows>;
  /** Deletes these kinds of a call, all or none. Null: it is held, or has not ended. */
  forget(callId: CallId, kinds: readonly ForgetKind[]): Promise<ForgottenRows | null>;
  /** Writes records over those that stand in their place; where none does, nothing is written. */
  rewrite(records: readonly JournalRecord[]): Promise<void>;
  /** False: it is held already. */
  hold(hold: Hold): Promise<boolean>;
  /** False: it was not held. */
  release(kind: Hold['kind'], subject: string): Promise<boolean>;
  /** Oldest first, at most `HOLDS_MAX`. */
  holds(): Promise<readonly Hold[]>;
}

/** Holds in a list. */
export const HOLDS_MAX = 10_000;
