// Timing: how fast the rehearsal model is, in milliseconds of its World.
import type { World } from '../../base/world.ts';

/** How long what takes, in milliseconds. */
export interface RehearsalTiming {
  /** From the beginning of a response to its first sound. */
  readonly firstAudioMs: number;
  /** How many times faster than it plays sound is sent. */
  readonly speed: number;
  /** Shortest and longest piece of sound in one delta. */
  readonly deltaMsMin: number;
  readonly deltaMsMax: number;
  /** From the end of the caller's turn to its transcript, at the earliest. */
  readonly transcriptMs: number;
  /** How long ear and voice may take before the model goes on without them. */
  readonly senseMsMax: number;
  /** How long a session may last; OpenAI ends each after 60 minutes. */
  readonly sessionMsMax: number;
}

/** Times like those of the real peer on a good day. */
export const REHEARSAL_TIMING: RehearsalTiming = {
  firstAudioMs: 250,
  speed: 6,
  deltaMsMin: 100,
  deltaMsMax: 400,
  transcriptMs: 400,
  senseMsMax: 4000,
  sessionMsMax: 3_600_000,
};

/** What `promise` settles to, or `otherwise` when it rejects or takes longer than `msMax`. */
export function within<Value>(
  world: World,
  promise: Promise<Value>,
  msMax: number,
  otherwise: Value,
): Promise<Value> {
  const late = Promise.withResolvers<Value>();
  const timer = world.timers.after(msMax, () => late.resolve(otherwise));
  const settled = promise.catch(() => otherwise).finally(() => timer.stop());
  return Promise.race([settled, late.promise]);
}
