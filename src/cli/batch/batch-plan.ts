// Batch plan: how a batch is to be called, what its run needs of the outside, and what it tells.
import type { EpochMs } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { Ledger } from './batch-ledger.ts';
import type { CallEnd } from './call-end.ts';
import type { CallServer } from './call-server.ts';
import type { CallingClock } from './calling-hours.ts';
import type { FailureLimit } from './failure-watch.ts';

/** How a batch is called. */
export interface BatchPolicy {
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls dialled in a second, at most; may be a fraction. */
  readonly perSecond: number;
  /** Attempts to reach somebody whose line is busy, who does not pick up, or whom the carrier cannot reach. */
  readonly attempts: number;
  /** From the end of the first attempt to the second; doubled for each one after it. */
  readonly retryMs: number;
  readonly clock: CallingClock;
  /** Null: nothing stops it. */
  readonly failures: FailureLimit | null;
}

/** What a run needs of the outside. */
export interface BatchPorts {
  readonly world: Pick<World, 'clock' | 'timers' | 'random'>;
  readonly server: CallServer;
  readonly ledger: Ledger;
  /** Whether somebody, as `partyOf` has them, must not be called; asked before each call. Throws `BatchFault`. */
  readonly listed: (party: string) => boolean;
  readonly told: (news: BatchNews) => void;
}

/** What happens. `line`: of the row in its file. */
export type BatchNews =
  | { readonly kind: 'dialled'; readonly line: number; readonly attempt: number }
  | {
      readonly kind: 'settled';
      readonly line: number;
      readonly attempt: number;
      readonly end: CallEnd;
      readonly reason: string;
      /** When the next attempt may be made; null: there is none. */
      readonly again: EpochMs | null;
    }
  | { readonly kind: 'listed'; readonly line: number }
  /** Nothing is dialled for so long. */
  | { readonly kind: 'held'; readonly ms: number; readonly why: string }
  /** No more calls; those that are live are waited for. */
  | { readonly kind: 'stopping'; readonly end: BatchEnd };

/** Why a run ended. Only a batch that is `complete` has nobody left to call. */
export type BatchEnd =
  | { readonly kind: 'complete' | 'interrupted' }
  | { readonly kind: 'failures' | 'fault'; readonly problem: string };
