// Journal events: the append-only record of a call. A kind is never changed and never reused; new ones are added.
import type { ItemId, ToolCallId } from '../base/brand.ts';
import type { EndReason, InterruptionCause } from './reasons.ts';
import type { Usage } from './model-frames.ts';

/** What happened, without its time: the journal adds sequence and instants. Fields marked PII hold personal data. */
export type JournalEvent =
  /** The carrier announced the call. `from`, `to`, `variables`: PII. */
  | {
      readonly kind: 'call.opened';
      readonly carrier: string;
      readonly carrierCallId: string;
      readonly direction: 'inbound' | 'outbound';
      readonly from: string;
      readonly to: string;
      readonly agent: string;
      readonly model: string;
      readonly variables: Readonly<Record<string, string>>;
    }
  /** A stream was bound to the call: the caller is on the line. `resumed` when it is not the first. */
  | { readonly kind: 'stream.started'; readonly streamId: string; readonly resumed: boolean }
  | { readonly kind: 'stream.stopped'; readonly cause: 'stop' | 'lost' | 'fault'; readonly detail: string }
  | { readonly kind: 'model.ready'; readonly tookMs: number }
  | { readonly kind: 'model.fault'; readonly code: string; readonly detail: string; readonly fatal: boolean }
  | { readonly kind: 'model.closed'; readonly code: number; readonly detail: string }
  /** The first sound for the caller was handed to the carrier, `afterMs` behind the stream's start. */
  | { readonly kind: 'agent.first-audio'; readonly afterMs: number }
  /** The caller's turn: `text` is PII. Empty when it could not be understood. */
  | {
      readonly kind: 'caller.said';
      readonly itemId: ItemId;
      readonly text: string;
      readonly startedMs: number;
    }
  /** The agent's turn as produced and as heard: `said`, `heard` are PII. */
  | {
      readonly kind: 'agent.said';
      readonly itemId: ItemId;
      readonly said: string;
      readonly heard: string;
      readonly heardMs: number;
      readonly producedMs: number;
      readonly startedMs: number;
    }
  /** A key; PII. */
  | { readonly kind: 'caller.digit'; readonly digit: string }
  /** The agent was cut off. `clearMs`: from the cause to the carrier's clear. */
  | { readonly kind: 'interrupted'; readonly cause: InterruptionCause; readonly itemId: ItemId | null }
  /** From the end of the caller's speech to the agent's first sound. */
  | { readonly kind: 'turn.answered'; readonly latencyMs: number }
  | {
      readonly kind: 'response.done';
      readonly status: string;
      readonly reason: string | null;
      readonly usage: Usage | null;
    }
  /** `argumentsJson` is PII. Written before the tool runs. */
  | {
      readonly kind: 'tool.called';
      readonly toolCallId: ToolCallId;
      readonly name: string;
      readonly argumentsJson: string;
    }
  /** `outputJson` is PII. */
  | {
      readonly kind: 'tool.settled';
      readonly toolCallId: ToolCallId;
      readonly name: string;
      readonly status: string;
      readonly outputJson: string;
      readonly tookMs: number;
    }
  | {
      readonly kind: 'steered';
      readonly instructions: boolean;
      readonly voice: boolean;
      readonly say: boolean;
    }
  | { readonly kind: 'consent.announced'; readonly basis: 'always' | 'state' }
  | { readonly kind: 'recording.started' }
  | { readonly kind: 'end.wanted'; readonly reason: EndReason }
  | { readonly kind: 'transfer.started'; readonly to: string }
  | { readonly kind: 'transfer.ended'; readonly status: 'answered' | 'no-answer' | 'busy' | 'failed' }
  /** A bug of ours, caught at the call's border. */
  | { readonly kind: 'internal.fault'; readonly where: string; readonly detail: string }
  | {
      readonly kind: 'recording.stored';
      readonly path: string;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'call.ended'; readonly reason: EndReason; readonly detail: string };

/** The name of a kind of journal event. */
export type JournalEventKind = JournalEvent['kind'];
