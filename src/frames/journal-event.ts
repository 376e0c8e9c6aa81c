// Journal events: the append-only record of a call. A kind is never changed and never reused; new ones are added.
import type { CallId, ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import type { Answerer, CallProgress, NotPlacedCause, VoicemailPolicy } from './dialling.ts';
import type { Redactable } from './redactable.ts';
import type { EndReason, EntryStatus, InterruptionCause, SendingStatus, SwitchCause } from './reasons.ts';
import type { Conclusion } from './conclusion.ts';
import type { SoundFinding } from '../media/sound-finding.ts';
import type { Usage } from './model-frames.ts';
import type { ModelParts } from './model-parts.ts';
import type { TurnMeasured } from './turn-measured.ts';
import type { Briefing, ConsultationOutcome, DecisionMeans } from './transfer-frames.ts';

/** What one of several vendors did for a response; milliseconds since the call opened. */
export interface StepTimes {
  readonly part: 'llm' | 'tts';
  readonly startedMs: number;
  /** Null: nothing came. */
  readonly firstMs: number | null;
  readonly endedMs: number;
}

/** What happened, without its time: the journal adds sequence and instants. Fields marked PII hold personal data. */
export type JournalEvent =
  /** The call begins: its carrier announced it, or it is about to be placed. `from`, `to`, `variables`: PII. */
  | {
      readonly kind: 'call.opened';
      readonly carrier: string;
      /** Empty for a call that is still to be placed. */
      readonly carrierCallId: string;
      readonly direction: 'inbound' | 'outbound';
      readonly from: string;
      readonly to: string;
      readonly agent: string;
      readonly model: string;
      /** Whom the model is made of; absent: of itself. */
      readonly parts?: ModelParts;
      readonly variables: Readonly<Record<string, string>>;
      /** What is taken out of all that is kept of the call; absent: nothing. */
      readonly redact?: readonly Redactable[];
    }
  /** What was wanted of an outgoing call, on record before it is placed. `purpose`, `greeting`, `voicemail`: PII. */
  | {
      readonly kind: 'dial.wanted';
      readonly purpose: string | null;
      readonly greeting: string | null;
      readonly voicemail: VoicemailPolicy | null;
      readonly answerWithinMs: number;
      readonly durationMsMax: number | null;
      /** The trace of whoever asked for the call, as W3C's header has it. */
      readonly traceparent?: string;
    }
  /** The carrier has taken the call over, and calls it so. */
  | { readonly kind: 'call.placed'; readonly carrierCallId: string }
  /** The carrier would not place the call, or gave no answer: then it may ring all the same. */
  | {
      readonly kind: 'call.not-placed';
      readonly cause: NotPlacedCause;
      readonly code: string | null;
      readonly detail: string;
      /** Of `rate-limited`, where the carrier says when to ask again. */
      readonly retryAfterMs?: number;
    }
  /**
   * The carrier's word on how far the call has come. `code`: its own for what went wrong. What it tells of a call that
   * is over stands behind `call.ended`, and changes nothing of what the journal says of the call.
   */
  | { readonly kind: 'carrier.status'; readonly progress: CallProgress; readonly code: string | null }
  /** The carrier had trouble with a stream; `detail`: its own word. */
  | { readonly kind: 'carrier.trouble'; readonly streamId: string; readonly detail: string }
  /** Who picked up, as the carrier found out; `detail`: its own word. */
  | { readonly kind: 'callee.answered-by'; readonly by: Answerer; readonly detail: string }
  /** A call-screening phone asks who calls. `answered`: we told it why; else the model did. */
  | { readonly kind: 'callee.screening'; readonly answered: 'purpose' | 'model' }
  /** A message was spoken to a machine; `whole`: to its end. `carrier`: in the carrier's voice. */
  | { readonly kind: 'voicemail.left'; readonly by: 'agent' | 'carrier'; readonly whole: boolean }
  /** A stream was bound to the call: the caller is on the line. `resumed` when it is not the first. */
  | { readonly kind: 'stream.started'; readonly streamId: string; readonly resumed: boolean }
  | { readonly kind: 'stream.stopped'; readonly cause: 'stop' | 'lost' | 'fault'; readonly detail: string }
  | { readonly kind: 'model.ready'; readonly tookMs: number }
  | { readonly kind: 'model.fault'; readonly code: string; readonly detail: string; readonly fatal: boolean }
  | { readonly kind: 'model.closed'; readonly code: number; readonly detail: string }
  /** The first sound for the caller was handed to the carrier, `afterMs` behind the stream's start. */
  | { readonly kind: 'agent.first-audio'; readonly afterMs: number }
  /**
   * The caller's turn: `text` is PII. Empty when it could not be understood. A second one of the same item takes the place
   * of the first. `redacted`: what a mark stands for in the text.
   */
  | {
      readonly kind: 'caller.said';
      readonly itemId: ItemId;
      readonly text: string;
      readonly startedMs: number;
      readonly redacted?: readonly Redactable[];
    }
  /** The agent's turn as produced and as heard: `said`, `heard` are PII. `agent`: whose, where a call has several. */
  | {
      readonly kind: 'agent.said';
      readonly itemId: ItemId;
      readonly said: string;
      readonly heard: string;
      readonly heardMs: number;
      readonly producedMs: number;
      readonly startedMs: number;
      readonly agent?: string;
      readonly redacted?: readonly Redactable[];
    }
  /** A key; PII. Keys of a private entry are never written; `x`: one that was redacted. */
  | { readonly kind: 'caller.digit'; readonly digit: string }
  /** From here until `entry.ended` keys are an entry's. */
  | { readonly kind: 'entry.started'; readonly private: boolean }
  /** `length`: how many digits were typed. */
  | {
      readonly kind: 'entry.ended';
      readonly private: boolean;
      readonly length: number;
      readonly status: EntryStatus;
    }
  /** Keys were sent to the other side; `digits` is PII. */
  | { readonly kind: 'digits.sent'; readonly digits: string; readonly status: SendingStatus }
  /** The agent was cut off. `clearMs`: from the cause to the carrier's clear. */
  | { readonly kind: 'interrupted'; readonly cause: InterruptionCause; readonly itemId: ItemId | null }
  /** From the end of the caller's speech to the agent's first sound. */
  | { readonly kind: 'turn.answered'; readonly latencyMs: number }
  /** The same turn once its reply is over, by its parts. */
  | TurnMeasured
  /** How far the carrier's marks came from when the clock had them due, over one stream. */
  | {
      readonly kind: 'playout.measured';
      readonly marks: number;
      readonly errorMsMean: number;
      readonly errorMsMax: number;
    }
  /** Sound of the caller that a stream lost: `gaps` that were filled, in all `gapMs`; `late`: pieces that came too late, or twice. */
  | {
      readonly kind: 'line.measured';
      readonly gaps: number;
      readonly gapMs: number;
      readonly late: number;
    }
  /**
   * The caller's speech is over, by the ear of whoever decides it. `voiceEndedMs`: when the line was last loud enough
   * for voice; null: not known.
   */
  | { readonly kind: 'caller.spoke'; readonly startedMs: number; readonly voiceEndedMs: number | null }
  /** `startedMs`, `firstAudioMs`: since the call opened; the latter is null when nothing of it was spoken. */
  | {
      readonly kind: 'response.done';
      readonly status: string;
      readonly reason: string | null;
      readonly usage: Usage | null;
      readonly responseId?: ResponseId;
      readonly startedMs?: number;
      readonly firstAudioMs?: number | null;
      readonly steps?: readonly StepTimes[];
    }
  /** `argumentsJson` is PII. Written before the tool runs. `responseId`: which response asked for it. */
  | {
      readonly kind: 'tool.called';
      readonly toolCallId: ToolCallId;
      readonly name: string;
      readonly argumentsJson: string;
      readonly responseId?: ResponseId;
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
      readonly agent?: boolean;
      readonly language?: boolean;
    }
  /** Another agent has taken the caller over; by name. */
  | {
      readonly kind: 'agent.handed-over';
      readonly from: string;
      readonly to: string;
      readonly by: SwitchCause;
    }
  /** The agent speaks another language, as BCP-47. */
  | {
      readonly kind: 'language.switched';
      readonly from: string;
      readonly to: string;
      readonly by: SwitchCause;
    }
  /** What the agent was saying did not pass a check; `late`: all of it had been heard. `reason`: PII. */
  | {
      readonly kind: 'guardrail.stopped';
      readonly guardrail: string;
      readonly cause: 'verdict' | 'fault';
      readonly reason: string;
      readonly late: boolean;
    }
  /** A check gave no verdict. */
  | {
      readonly kind: 'guardrail.failed';
      readonly guardrail: string;
      readonly cause: 'threw' | 'late' | 'no-verdict';
    }
  | { readonly kind: 'consent.announced'; readonly basis: 'always' | 'state' }
  | { readonly kind: 'recording.started' }
  /** From here on each frame of the call is written down among its spans, or not any more. */
  | { readonly kind: 'frames.traced'; readonly on: boolean }
  | { readonly kind: 'end.wanted'; readonly reason: EndReason }
  | { readonly kind: 'transfer.started'; readonly to: string }
  | { readonly kind: 'transfer.ended'; readonly status: 'answered' | 'no-answer' | 'busy' | 'failed' }
  /** A human is asked whether they take the call, in the call `callId`; the caller is on hold. */
  | { readonly kind: 'transfer.consulting'; readonly to: string; readonly callId: CallId }
  /** What came of it. */
  | { readonly kind: 'transfer.consulted'; readonly outcome: ConsultationOutcome }
  /** The carrier was told to bring this side into the conference in which the other one is, or will be. */
  | { readonly kind: 'conference.sent' }
  /** Of an outgoing call: it asks a human to take the caller of `callId`. `briefing`: PII. */
  | { readonly kind: 'briefing.wanted'; readonly callId: CallId; readonly briefing: Briefing }
  /** The human has decided, or does not have to any more. */
  | {
      readonly kind: 'briefing.settled';
      readonly outcome: 'accepted' | 'declined' | 'called-off';
      readonly by: DecisionMeans | null;
    }
  /** A bug of ours, caught at the call's border. */
  | { readonly kind: 'internal.fault'; readonly where: string; readonly detail: string }
  | {
      readonly kind: 'recording.stored';
      readonly path: string;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | { readonly kind: 'call.ended'; readonly reason: EndReason; readonly detail: string }
  /**
   * Behind the end: what was wrong with how the call sounded, and how much more was found than is listed. `findings` null:
   * its recording could not be judged.
   */
  | {
      readonly kind: 'sound.judged';
      readonly findings: readonly SoundFinding[] | null;
      readonly unlisted: number;
    }
  /** Behind the end: what came of the call. `summary`, `fields`: PII. `model`, `usage`: who was asked, and what that took. */
  | ({ readonly kind: 'call.concluded'; readonly model?: string; readonly usage?: Usage } & Conclusion);

/** The name of a kind of journal event. */
export type JournalEventKind = JournalEvent['kind'];
