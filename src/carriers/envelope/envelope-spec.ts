// Envelope spec: a carrier's WebSocket told as data. No code stands in it: paths, constants, templates, closed lists.
import type { Codec, RateHz, Template } from './spec-parts.ts';

/** The description of one carrier's wire. `defineEnvelope` checks it and makes it ready for use. */
export interface EnvelopeSpec {
  /** Kebab-case, e.g. `bandwidth`: stands in messages and counters. */
  readonly name: string;
  readonly transport: TransportSpec;
  /** Looked through in order; the first whose conditions all hold says what a text message is. None: counted, ignored. */
  readonly events: readonly EventRule[];
  readonly start: StartSpec;
  /** Where messages name their stream. One that names another is counted; one that names none is taken. */
  readonly streamIdAt?: string;
  readonly inbound: InboundSpec;
  readonly outbound: OutboundSpec;
  readonly clear: ClearSpec;
  readonly marks: MarksSpec;
  readonly dtmf?: DtmfSpec;
  readonly errors?: ErrorsSpec;
  /** What is sent on an event, beside what the event does. */
  readonly replies?: readonly ReplySpec[];
  /** What is sent every so often, so that the peer does not take us for dead. */
  readonly keepalive?: { readonly everyMs: number; readonly send: Template };
  /** Where the peer's own message counter stands, for `$peerSeq`. */
  readonly peerSeq?: string;
  readonly close: CloseSpec;
  readonly auth: AuthSpec;
  readonly limits?: LimitsSpec;
}

/** What the two kinds of WebSocket message are for. */
export interface TransportSpec {
  /** `audio`: sound as it is. `reject`: breaks the protocol. `ignore`: counted. */
  readonly binary: 'audio' | 'reject' | 'ignore';
  /** `json`: one object each. */
  readonly text: 'json' | 'reject' | 'ignore';
  /** The subprotocol that must be agreed on in the upgrade. */
  readonly subprotocol?: string;
}

/** What a text message can be. `open-offer` is a start that waits for our reply; `ignore` is known and of no use. */
export type EventRole =
  | 'connected'
  | 'start'
  | 'media'
  | 'dtmf'
  | 'mark'
  | 'cleared'
  | 'stop'
  | 'error'
  | 'ping'
  | 'pause'
  | 'resume'
  | 'flow-off'
  | 'flow-on'
  | 'open-offer'
  | 'ignore';

/** One way to tell an event: every condition holds. */
export interface EventRule {
  readonly when: readonly Condition[];
  readonly as: EventRole;
}

/** A closed list of questions to a message. `at` is a path such as `media.payload` or `tracks.0.name`. */
export type Condition =
  | { readonly at: string; readonly is: string | readonly string[] }
  | { readonly at: string; readonly begins: string }
  | { readonly at: string; readonly exists: boolean }
  /** The first text message of the socket, for protocols whose preamble names no event. */
  | { readonly frame: 'first-text' };

/** Where a value of the start comes from: the message, our own parameters, or the URL that the peer requested. */
export type Source = { readonly at: string } | { readonly parameter: string } | { readonly query: string };

/** How a stream introduces itself. */
export interface StartSpec {
  /** `message`: by an event `start` or `open-offer`. `socket`: by being there; ids come from the URL. */
  readonly by: 'message' | 'socket';
  /** The first that is there counts. Without any, the stream has the call's id. */
  readonly streamId: readonly Source[];
  /** The first that is there counts; a start without a call is refused. */
  readonly callId: readonly Source[];
  readonly from?: readonly Source[];
  readonly to?: readonly Source[];
  /** All are read; of two with the same name the later counts. */
  readonly parameters: readonly ParametersSpec[];
}

/** How what we gave the carrier comes back. */
export type ParametersSpec =
  /** An object of strings at a path. */
  | { readonly as: 'object'; readonly at: string }
  /** One string, such as `a=1;b=2`. */
  | {
      readonly as: 'kv-string';
      readonly at: string;
      readonly between: string;
      readonly equals: string;
    }
  /** One string: base64 of a JSON object. */
  | { readonly as: 'base64-json'; readonly at: string }
  /** The message's own keys, but for these. */
  | { readonly as: 'flat-rest'; readonly except: readonly string[] }
  /** The query of the URL that the peer requested. */
  | { readonly as: 'url-query' };

/** A codec, or where the start names it. `map` is asked as it stands; without a match `otherwise` counts. */
export type CodecSource =
  | Codec
  | {
      readonly at: string;
      readonly map: Readonly<Record<string, Codec>>;
      readonly otherwise?: Codec;
    };

/** A rate, or where the start names it: a name of `map`, a number, or digits in a text, behind `after` where given. */
export type RateSource =
  | RateHz
  | {
      readonly at: string;
      readonly map?: Readonly<Record<string, RateHz>>;
      readonly after?: string;
      readonly otherwise?: RateHz;
    };

/** The caller's sound as it comes. */
export interface InboundSpec {
  /** Base64 at a path, or the binary messages themselves. */
  readonly payload: 'binary' | { readonly at: string };
  /** Which track is the caller's; other tracks are counted and ignored. */
  readonly track?: { readonly at: string; readonly accept: readonly string[] };
  readonly codec: CodecSource;
  readonly rateHz: RateSource;
  /** Of `pcm16`. Default `little`. */
  readonly byteOrder?: ByteOrder;
  /** Interleaved channels, and which of them is the caller. Default: one. */
  readonly channels?: { readonly count: 2; readonly pick: 0 | 1 };
  /** The media clock. Without one it is counted in sound, and set anew after a pause. */
  readonly clock?: ClockSpec;
}

/** Order of the two bytes of a sample. */
export type ByteOrder = 'little' | 'big';

/** Where a message says when its sound begins. Numbers may stand in strings. */
export type ClockSpec =
  | { readonly at: string; readonly unit: 'ms-relative' | 'ms-epoch' | 'iso' }
  /** Counts samples, and runs over at 2³² as in RTP. */
  | { readonly at: string; readonly unit: 'rtp-units'; readonly perMs: number }
  /** Counts messages of one length. */
  | { readonly at: string; readonly unit: 'chunks'; readonly chunkMs: number };

/** Our sound as it goes. */
export interface OutboundSpec {
  /** Binary messages, or a text with `$audio` in it. */
  readonly media: 'binary' | { readonly text: Template };
  readonly codec: Codec | 'as-inbound';
  readonly rateHz: RateHz | 'as-inbound';
  /** Of `pcm16`. Default `little`. */
  readonly byteOrder?: ByteOrder;
  readonly framing: FramingSpec;
  /** Most bytes of sound in one message. */
  readonly messageBytesMax: number;
  /** How far the carrier's buffer is filled ahead of the ear. `burst`: sound goes out as it comes. */
  readonly pacing: 'burst' | 'realtime' | { readonly aheadMs: number };
}

/** How sound is cut into messages. What remains is carried on, and padded with silence when nothing follows. */
export type FramingSpec =
  | { readonly rule: 'any' }
  /** Each message is a multiple of the unit, and of `bytesMin` at least. */
  | { readonly rule: 'multiple'; readonly unit: FrameUnit; readonly bytesMin?: number }
  /** Each message is exactly one unit. */
  | { readonly rule: 'exact'; readonly unit: FrameUnit };

/** A length of sound, in bytes on the wire or in time. */
export type FrameUnit = { readonly bytes: number } | { readonly ms: number };

/** How the carrier's buffer is emptied. */
export interface ClearSpec {
  /** Null: the carrier has no such message; what it has buffered is heard. */
  readonly send: Template | null;
  /** What is sent before it. */
  readonly before?: Template;
  /** What becomes of marks that were pending. Whatever it is, the graph has them back at once. */
  readonly marks: 'echoed' | 'dropped' | 'flagged' | 'unknown';
  /** Where control overtakes sound: nothing is sent for so long behind a clear, and then the clear once more. */
  readonly guardMs?: number;
}

/** How we learn what was played. */
export type MarksSpec =
  /** The carrier does not say, or is not to be believed: our clock does. */
  | { readonly by: 'clock' }
  | {
      readonly by: 'carrier';
      /** With `$mark` in it. */
      readonly send: Template;
      /** Where its return names the mark. */
      readonly nameAt: string;
      /** Whether it comes back when nothing is buffered. `never`: our clock returns it. */
      readonly whenIdle: 'at-once' | 'never';
    };

/** Keys, both ways. */
export interface DtmfSpec {
  /** Where the event names the key, or several. */
  readonly digitAt?: string;
  /** With `$digit` in it, where keys can be sent on the socket. */
  readonly send?: Template;
}

/** What the carrier complains of. Its text is never logged, its code is. */
export interface ErrorsSpec {
  readonly codeAt?: string;
  /** Which errors end the stream. */
  readonly fatal: 'all' | 'none' | { readonly at: string; readonly is: readonly string[] };
}

/** An answer to an event. */
export interface ReplySpec {
  readonly on: EventRole;
  readonly send: Template;
  /** Closes the socket behind it. */
  readonly thenClose?: boolean;
}

/** How a stream is ended from here. */
export interface CloseSpec {
  /** What our closing the socket does to the call: it goes on with what stands behind the stream, ends, or nothing happens. */
  readonly ours: 'continues' | 'ends' | 'nothing';
  /** Sent before the socket is closed. */
  readonly send?: Template;
  /** Ends the call, where that can be said on the socket. */
  readonly hangUp?: Template;
}

/** How the carrier proves to be itself. The server carries it out; `token` is checked when the stream starts. */
export interface AuthSpec {
  readonly webhook:
    | 'twilio-sha1'
    | 'plivo-v3'
    | 'telnyx-ed25519'
    | 'signalwire'
    | 'vonage-jwt'
    | 'basic'
    | 'bearer'
    | 'none';
  readonly upgrade: 'twilio-sha1' | 'plivo-v3' | 'vonage-jwt' | 'basic' | 'bearer' | 'none';
  /** The parameter that holds the one-time token of the call. */
  readonly tokenParameter: string;
}

/** Bounds on the peer. */
export interface LimitsSpec {
  /** How long an accepted socket may take to introduce itself. Default 5 s. */
  readonly startMsMax?: number;
  /** Longest message taken. Default and most: 256 KiB. */
  readonly messageBytesMax?: number;
  /** Nothing came for so long: the stream counts as lost. Default: a silent peer is believed to be there. */
  readonly idleMsMax?: number;
}
