// Recording: where a call's sound goes while the call goes on.
import type { CallId } from '../base/brand.ts';
import type { RecordingInfo } from './call-view.ts';

/** Opens recordings. The file exists from the first bytes on and can be read after a crash. */
export interface Recordings {
  open(callId: CallId): RecordingSink;
}

/** A stretch of one side of a recording that nobody is to hear. */
export interface HushedSound {
  readonly side: 'caller' | 'agent';
  /** In the recording. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One recording being written. Neither method throws or rejects: a full disk costs the recording, not the call. */
export interface RecordingSink {
  /** Interleaved stereo µ-law, in order. */
  write(stereo: Uint8Array): void;
  /** Resolves when the file is whole, and silent in `hushed`; null when nothing could be kept. */
  close(hushed?: readonly HushedSound[]): Promise<RecordingInfo | null>;
}
