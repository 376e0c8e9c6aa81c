// The API's types, for whoever talks to it: the console sees this file only.
import type { CallId } from '../base/brand.ts';
import type { CallView } from '../call/call-view.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { Hold } from '../store/forgetting.ts';
import type { CallSummary } from '../store/store.ts';
import type { TurnLatency } from '../store/turns.ts';
import type { PlacedSpan } from '../telemetry/span-tree.ts';
import type { SloStatus } from './slo/slo-watch.ts';

export type {
  CallOutcome,
  CallStatus,
  CallView,
  RecordingInfo,
  ToolUse,
  TranscriptLine,
} from '../call/call-view.ts';
export type { JournalEvent } from '../frames/journal-event.ts';
export type { CallSummary } from '../store/store.ts';
export type { Percentiles, TurnLatency } from '../store/turns.ts';
export type { TurnView } from '../call/turn-views.ts';
export type { SloStatus } from './slo/slo-watch.ts';
export type { Hold } from '../store/forgetting.ts';
export type { ErrorBody } from './error-answer.ts';
export type { Erasure } from './forgetting/eraser.ts';
export type { VoicemailPolicy } from '../frames/dialling.ts';
export type { CallRequest, SteerAnswer, SteerRequest } from './switchboard.ts';

/** The answer of `GET /api/calls`, newest first. */
export interface CallList {
  readonly calls: readonly CallSummary[];
  /** Given as `before`, it asks for the next page; null on the last one. */
  readonly next: CallId | null;
}

/** The answer of `GET /api/calls/:id/journal`: what the store has of it; all of it once `call.ended` is there. */
export interface CallJournal {
  readonly events: readonly LiveEvent[];
}

/** The answer of `GET /api/latency`. */
export interface LatencyReport {
  /** ISO 8601. */
  readonly since: string;
  readonly until: string;
  readonly latency: readonly TurnLatency[];
  readonly objectives: readonly SloStatus[];
}

/** The body of `POST /api/calls/:id/transfer`; without `to`, the call goes where the agent transfers to. */
export interface TransferBody {
  /** E.164 or SIP URI. */
  readonly to?: string | null;
}

/** The answer of `GET /api/holds`, oldest first. */
export interface HoldList {
  readonly holds: readonly Hold[];
}

/** The answer of `hangup` and `transfer`: what was asked is under way. */
export interface Accepted {
  readonly accepted: true;
}

/** The data of an `event: call.event` of `GET /api/events`: one journal record as it is written. */
export interface LiveEvent {
  readonly callId: CallId;
  /** Counts from 1 without gaps within a call. */
  readonly sequence: number;
  /** Since the call opened. */
  readonly atMs: number;
  readonly event: JournalEvent;
}

/**
 * What `GET /api/events` sends, by the name of the server-sent event. `call.updated` comes for each live call at
 * the beginning, and whenever a call's status or outcome changes.
 */
export interface LiveEvents {
  readonly 'call.event': LiveEvent;
  readonly 'call.updated': CallView;
}

/** The answer of `GET /api/calls/:id/spans`: a tree, each span behind the one that it is below. */
export interface CallSpans {
  readonly callId: CallId;
  readonly traceId: string;
  readonly spans: readonly PlacedSpan[];
}
