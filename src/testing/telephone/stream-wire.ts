// Stream wire: how one carrier writes and reads the messages of one media stream. What it means is the same for all.

/** What a server sends into a stream. */
export type ServerMessage =
  /** µ-law at 8 kHz, whatever the wire has. */
  | { readonly kind: 'media'; readonly bytes: Uint8Array }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'clear' }
  /** Keys that are sent to the phone's end. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** Dropped; shown once per stream. */
  | { readonly kind: 'invalid'; readonly detail: string };

/** The wire of one stream, with its counters. */
export interface StreamWire {
  /** What becomes of pending marks when the buffer is cleared. */
  readonly marksOnClear: 'returned' | 'dropped';
  /** Sound that is queued at most, in milliseconds; more is dropped. */
  readonly queueMsMax: number;
  /** What a stream says first; `startedWallMs`: Unix milliseconds. */
  opening(startedWallMs: number): readonly string[];
  /** 20 ms of the caller; `timestampMs` since the stream began. Null: silence. */
  media(timestampMs: number, bytes: Uint8Array | null): string;
  digit(digit: string, timestampMs: number): string;
  mark(name: string): string;
  /** Told after a clear, behind all that came before; null: nothing is. */
  cleared(): string | null;
  /** The carrier's last word; null: it just closes the socket. */
  stop(): string | null;
  read(text: string): ServerMessage;
  /** What is told of a message that was dropped just now; absent: nothing is. */
  complaint?(detail: string): string;
}
