// Late status: a carrier's word on a call that is over for us, written into its journal behind the end.
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord, JournalSink } from '../../call/journal.ts';
import type { World } from '../../base/world.ts';
import type { CallProgress } from '../../frames/dialling.ts';
import type { Store } from '../../store/store.ts';
import type { StatusReport } from '../switchboard.ts';

/** How long behind its end a call is still written to: carriers tell its last status within seconds, and try again for minutes. */
export const LATE_MS_MAX = 600_000;

/** Records behind an end: a call has one last status, and perhaps what was on its way when it came. */
export const LATE_RECORDS_MAX = 4;

/** Words that wait for their turn or the store, of all calls; a carrier that tells more is not taken down. */
export const LATE_WAITING_MAX = 1000;

/** Another process may have written at the same place. */
const TRIES_MAX = 3;

/** What is told, and of which call. */
export type LateWord = Omit<StatusReport, 'progress' | 'over'> & { readonly progress: CallProgress };

/** Where ended calls are. */
export interface LateStatusOptions {
  readonly world: Pick<World, 'clock' | 'log'>;
  readonly store: Pick<Store, 'append' | 'call' | 'journal'>;
  /** Through which calls write their end. */
  readonly journal: Pick<JournalSink, 'settled'>;
  /** Told what was written, and of which call. */
  readonly told: (record: JournalRecord, view: CallView) => void;
}

/**
 * Writes what carriers tell of calls that have ended here. Each status stands once in a journal. A call that is not
 * known, has not ended or ended long ago is left alone, and what the store does not take is logged and lost.
 */
export class LateStatus {
  readonly #options: LateStatusOptions;
  /** By the carrier's id: words on one call are written one after the other. */
  readonly #last = new Map<string, Promise<void>>();
  #waiting = 0;

  constructor(options: LateStatusOptions) {
    this.#options = options;
  }

  /** `stored`: resolves when the call's end is in the store. Resolves when the word is dealt with; never rejects. */
  tell(word: LateWord, stored: Promise<void> = Promise.resolve()): Promise<void> {
    const { carrierCallId } = word;
    if (this.#waiting >= LATE_WAITING_MAX) {
      this.#lost(word, 'too many wait');
      return Promise.resolve();
    }
    this.#waiting += 1;
    const before = this.#last.get(carrierCallId);
    const done = Promise.all([before, stored])
      .then(() => this.#write(word))
      .catch((error: unknown) => this.#lost(word, error instanceof Error ? error.name : 'unknown'))
      .finally(() => {
        this.#waiting -= 1;
        if (this.#last.get(carrierCallId) === done) this.#last.delete(carrierCallId);
      });
    this.#last.set(carrierCallId, done);
    return done;
  }

  async #write(word: LateWord): Promise<void> {
    const { world, store, journal, told } = this.#options;
    const { callId, carrierCallId } = word;
    // The tables know of an end before the journal's writer has brought it to the store.
    await journal.settled();
    const kept = await store.call(callId ?? carrierCallId);
    if (kept === null || (kept.callSid !== '' && kept.callSid !== carrierCallId)) return;
    let written: JournalRecord | null = null;
    for (let tries = 0; tries <= TRIES_MAX; tries += 1) {
      const record = recordBehind(await store.journal(kept.id), word, world.clock);
      if (record === null) {
        if (written !== null) told(written, kept);
        return;
      }
      if (tries < TRIES_MAX) await store.append([record]);
      written = record;
    }
    this.#lost(word, 'others write there');
  }

  #lost({ callId, progress }: LateWord, cause: string): void {
    this.#options.world.log.warn('call.late-status-lost', { callId: callId ?? '', progress, cause });
  }
}

/** What is to be appended to `records`; null: nothing. */
function recordBehind(
  records: readonly JournalRecord[],
  { progress, code }: LateWord,
  clock: Pick<World['clock'], 'wall'>,
): JournalRecord | null {
  const end = records.findIndex(({ event }) => event.kind === 'call.ended');
  const [first, ended, last] = [records[0], records[end], records.at(-1)];
  if (first === undefined || ended === undefined || last === undefined) return null;
  const wall = clock.wall();
  const late = records.slice(end).filter(({ event: { kind } }) => kind === 'carrier.status').length;
  if (wall - ended.wall > LATE_MS_MAX || late >= LATE_RECORDS_MAX) return null;
  if (records.some(({ event }) => event.kind === 'carrier.status' && event.progress === progress))
    return null;
  const { callId } = first;
  const atMs = Math.max(last.atMs, wall - first.wall);
  return {
    callId,
    sequence: last.sequence + 1,
    atMs,
    wall,
    event: { kind: 'carrier.status', progress, code },
  };
}
