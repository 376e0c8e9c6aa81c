// Stream wire: how one carrier writes and reads the messages of one media stream. What it means is the same for all.

/** One message on the wire: text, or binary. */
export type WireMessage = string | Uint8Array;

/** What a server sends into a stream. */
export type ServerMessage =
  /** µ-law at 8 kHz, whatever the wire has. */
  | { readonly kind: 'media'; readonly bytes: Uint8Array }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'clear' }
  /** Keys that are sent to the phone's end. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** The server ends the stream's leg. */
  | { readonly kind: 'hang-up' }
  /** Taken, and of no consequence here. */
  | { readonly kind: 'nothing' }
  /** Dropped; shown once per stream. */
  | { readonly kind: 'invalid'; readonly detail: string };

/** The wire of one stream, with its counters. */
export interface StreamWire {
  /** What becomes of pending marks when the buffer is cleared. */
  readonly marksOnClear: 'returned' | 'dropped';
  /** Sound that is queued at most, in milliseconds; more is dropped. */
  readonly queueMsMax: number;
  /** What a stream says first; `startedWallMs`: Unix milliseconds. */
  opening(startedWallMs: number): readonly WireMessage[];
  /** 20 ms of the caller; `timestampMs` since the stream began. Null: silence. */
  media(timestampMs: number, bytes: Uint8Array | null): WireMessage;
  /** Null: keys do not come on this wire. */
  digit(digit: string, timestampMs: number): string | null;
  /** `cleared`: its sound was not played to the end. Null: nothing is said. */
  mark(name: string, cleared: boolean): string | null;
  /** Told after a clear, behind all that came before; null: nothing is. */
  cleared(): string | null;
  /** The carrier's last word; null: it just closes the socket. */
  stop(): string | null;
  read(text: string): ServerMessage;
  /** Reads a binary message; absent: this wire takes none. */
  readonly readBinary?: (bytes: Uint8Array) => ServerMessage;
  /** What is told of a message that was dropped just now; absent: nothing is. */
  complaint?(detail: string): string;
}
