// Tapes: where the tapes of calls are written while the calls go on.
import type { CallId } from '../base/brand.ts';

/** Opens tapes. A call that goes on in another process has another tape there. */
export interface Tapes {
  open(callId: CallId): TapeSink;
}

/** One tape being written. Neither method throws: a full disk costs the tape, not the call. */
export interface TapeSink {
  /** One line, without its end. */
  write(line: string): void;
  /** Nothing follows. */
  close(): void;
}
