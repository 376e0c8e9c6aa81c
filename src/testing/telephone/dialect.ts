// Dialect: what one carrier does its own way. The life of an emulated call is the same for all.
import type { Detected } from './callee.ts';
import type { DialOutcome } from './dialled-human.ts';
import type { Instruction } from './instruction.ts';
import type { VerbElement } from './read-document.ts';
import type { StreamWire } from './stream-wire.ts';

/** A call as its webhooks tell of it. */
export interface CallFacts {
  readonly carrierCallId: string;
  /** `ringing`, `in-progress`, `completed` … */
  readonly status: string;
  readonly from: string;
  readonly to: string;
  /** Two letters, for callers in the United States; null: unknown. */
  readonly fromState: string | null;
  readonly fromCountry: string;
  /** The server placed it. */
  readonly outbound: boolean;
}

/** A request to be signed. */
export interface UnsignedRequest {
  readonly method: 'GET' | 'POST';
  /** As it is written in the document, query included; `wss:` for an upgrade. */
  readonly url: string;
  /** Of a POST's form. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a stream's status callback can tell. */
export type StreamNews = 'started' | 'stopped' | 'failed' | 'degraded';

/** A stream that a document asks for; or the carrier's code and word for what is wrong with it. */
export type StreamAsked =
  | {
      readonly ok: true;
      readonly url: string;
      readonly statusUrl: string | null;
      /** What comes back in the stream's start. */
      readonly parameters: Readonly<Record<string, string>>;
      wire(streamId: string, carrierCallId: string): StreamWire;
      /** The callback's fields; null: this carrier does not tell it. */
      status(news: StreamNews, streamId: string, detail: string): Readonly<Record<string, string>> | null;
    }
  | { readonly ok: false; readonly code: number; readonly detail: string };

/** The carrier's own numbers for what goes wrong; 0 where it publishes none. */
export interface DialectCodes {
  /** No document was answered. */
  readonly noDocument: number;
  readonly contentType: number;
  /** The document cannot be read. */
  readonly document: number;
  /** A binary message on a stream. */
  readonly binary: number;
  /** A message that the carrier drops. */
  readonly message: number;
  /** A stream's connection broke. */
  readonly broken: number;
  /** The server closed a stream with an odd code. */
  readonly closed: number;
  /** The queue of a stream is full. */
  readonly overflow: number;
  /** A stream could not be opened. */
  handshake(reason: string): number;
}

/** One carrier's language and wire. */
export interface Dialect {
  readonly userAgent: string;
  readonly codes: DialectCodes;
  callId(): string;
  streamId(): string;
  /** Headers that prove where the request comes from. */
  signature(request: UnsignedRequest): Readonly<Record<string, string>>;
  /** The fields of every webhook. */
  fields(call: CallFacts): Readonly<Record<string, string>>;
  /** More fields of the callback that tells the end of a call. */
  endFields(seconds: number): Readonly<Record<string, string>>;
  /** More fields of the callbacks about a call that the server placed; absent: this carrier's are not emulated. */
  readonly outbound?: {
    progressFields(event: 'initiated' | 'ringing' | 'answered'): Readonly<Record<string, string>>;
    /** `code`: what came of a call that nobody answered. */
    codeFields(code: string): Readonly<Record<string, string>>;
    detectedFields(detected: Detected, greetingOver: boolean): Readonly<Record<string, string>>;
  };
  /** More fields for the fallback address. */
  faultFields(code: number, url: string): Readonly<Record<string, string>>;
  /** More fields for a dial's action. */
  dialFields(outcome: DialOutcome): Readonly<Record<string, string>>;
  instruction(verb: VerbElement): Instruction;
  stream(noun: VerbElement, documentUrl: string, allowsPlainSockets: boolean): StreamAsked;
}
