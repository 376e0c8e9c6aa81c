// Workflow spans: the contract of the spans that are kept of each call.
import type { CallId } from '../base/brand.ts';
import type { Span } from '../call/span.ts';

/** Keeps spans by call. Every method rejects with `STORE_UNAVAILABLE` when the store cannot be reached. */
export interface WorkflowSpans {
  /** Adds spans of any calls, all or none; one that is there already is replaced. */
  keep(spans: readonly Span[]): Promise<void>;
  /** By their start, and by their ids where that is the same. `frames`: also those of single frames, of which there can be many. */
  of(callId: CallId, frames?: boolean): Promise<readonly Span[]>;
  /** Takes all of a call's away; returns how many there were. */
  remove(callId: CallId): Promise<number>;
}

/** How the names of the spans begin that are of single frames. */
export const FRAME_SPANS = 'frame ';
