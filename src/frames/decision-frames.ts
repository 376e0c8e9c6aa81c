// Frames between nodes: what was decided, and what was found out, inside one conversation.
import type { ItemId, ResponseId, ToolCallId, UtteranceId } from '../base/brand.ts';
import type { Audio } from '../media/audio.ts';
import type { EntryFrame } from './entry-frames.ts';
import type { JournalEvent } from './journal-event.ts';
import type { Answerer } from './dialling.ts';
import type { EndReason, InterruptionCause } from './reasons.ts';

/** Somebody outside the graph wants the agent to stop speaking. */
export interface InterruptionWanted {
  readonly kind: 'interruption.wanted';
  readonly cause: 'operator' | 'code' | 'guardrail';
}

/** The agent must stop now: clear, truncate, drop what is late. */
export interface Interruption {
  readonly kind: 'interruption';
  readonly cause: InterruptionCause;
}

/** The first sound of an item is being handed to the carrier. */
export interface PlayoutStarted {
  readonly kind: 'playout.started';
  readonly itemId: ItemId;
  readonly responseId: ResponseId | null;
  /** How long it will take to sound: what the carrier has still to play before it, in milliseconds. */
  readonly soundsInMs: number;
}

/** The first sound of an item was heard, as the carrier's marks tell. Once per item; never of one cut before a mark came. */
export interface PlayoutHeard {
  readonly kind: 'playout.heard';
  readonly itemId: ItemId;
  /** So long before this frame, in milliseconds. */
  readonly agoMs: number;
}

/** All that was handed over was played, and the item is not over: from here on the caller hears nothing. */
export interface PlayoutPaused {
  readonly kind: 'playout.paused';
}

/** More sound is being handed over, after a pause. */
export interface PlayoutResumed {
  readonly kind: 'playout.resumed';
}

/** The carrier has played, or was told to drop, everything: the line is quiet on our side. */
export interface PlayoutDrained {
  readonly kind: 'playout.drained';
}

/** How much of an item reached the caller's ear. Given once per item with sound, also when all of it was dropped. */
export interface ItemHeard {
  readonly kind: 'item.heard';
  readonly itemId: ItemId;
  readonly heardMs: number;
  readonly producedMs: number;
  /** True when all of it was played; false when it was cut. */
  readonly whole: boolean;
}

/** A fixed text is to be spoken, exactly as it stands. */
export interface UtteranceWanted {
  readonly kind: 'utterance.wanted';
  readonly utteranceId: UtteranceId;
  readonly text: string;
  /** True: nothing interrupts it (a legal notice, a farewell). */
  readonly protected: boolean;
  /** True: the text is let go when it cannot be spoken at once (something to say while a tool runs). */
  readonly optional: boolean;
}

/** An answer is late: a text is to sound at once, from memory. Where that cannot be, nothing is said. */
export interface StopgapWanted {
  readonly kind: 'stopgap.wanted';
  readonly utteranceId: UtteranceId;
  readonly text: string;
}

/** From here until it is done, what the agent says is that utterance; barge-in protects it where asked. */
export interface UtteranceStarted {
  readonly kind: 'utterance.started';
  readonly utteranceId: UtteranceId;
  readonly protected: boolean;
}

/** An utterance is over. */
export interface UtteranceDone {
  readonly kind: 'utterance.done';
  readonly utteranceId: UtteranceId;
  /** `cut`: interrupted. `unsaid`: it could not be spoken. */
  readonly result: 'heard' | 'cut' | 'unsaid';
}

/** The model spoke a fixed text that was not rendered yet: it is kept for the next time. */
export interface PhraseRendered {
  readonly kind: 'phrase.rendered';
  readonly text: string;
  readonly audio: readonly Audio[];
  /** Whose it is; null: the call's own. */
  readonly voice: string | null;
}

/** A node wants the model to respond; the `responses` node decides when. */
export interface ResponseWanted {
  readonly kind: 'response.wanted';
  /** Ours, to find the response again in `response.started`; unique in the conversation. */
  readonly requestId: string;
  readonly instructions: string | null;
  readonly tools: boolean;
}

/** A wanted response will not come: refused, or not begun within its time limit. */
export interface ResponseMissed {
  readonly kind: 'response.missed';
  readonly requestId: string;
  readonly detail: string;
}

/** The model owes the caller an answer (so silence is not dormancy), or does not any more. */
export interface AnswerOwed {
  readonly kind: 'answer.owed';
  readonly owed: boolean;
}

/** The caller's sound was voice for a moment, by its level; whatever the model makes of it. */
export interface CallerVoice {
  readonly kind: 'caller.voice';
}

/** A stretch of voice has just ended on the line, by level alone, whoever's it is: while the agent sounds as well. */
export interface VoiceEnded {
  readonly kind: 'voice.ended';
}

/** Session after session does not hear the caller speak. */
export interface ModelDeaf {
  readonly kind: 'model.deaf';
}

/** The model counts as gone: closed, refused or given up. What it began will not be finished. Given once. */
export interface ModelGone {
  readonly kind: 'model.gone';
}

/** A tool has run, or was not run; its result is on the way to the model. */
export interface ToolSettled {
  readonly kind: 'tool.settled';
  readonly toolCallId: ToolCallId;
  readonly name: string;
  readonly status: 'ok' | 'invalid' | 'timeout' | 'error' | 'unknown' | 'cancelled';
  readonly outputJson: string;
  readonly tookMs: number;
}

/** Tools are running (so silence is not dormancy), or none is any more. */
export interface ToolsBusy {
  readonly kind: 'tools.busy';
  readonly busy: boolean;
}

/** An operator, or code, changes the live call. At least one field is given. */
export interface Steer {
  readonly kind: 'steer';
  readonly instructions?: string;
  readonly voice?: string;
  readonly say?: string;
  /** The agent that is to take the caller over, by name. */
  readonly agent?: string;
  /** BCP-47. */
  readonly language?: string;
}

/** The carrier found out who picked up an outgoing call. */
export interface AnsweredBy {
  readonly kind: 'answered-by';
  readonly by: Answerer;
  /** Of a machine: its greeting is through, so that a message is recorded from here on. */
  readonly greetingOver: boolean;
  /** Its beep was heard: nothing but a machine beeps. */
  readonly beep: boolean;
}

/** A call-screening phone is in front of who was called, or is not any more: silence is no dormancy meanwhile. */
export interface Screening {
  readonly kind: 'screening';
  readonly on: boolean;
}

/** A node wants the conversation to end. The first one wins. */
export interface EndWanted {
  readonly kind: 'end.wanted';
  readonly reason: EndReason;
  /** Spoken to its end first, protected; null ends at once. */
  readonly farewell: string | null;
  /** Where the caller goes instead of being hung up, E.164 or SIP URI; null for hang-up. */
  readonly transferTo: string | null;
}

/** The conversation is about to be over: whoever knows something that is to be kept says it now. */
export interface ConversationEnding {
  readonly kind: 'conversation.ending';
}

/** The conversation is over: sockets are being closed. The last frame of a run. */
export interface ConversationEnded {
  readonly kind: 'conversation.ended';
  readonly reason: EndReason;
  readonly transferTo: string | null;
  /** A farewell that could not be spoken here: the carrier's own voice says it; null when all was said. */
  readonly unsaid: string | null;
}

/** One entry for the call's journal. */
export interface JournalEntry {
  readonly kind: 'journal.entry';
  readonly event: JournalEvent;
}

/** One second or less of recording: interleaved stereo, caller left, agent right, as they were heard. */
export interface RecordingChunk {
  readonly kind: 'recording.chunk';
  /** µ-law bytes, left and right in turn. */
  readonly stereo: Uint8Array;
}

/** Every frame between nodes. */
export type DecisionFrame =
  | InterruptionWanted
  | Interruption
  | PlayoutStarted
  | PlayoutHeard
  | PlayoutPaused
  | PlayoutResumed
  | PlayoutDrained
  | ItemHeard
  | UtteranceWanted
  | StopgapWanted
  | UtteranceStarted
  | UtteranceDone
  | PhraseRendered
  | ResponseWanted
  | ResponseMissed
  | AnswerOwed
  | CallerVoice
  | VoiceEnded
  | ModelDeaf
  | ModelGone
  | ToolSettled
  | ToolsBusy
  | Steer
  | AnsweredBy
  | Screening
  | EndWanted
  | ConversationEnding
  | ConversationEnded
  | JournalEntry
  | RecordingChunk
  | EntryFrame;
