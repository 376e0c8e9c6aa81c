// Tape line: what stands on a tape: all that came into a call from outside and all that went out of it, in order.
import type { CallId } from '../base/brand.ts';
import type { EpochMs, Micros } from '../base/time.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { StreamOccasion } from '../call/opening-lines.ts';
import type { AudioFormat } from '../media/audio.ts';

/** The form of these lines. One that means something else gets the next number, and says in `read-tape.ts` what became of the old. */
export const TAPE_VERSION = 1;

/** The first line: what the call was opened with. */
export interface TapeHeader {
  readonly tape: typeof TAPE_VERSION;
  readonly callId: CallId;
  /** The World's clock at instant 0 of the tape, and the time on the wall. */
  readonly began: Micros;
  readonly wall: EpochMs;
  /** Of the carrier's webhook; PII. */
  readonly call: TapedIncoming;
  readonly occasion: StreamOccasion;
  /** The records before this tape: how the journal began, or what the call went on from. PII. */
  readonly earlier: readonly JournalRecord[];
  /** False: the call goes on from another process, and these are in the store. */
  readonly isNew: boolean;
  readonly model: TapedModel;
  /** Of a call in which a human is asked. */
  readonly room: string | null;
}

/** The model, as far as a call knows it. */
export interface TapedModel {
  readonly name: string;
  readonly voice: string | null;
  /** In which its sessions hear and speak. */
  readonly format: AudioFormat;
  readonly changesVoice: boolean;
  readonly sessionMsMax: number | null;
  readonly speech: 'own' | 'carrier';
}

/** Who called whom, as the carrier told. */
export interface TapedIncoming {
  readonly carrier: string;
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  readonly fromState: string | null;
  readonly origin: string;
}

/** Which timer: the number of inputs before it was set, for how long, and how many of these were set there before. */
export type TimerKey = readonly [inputs: number, delayMs: number, before: number];

/**
 * Something came in. `t`: when, in microseconds since the tape began; absent: while something went out, and because of
 * it. `same`: behind the input before it, without a turn of the event loop between.
 */
export type InLine = { readonly t?: number; readonly same?: true } & Came;

/** What came in. */
export type Came =
  | { readonly in: 'begin' }
  /** From the end of a stream, or a session of the model, by the number under which it was attached. */
  | { readonly in: 'frame'; readonly end: string; readonly frame: object }
  | { readonly in: 'timer'; readonly of: TimerKey }
  /** Somebody did something to the call: its carrier, an operator, code. */
  | { readonly in: 'act'; readonly act: string; readonly args: readonly unknown[] }
  /** The answer to what was asked under this number; `failed`: the name of what was thrown. */
  | { readonly in: 'answer'; readonly of: number; readonly value?: unknown; readonly failed?: string }
  /** A function or a check says something before it is done. */
  | { readonly in: 'report'; readonly of: number; readonly value: unknown }
  /** It is done; no `value`: it has none that is JSON. */
  | { readonly in: 'settled'; readonly of: number; readonly value?: unknown; readonly failed?: string }
  /** Word of a human who is asked to take the call. */
  | { readonly in: 'consultation'; readonly of: number; readonly word: string; readonly value?: unknown };

/** Something went out, or was fetched. Sound stands there by its checksum and its length. */
export type OutLine =
  | { readonly out: 'frame'; readonly end: string; readonly frame: object }
  | { readonly out: 'attach' | 'close'; readonly end: string }
  | { readonly out: 'heard'; readonly end: string; readonly frame: object }
  | { readonly out: 'open'; readonly end: string; readonly speaker: object; readonly settings: object }
  | { readonly out: 'result'; readonly value: unknown }
  | { readonly out: 'journal'; readonly sequence: number; readonly atMs: number; readonly event: object }
  | { readonly out: 'recording'; readonly bytes: number; readonly crc: number }
  | { readonly out: 'ask'; readonly of: number; readonly what: string; readonly to?: string }
  | { readonly out: 'task'; readonly of: number; readonly name: string }
  | { readonly out: 'phrase'; readonly text: string; readonly voice: string | null; readonly crc: number }
  | { readonly out: 'consult'; readonly of: number; readonly wish: object }
  | { readonly out: 'release'; readonly of: number }
  | { readonly out: 'hang-up' | 'ended' }
  /** What was fetched from outside, and its value. */
  | { readonly out: 'fetched'; readonly what: string; readonly value: unknown };

/** An input as it stands on the tape. */
export function inputText(line: Came, t: number | null, same: boolean): string {
  const text = JSON.stringify(line);
  return t === null ? text : `{"t":${t},${same ? '"same":true,' : ''}${text.slice(1)}`;
}

/** One line behind the header. */
export type TapeLine = InLine | OutLine;
