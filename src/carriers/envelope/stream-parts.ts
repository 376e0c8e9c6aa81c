// Stream parts: what a stream by a spec is made of, what is counted on it, and its bounds.
import type { Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { Envelope } from './define-envelope.ts';
import type { EnvelopeStart } from './read-start.ts';

/** Messages with fields that do not fit or of another stream, before the peer counts as broken. */
export const ENVELOPE_FAULTS_MAX = 100;

/** Bytes that may wait on a socket nobody reads. Beyond it the stream counts as dead. */
export const ENVELOPE_UNSENT_BYTES_MAX = 4 * 1024 * 1024;

/** What is counted on a stream, by name. */
export type EnvelopeCount =
  | 'unknown-event'
  | 'invalid-message'
  | 'wrong-stream'
  | 'other-track'
  | 'second-start'
  | 'early-frame-dropped'
  | 'before-start'
  | 'binary-ignored'
  | 'text-ignored'
  | 'carrier-error'
  | 'unknown-mark'
  | 'sound-refused';

/** What a stream is made of. */
export interface EnvelopeStreamParts {
  readonly world: Pick<World, 'clock' | 'timers'>;
  readonly socket: Socket;
  readonly envelope: Envelope;
  readonly start: EnvelopeStart;
  /** The URL that the peer requested. */
  readonly url: string;
  readonly count: (name: EnvelopeCount) => void;
}
