// Batch ledger: what a batch has on record of each attempt, and where everybody stands by it.
import type { EpochMs } from '../../base/time.ts';
import type { CallEnd } from './call-end.ts';

/** One entry; entries are never changed. `key`: the idempotency key under which the server is asked. */
export type LedgerEntry =
  /** On record before the server is asked. `party`: PII, as `partyOf` has it. `server`: its origin. */
  | { readonly kind: 'dialled'; readonly key: string; readonly party: string; readonly server: string }
  /** The server has placed a call under the key. */
  | { readonly kind: 'placed'; readonly key: string; readonly callId: string }
  /** Nothing rang under the key. `spent`: another attempt takes another key; else it takes the same one. */
  | { readonly kind: 'unplaced'; readonly key: string; readonly spent: boolean }
  /** How the attempt ended; `again`: it may be made anew. */
  | {
      readonly kind: 'settled';
      readonly key: string;
      readonly end: CallEnd;
      readonly reason: string;
      readonly again: boolean;
      readonly wall: EpochMs;
    };

/** The ledger of one batch, open for one run. */
export interface Ledger {
  /** Of the batch: keys begin with it, so that no other batch has the same ones. */
  readonly id: string;
  readonly entries: readonly LedgerEntry[];
  /** On return it outlives the process and the machine's power. Throws `BatchFault` where it cannot be kept. */
  append(entry: LedgerEntry): void;
}

/** What ends a run: the message says what, where and how to mend it. */
export class BatchFault extends Error {
  override readonly name = 'BatchFault';
}

/** Where somebody stands. */
export interface Standing {
  /** Attempts that were settled. */
  attempts: number;
  /** An attempt of which nobody knows yet how it ended; `callId` null: nor whether there is a call. */
  open: { readonly key: string; readonly server: string; readonly callId: string | null } | null;
  /** A key under which nothing was placed: the next attempt is made with it. */
  unusedKey: string | null;
  /** The last attempt that was settled. */
  last: (Extract<LedgerEntry, { readonly kind: 'settled' }> & { readonly callId: string | null }) | null;
}

/** Everybody's standing by what is on record, and how many keys were given out. */
export class Standings {
  readonly #byParty = new Map<string, Standing>();
  readonly #byKey = new Map<string, Standing>();

  constructor(entries: readonly LedgerEntry[]) {
    for (const entry of entries) this.take(entry);
  }

  get keys(): number {
    return this.#byKey.size;
  }

  /** Of somebody who was not called yet: nothing. */
  of(party: string): Standing {
    let standing = this.#byParty.get(party);
    if (standing === undefined) {
      standing = { attempts: 0, open: null, unusedKey: null, last: null };
      this.#byParty.set(party, standing);
    }
    return standing;
  }

  /** Takes the next entry in. */
  take(entry: LedgerEntry): void {
    if (entry.kind === 'dialled') {
      const standing = this.of(entry.party);
      this.#byKey.set(entry.key, standing);
      standing.open = { key: entry.key, server: entry.server, callId: null };
      standing.unusedKey = null;
      return;
    }
    const standing = this.#byKey.get(entry.key);
    if (standing?.open?.key !== entry.key) return;
    const { open } = standing;
    if (entry.kind === 'placed') {
      standing.open = { ...open, callId: entry.callId };
      return;
    }
    standing.open = null;
    if (entry.kind === 'unplaced') standing.unusedKey = entry.spent ? null : entry.key;
    else {
      standing.attempts += 1;
      standing.last = { ...entry, callId: open.callId };
    }
  }
}
