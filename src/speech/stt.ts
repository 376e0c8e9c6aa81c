// Stt: the contract of whoever writes down what the caller says while it is said. A folder beside this file for each vendor.
import type { World } from '../base/world.ts';
import type { Audio, AudioFormat } from '../media/audio.ts';

/** What a session of writing down is opened with. */
export interface SttSettings {
  /** BCP-47, e.g. `en-US`. */
  readonly language: string;
  /** In which the caller's sound comes; one of the transcriber's `formats`. */
  readonly format: AudioFormat;
}

/** What is heard of the caller, in order. Nothing comes after `closed`. */
export type SttEvent =
  /** It listens: sound may flow. Told once. */
  | { readonly kind: 'ready' }
  /** The caller began to speak; a vendor that does not tell is silent about it. */
  | { readonly kind: 'speech-started' }
  /** The whole text of the open turn so far, not a piece; words of it may still change. */
  | { readonly kind: 'text'; readonly text: string }
  /** The turn is likely to be over: an answer may be prepared, and is worth nothing if the turn goes on. */
  | { readonly kind: 'turn-eager'; readonly text: string }
  /** It was not over. */
  | { readonly kind: 'turn-resumed' }
  /** The turn is over and this is its text; empty when nothing was understood. `language`: BCP-47, where the vendor tells. Also the one answer to `settle`. */
  | { readonly kind: 'turn-ended'; readonly text: string; readonly language?: string }
  /** Something is wrong. Fatal: another session would fare no better (key, account, model's name). */
  | { readonly kind: 'fault'; readonly code: string; readonly detail: string; readonly fatal: boolean }
  /** The session is gone, told exactly once. */
  | { readonly kind: 'closed'; readonly code: number; readonly detail: string };

/** One session, dialled from the moment it exists. Nothing that its peer does makes it throw. */
export interface SttSession {
  /** Sets the one listener; what came before it is told to it. */
  listen(hear: (event: SttEvent) => void): void;
  /** A stretch of the caller's sound, in order. Dropped before `ready` and after the end. */
  hear(audio: Audio): void;
  /** The turn is over by somebody else's ear: `turn-ended` follows soon with what was understood. */
  settle(): void;
  /** Ends it; idempotent. `closed` follows. */
  close(): void;
}

/** A transcriber. Holds settings and secrets, no connection. */
export interface Stt {
  /** Of the vendor and its model, e.g. `deepgram/flux-general-en`. */
  readonly name: string;
  /** The formats of sound that it takes, best first. */
  readonly formats: readonly AudioFormat[];
  /** It finds out by itself when a turn is over. Otherwise it only does so when it is told to `settle`. */
  readonly endsTurns: boolean;
  open(world: World, settings: SttSettings): SttSession;
}
