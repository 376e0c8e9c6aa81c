// Frames between a carrier and the graph.
import type { ItemId } from '../base/brand.ts';
import type { Audio } from '../media/audio.ts';

/** The stream is up: the phone is answered and sound flows. */
export interface CarrierStarted {
  readonly kind: 'carrier.started';
  readonly streamId: string;
}

/** A stretch of the caller's sound. */
export interface CallerAudio {
  readonly kind: 'caller.audio';
  readonly audio: Audio;
  /** The carrier's media clock at its first sample, milliseconds since the stream began. */
  readonly atMs: number;
}

/** A key was pressed on the caller's phone. */
export interface CallerDigit {
  readonly kind: 'caller.digit';
  /** One of `0`–`9`, `*`, `#`, `A`–`D`. */
  readonly digit: string;
}

/** What the caller said, where the carrier hears for us; as heard so far. */
export interface CallerWords {
  readonly kind: 'caller.words';
  /** The whole turn so far, not a piece. */
  readonly text: string;
  /** True: the turn is over. False: it may be. */
  readonly final: boolean;
  /** In which it was spoken, BCP-47 or its primary part, where the carrier says so. */
  readonly language: string | null;
}

/** The caller began to speak, or fell silent, by the ear of a carrier that hears for us. */
export interface CallerSpeaking {
  readonly kind: 'caller.speaking';
  readonly on: boolean;
}

/** The carrier returned a mark: all sound sent before it was played, or was cleared. */
export interface PlayoutMarked {
  readonly kind: 'playout.marked';
  readonly mark: string;
}

/** A carrier that speaks for us was interrupted and stopped by itself: nothing of what it had sounds any more. */
export interface PlayoutCut {
  readonly kind: 'playout.cut';
  readonly cause: 'speech' | 'digit';
  /** How much was spoken behind the last mark that was returned, in milliseconds of `speakingMs`. */
  readonly beyondMs: number;
}

/** The stream is over. Nothing comes after it. */
export interface CarrierStopped {
  readonly kind: 'carrier.stopped';
  /** `stop`: the carrier said so (hang-up, or the call went elsewhere). `lost`: the socket went without a word. `fault`: the peer broke the protocol. */
  readonly cause: 'stop' | 'lost' | 'fault';
  readonly detail: string;
}

/** Sound for the caller. Order is the order of playing; the carrier buffers. */
export interface PlayoutAudio {
  readonly kind: 'playout.audio';
  readonly itemId: ItemId;
  readonly audio: Audio;
}

/** Words that the carrier is to speak. Only for a stream that says it does (`speaks`). Order is the order of speaking. */
export interface PlayoutWords {
  readonly kind: 'playout.words';
  readonly itemId: ItemId;
  /** Goes on where the item's last words ended, space included. Empty where only the item's end is told. */
  readonly text: string;
  /** These are the item's last words. */
  readonly last: boolean;
  /** False: nothing that the caller does stops them. */
  readonly interruptible: boolean;
}

/** Hold music begins or ends, which a carrier that speaks for us plays by itself. Words end it too. */
export interface CarrierMusic {
  readonly kind: 'carrier.music';
  readonly on: boolean;
}

/** Asks the carrier to return `mark` when all sound sent before it was played. */
export interface PlayoutMark {
  readonly kind: 'playout.mark';
  readonly mark: string;
}

/** Empties the carrier's buffer at once. */
export interface PlayoutClear {
  readonly kind: 'playout.clear';
}

/** Sends keys to the other side, as the carrier sends them. Only for a stream that says it can (`sendsDigits`). */
export interface CarrierDigits {
  readonly kind: 'carrier.digits';
  /** Each one of `0`–`9`, `*`, `#`, `A`–`D`. */
  readonly digits: string;
}

/** Ends the stream from our side; the carrier goes on with what stands behind it. */
export interface CarrierClose {
  readonly kind: 'carrier.close';
}

/** Every frame between a carrier and the graph. */
export type CarrierFrame =
  | CarrierStarted
  | CallerAudio
  | CallerDigit
  | CallerWords
  | CallerSpeaking
  | PlayoutMarked
  | PlayoutCut
  | CarrierStopped
  | PlayoutAudio
  | PlayoutWords
  | CarrierMusic
  | PlayoutMark
  | PlayoutClear
  | CarrierDigits
  | CarrierClose;
