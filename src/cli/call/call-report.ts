// Call report: what became of a call that was made from here, by its own measure and by the server's word.
import type { CallView } from '../../server/api.ts';
import type { EndReason } from '../../frames/reasons.ts';

/** Why a call counts as failed. `message` is for people: what, and how to mend it. */
export interface CallFault {
  readonly kind:
    | 'unreachable'
    | 'webhook-refused'
    | 'stream-refused'
    | 'no-sound'
    | 'step'
    | 'too-long'
    | 'outcome'
    | 'cancelled';
  readonly message: string;
}

/** What a call was like, told by who placed it. */
export interface CallReport {
  readonly callSid: string;
  /** Null: the call went as it should. */
  readonly fault: CallFault | null;
  /** From the ring to the end. */
  readonly durationMs: number;
  /** From the stream's start to the agent's first sound at the caller's ear; null: there was none. */
  readonly firstSoundMs: number | null;
  /** At the caller's ear: from the end of each thing said to the agent's next sound. */
  readonly latenciesMs: readonly number[];
  /** What the carrier's own voice said. */
  readonly carrierSaid: readonly string[];
  /** Each human that was dialled, and how that came out. */
  readonly dials: readonly { readonly to: string; readonly status: string }[];
  /** The server's word; null when its API told nothing. */
  readonly view: CallView | null;
  /** Where the recording lies; null when there was nothing to record. */
  readonly recordingPath: string | null;
}

/** Ends of a call that nobody wanted. */
const FAILURES: ReadonlySet<EndReason> = new Set([
  'model-failed',
  'stream-lost',
  'internal-fault',
  'carrier-fault',
] satisfies EndReason[]);

/** The fault that lies in how the server says the call ended; null when that is well. */
export function outcomeFault(view: CallView | null): CallFault | null {
  const outcome = view?.outcome ?? null;
  if (outcome === null || !FAILURES.has(outcome.reason)) return null;
  const detail = outcome.detail === '' ? '' : `: ${outcome.detail}`;
  return {
    kind: 'outcome',
    message: `The call ended as ${outcome.reason}${detail}. The server's log says more.`,
  };
}
