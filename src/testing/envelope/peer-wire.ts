// Peer wire: how one carrier writes and reads the messages of a stream, literally, as its own documentation shows them.
import { Buffer } from 'node:buffer';
import type { AudioFormat } from '../../media/audio.ts';

/** One message on the wire: text, or binary. */
export type WireMessage = string | Uint8Array;

/** What a server says, as the carrier understands it. */
export type ServerMessage =
  /** Sound in the form of the wire. */
  | { readonly kind: 'media'; readonly bytes: Uint8Array }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'hang-up' }
  /** Taken, and of no consequence for the sound. */
  | { readonly kind: 'other' }
  /** Dropped, and held against the server. */
  | { readonly kind: 'invalid'; readonly detail: string };

/** What a carrier insists on, and what it does. */
export interface PeerRules {
  /** Each message of sound has so many bytes at least, at most, and is a multiple of this. */
  readonly bytesMin?: number;
  readonly bytesMax?: number;
  readonly bytesMultiple?: number;
  /** Sound that is queued at most; more is dropped, and held against the server. Absent: no end. */
  readonly queueMsMax?: number;
  /** Says that its queue is full above the one, and that it has room again below the other. */
  readonly flow?: { readonly offMs: number; readonly onMs: number };
  /** What becomes of pending marks when the queue is emptied. */
  readonly marksOnClear: 'returned' | 'dropped';
  /** Marks come back at once, whatever is queued, as some versions of some carriers do it. */
  readonly marksEarly?: boolean;
  /** Sound is handled so much later than what is said in text. */
  readonly overtakenMs?: number;
}

/** A call as a stream tells of it. */
export interface PeerCall {
  readonly callId: string;
  readonly streamId: string;
  readonly from: string;
  readonly to: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The wire of one stream, with its counters. */
export interface PeerWire {
  readonly rules: PeerRules;
  /** How the caller's sound goes out, and how ours must come. */
  readonly caller: AudioFormat;
  readonly agent: AudioFormat;
  /** True where samples are big-endian on the wire. */
  readonly bigEndian: boolean;
  /** The path and query that are dialled. */
  readonly path: string;
  readonly opening: () => readonly WireMessage[];
  /** 20 ms of the caller, in the form of the wire. */
  readonly media: (timestampMs: number, bytes: Uint8Array) => WireMessage;
  readonly read: (message: WireMessage) => ServerMessage;
  /** Null: nothing is said on this wire. */
  readonly mark: (name: string, cleared: boolean) => string | null;
  readonly cleared: () => string | null;
  readonly digit: (digit: string) => string | null;
  readonly flow: (on: boolean) => string | null;
  readonly stop: () => string | null;
  /** A message that is right in all but the stream it names; null where none is named. */
  readonly ofAnotherStream: () => string | null;
}

/** The object that a text holds; null for all else. */
export function objectOf(message: WireMessage): Readonly<Record<string, unknown>> | null {
  if (typeof message !== 'string') return null;
  try {
    const json: unknown = JSON.parse(message);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sound out of base64; what is no base64 is held against the server. */
export function soundOf(base64: unknown): ServerMessage {
  if (
    typeof base64 !== 'string' ||
    !/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^[A-Za-z0-9+/]{2,3}={1,2}$/.test(
      base64,
    )
  )
    return { kind: 'invalid', detail: 'no base64' };
  return { kind: 'media', bytes: Buffer.from(base64, 'base64') };
}

/** What the server said that this wire does not have. */
export function noSuch(message: WireMessage): ServerMessage {
  const detail = typeof message === 'string' ? message.slice(0, 80) : `${message.length} bytes of binary`;
  return { kind: 'invalid', detail: `no such message: ${detail}` };
}

/** Base64 as a wire has it. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
