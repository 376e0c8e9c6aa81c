// Call view: what a journal says of its call, as one value. The API, the store's tables and the console show this.
import type { CallId } from '../base/brand.ts';
import type { Conclusion } from '../frames/conclusion.ts';
import type { SoundFinding } from '../media/sound-finding.ts';
import type { CallCost } from './call-cost.ts';
import type { EndReason, SwitchCause } from '../frames/reasons.ts';
import type { ConsultationOutcome } from '../frames/transfer-frames.ts';
import type { TurnView } from './turn-views.ts';

/** Where a call is in its life. `live` from its first stream on, also while the caller is with a human. */
export type CallStatus = 'ringing' | 'live' | 'ended';

/** One line of what was spoken, in spoken order. */
export interface TranscriptLine {
  readonly role: 'caller' | 'agent';
  /** PII. For the agent: what was said, heard or not. */
  readonly text: string;
  /** The agent's words that reached the caller's ear; PII. Only on agent lines. */
  readonly heard?: string;
  /** Which agent said it, where a call has several. Only on agent lines. */
  readonly agent?: string;
  /** Milliseconds since the call opened at which this line began to sound. */
  readonly atMs: number;
}

/** How the agent was kept on course. */
export interface SteeringView {
  /** The caller was handed from one agent to another, by name. */
  readonly handoffs: readonly SwitchView[];
  /** Another language was spoken from then on, as BCP-47. */
  readonly languages: readonly SwitchView[];
  /** What the agent was saying was stopped. */
  readonly guardrails: readonly GuardrailView[];
}

/** One change of who speaks, or of the language. */
export interface SwitchView {
  readonly from: string;
  readonly to: string;
  readonly by: SwitchCause;
  readonly atMs: number;
}

/** One stop by a guardrail. */
export interface GuardrailView {
  readonly guardrail: string;
  /** PII where it quotes. */
  readonly reason: string;
  /** All of it had been heard. */
  readonly late: boolean;
  readonly atMs: number;
}

/** One tool call and what came of it. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  /** PII. */
  readonly argumentsJson: string;
  readonly status: 'running' | 'ok' | 'invalid' | 'timeout' | 'error' | 'unknown' | 'cancelled';
  /** PII. Null while it runs. */
  readonly outputJson: string | null;
  readonly atMs: number;
  readonly tookMs: number | null;
}

/** One interruption of the agent. */
export interface Interruptions {
  readonly cause: string;
  readonly atMs: number;
}

/** A human who was asked to take the call. */
export interface ConsultationView {
  /** The human's call. */
  readonly callId: CallId;
  /** PII. */
  readonly to: string;
  /** Null while they are being asked. */
  readonly outcome: ConsultationOutcome | null;
  readonly atMs: number;
}

/** How a call ended, and what it took. */
export interface CallOutcome {
  readonly reason: EndReason;
  readonly detail: string;
  readonly durationMs: number;
  /** Turns of the caller and of the agent that were heard. */
  readonly turns: { readonly caller: number; readonly agent: number };
  readonly tools: number;
  readonly interruptions: number;
  /** From the stream's start to the first sound for the caller; null when there was none. */
  readonly firstAudioMs: number | null;
  /** One per answered turn: from the end of the caller's speech to the agent's first sound. */
  readonly turnLatenciesMs: readonly number[];
  readonly tokens: TokenTotals;
  /** By the price table; null while a part of it is not known: the call's `cost` says which. */
  readonly costUsd: number | null;
}

/** What the model's responses of one call used. Cached tokens are part of the input's. */
export interface TokenTotals {
  readonly inputText: number;
  readonly inputAudio: number;
  readonly cachedText: number;
  readonly cachedAudio: number;
  readonly outputText: number;
  readonly outputAudio: number;
}

/** A recording that is whole. */
export interface RecordingInfo {
  /** Below the data directory. */
  readonly path: string;
  readonly bytes: number;
  readonly durationMs: number;
}

/** A call in JSON. */
export interface CallView {
  readonly id: CallId;
  /** The carrier's id of the call; empty until the carrier has told it, of a call that we place. */
  readonly callSid: string;
  readonly carrier: string;
  readonly direction: 'inbound' | 'outbound';
  /** PII. */
  readonly from: string;
  readonly to: string;
  readonly agent: string;
  readonly model: string;
  readonly status: CallStatus;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly transcript: readonly TranscriptLine[];
  readonly tools: readonly ToolUse[];
  readonly interruptions: readonly Interruptions[];
  /** Turns of the caller that were answered. */
  readonly turns: readonly TurnView[];
  readonly steering: SteeringView;
  readonly consultations: readonly ConsultationView[];
  /** The call that a human is asked to take in this one; null: an ordinary call. */
  readonly consultedFor: CallId | null;
  readonly recording: RecordingInfo | null;
  readonly outcome: CallOutcome | null;
  /** Of an ended call all of it, of any other what it has cost so far. */
  readonly cost: CallCost;
  /** What was wrong with how it sounded; null: nobody has judged it, for it has no recording, or not ended. */
  readonly sound: SoundView | null;
  /** What came of it for the business; null: it has not been found out yet. PII. */
  readonly conclusion: Conclusion | null;
}

/** A recording's flaws, instants since the call opened. */
export interface SoundView {
  readonly findings: readonly SoundFinding[];
  /** How many more there are. */
  readonly unlisted: number;
}
