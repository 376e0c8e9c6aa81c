// Recording: where a call's sound goes while the call goes on.
import type { CallId } from '../base/brand.ts';
import type { RecordingInfo } from './call-view.ts';

/** Opens recordings. The file exists from the first bytes on and can be read after a crash. */
export interface Recordings {
  open(callId: CallId): RecordingSink;
}

/** One recording being written. Neither method throws or rejects: a full disk costs the recording, not the call. */
export interface RecordingSink {
  /** Interleaved stereo µ-law, in order. */
  write(stereo: Uint8Array): void;
  /** Resolves when the file is whole; null when nothing could be kept. */
  close(): Promise<RecordingInfo | null>;
}
