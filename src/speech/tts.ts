// Tts: the contract of whoever speaks a text while it is still being written. A folder beside this file for each vendor.
import type { World } from '../base/world.ts';
import type { Audio, AudioFormat } from '../media/audio.ts';

/** What a session of speaking is opened with. */
export interface TtsSettings {
  /** By the vendor's name. */
  readonly voice: string;
  /** BCP-47, e.g. `en-US`. */
  readonly language: string;
  /** In which its sound comes; one of the speaker's `formats`. */
  readonly format: AudioFormat;
}

/** One word as it sounds. Times count from the first sound of its speech. */
export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What comes of what is to be spoken. A speech is what is spoken under one id. Nothing comes after `closed`. */
export type TtsEvent =
  /** It can speak. Told once. */
  | { readonly kind: 'ready' }
  /** The next sound of a speech. */
  | { readonly kind: 'audio'; readonly speechId: string; readonly audio: Audio }
  /** Words of it, in order, each once; a vendor that does not know them is silent about them. */
  | { readonly kind: 'words'; readonly speechId: string; readonly words: readonly SpokenWord[] }
  /** All sound of a finished speech has come. */
  | { readonly kind: 'done'; readonly speechId: string }
  /** Something is wrong; with `speechId`, that speech is over. Fatal: another session would fare no better. */
  | {
      readonly kind: 'fault';
      readonly speechId: string | null;
      readonly code: string;
      readonly detail: string;
      readonly fatal: boolean;
    }
  /** The session is gone, told exactly once. */
  | { readonly kind: 'closed'; readonly code: number; readonly detail: string };

/** One session, dialled from the moment it exists. Nothing that its peer does makes it throw. */
export interface TtsSession {
  /** Sets the one listener; what came before it is told to it. */
  listen(hear: (event: TtsEvent) => void): void;
  /** The next sentence of a speech, to be spoken right behind what was said before. Ids are never used again. */
  say(speechId: string, sentence: string): void;
  /** Nothing more will be said in this speech: `done` follows its last sound. */
  finish(speechId: string): void;
  /** Nothing more is to come of this speech, `done` neither. */
  cancel(speechId: string): void;
  /** The voice of speeches from now on, where the speaker `changesVoice`, and their language where it is told one. */
  change(voice: string, language?: string): void;
  /** Ends it; idempotent. `closed` follows. */
  close(): void;
}

/** A speaker. Holds settings and secrets, no connection. */
export interface Tts {
  /** Of the vendor and its model, e.g. `cartesia/sonic-3.5`. */
  readonly name: string;
  /** The formats of sound that it gives, best first. */
  readonly formats: readonly AudioFormat[];
  /** False: a session's voice is fixed. */
  readonly changesVoice: boolean;
  open(world: World, settings: TtsSettings): TtsSession;
}
