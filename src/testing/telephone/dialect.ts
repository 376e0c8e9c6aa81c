// Dialect: what one carrier does its own way. The life of an emulated call is the same for all.
import type { World } from '../../base/world.ts';
import type { Detected } from './callee.ts';
import type { CallerVoice } from './caller-voice.ts';
import type { RunningStream, StreamListener } from './emulated-stream.ts';
import type { UnansweredStatus } from './ring-out.ts';
import type { DialOutcome } from './dialled-human.ts';
import type { Instruction } from './instruction.ts';
import type { CallDocument, VerbElement } from './read-document.ts';
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
      /** How the upgrade is proved; absent: as webhooks are. */
      readonly headers?: Readonly<Record<string, string>>;
      readonly subprotocol?: string;
      wire(streamId: string, carrierCallId: string): StreamWire;
      /** Runs the stream by itself, where it is none of sound; `wire` is not asked for then. */
      readonly run?: (
        world: World,
        ways: {
          readonly url: string;
          readonly headers: Readonly<Record<string, string>>;
          readonly streamId: string;
        },
        caller: CallerVoice,
        listener: StreamListener,
      ) => RunningStream;
      /** Where keys are told that the wire cannot tell, and as what; absent: nowhere. */
      readonly keys?: { readonly url: string; fields(digit: string): Readonly<Record<string, string>> };
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

/** Of a carrier that publishes none. */
export const NO_CODES: DialectCodes = {
  noDocument: 0,
  contentType: 0,
  document: 0,
  binary: 0,
  message: 0,
  broken: 0,
  closed: 0,
  overflow: 0,
  handshake: () => 0,
};

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
    /** Null: this carrier does not tell it. */
    progressFields(event: 'initiated' | 'ringing' | 'answered'): Readonly<Record<string, string>> | null;
    /** Why nobody answered; `code` null: the one that this carrier has for that, if it has one. */
    codeFields(status: UnansweredStatus, code: string | null): Readonly<Record<string, string>>;
    /** Null: this carrier does not tell it. */
    detectedFields(detected: Detected, greetingOver: boolean): Readonly<Record<string, string>> | null;
  };
  /** More fields for the fallback address. */
  faultFields(code: number, url: string): Readonly<Record<string, string>>;
  /** More fields for a dial's action. */
  dialFields(outcome: DialOutcome): Readonly<Record<string, string>>;
  /** More fields for a REFER's action; absent: Twilio's. */
  readonly referFields?: (outcome: DialOutcome) => Readonly<Record<string, string>>;
  instruction(verb: VerbElement): Instruction;
  stream(
    noun: VerbElement,
    documentUrl: string,
    allowsPlainSockets: boolean,
    call: Pick<CallFacts, 'carrierCallId' | 'from' | 'to'>,
  ): StreamAsked;
  /** How fields are written into a POST; absent: as a form. */
  encode?(fields: Readonly<Record<string, string>>): { readonly contentType: string; readonly body: string };
  /** How a document is read; absent: as XML, and it must say that it is. */
  document?(body: string): CallDocument;
  /** What an answer amounts to, where its status counts as much as its body: a document, as `document` reads it. */
  flow?(url: string, status: number, body: string): string;
  /** The document that the carrier begins with by itself; absent: it asks the webhook. */
  readonly opening?: string;
}
