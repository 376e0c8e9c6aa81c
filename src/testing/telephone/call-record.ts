// What an emulated call leaves behind: every verb, word, key, mark and byte, with its time.
import type { StreamEndedBy } from './emulated-stream.ts';
import type { Instruction } from './instruction.ts';
import type { MarkCause } from './playout-buffer.ts';

/** All times are milliseconds since the call began to ring. */
export interface CallRecord {
  /** Each verb that was carried out, as its carrier calls it, e.g. `Connect`, and what it amounts to. */
  readonly verbs: readonly {
    readonly name: string;
    readonly kind: Instruction['kind'];
    readonly atMs: number;
  }[];
  /** What the carrier's own voice said. */
  readonly says: readonly { readonly text: string; readonly language: string; readonly atMs: number }[];
  /** Keys that reached a stream. */
  readonly digits: readonly { readonly digit: string; readonly atMs: number }[];
  /** Marks as they were returned; `heardBytes` of their stream had sounded when they were due. */
  readonly marks: readonly MarkRecord[];
  /** When the server cleared the buffer. */
  readonly clears: readonly number[];
  /** Keys that the server sent to the phone's end. */
  readonly sentDigits: readonly { readonly digits: string; readonly atMs: number }[];
  readonly streams: readonly Readonly<StreamRecord>[];
  readonly dials: readonly { readonly to: string; readonly status: string; readonly atMs: number }[];
  /** Conferences that the call was in; `shared`: with somebody else. */
  readonly conferences: readonly {
    readonly room: string;
    readonly shared: boolean;
    readonly enteredMs: number;
    readonly leftMs: number;
  }[];
  /** Webhooks and callbacks, with the status that the server answered; 0 when no answer came. */
  readonly requests: readonly { readonly url: string; readonly status: number; readonly atMs: number }[];
  /** Errors and warnings that the carrier would show, with its codes. */
  readonly refusals: readonly { readonly code: number; readonly detail: string; readonly atMs: number }[];
}

/** One mark that came back. */
export interface MarkRecord {
  readonly name: string;
  readonly cause: MarkCause;
  readonly heardBytes: number;
  readonly streamId: string;
  readonly atMs: number;
}

/** What happened on one stream of the call. */
export interface StreamRecord {
  readonly streamId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Null: the stream never opened. */
  startedMs: number | null;
  endedMs: number | null;
  endedBy: StreamEndedBy | null;
  detail: string;
}

/** The record while it is being written. */
export type WrittenRecord = {
  readonly [Key in keyof CallRecord]: CallRecord[Key][number][];
};

/** The record of a call in which nothing has happened. */
export function emptyRecord(): WrittenRecord {
  return {
    verbs: [],
    says: [],
    digits: [],
    marks: [],
    clears: [],
    sentDigits: [],
    streams: [],
    dials: [],
    conferences: [],
    requests: [],
    refusals: [],
  };
}
