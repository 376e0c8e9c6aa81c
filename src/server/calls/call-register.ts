// Call register: the live calls of one process, found by our id and by the carrier's.
import type { Timers } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import type { FoldedCall } from '../../call/view-of.ts';
import type { CallHandle } from '../../tape/taped-call.ts';

/** How long calls that are being ended may take to close what they hold. */
const CLOSE_MS_MAX = 10_000;

/** A live call and its view. */
export interface Entry {
  readonly call: CallHandle;
  readonly view: FoldedCall;
  /** What its journal says, with what it has cost by now: time costs as well. */
  now(): CallView;
  /** Whether the call has an agent, and that one, or else who speaks now, a language. */
  knows(wish: { readonly agent?: string; readonly language?: string }): {
    readonly agent: boolean;
    readonly language: boolean;
  };
  /** Writes down what was wrong with a stream of it. */
  streamTrouble(streamId: string, detail: string): void;
  /** Each frame of it is written down from now on, or not any more. */
  traceFrames(on: boolean): void;
  /** Empty: the carrier of an outgoing call has not told it yet. Only the register sets it. */
  carrierCallId: string;
  /** Resolves when the call has ended and the store has it. */
  readonly stored: Promise<void>;
  /** The carrier is to end the call as soon as its id is known. */
  unwanted: boolean;
}

/** Every live call of a process. */
export class CallRegister {
  readonly #byId = new Map<string, Entry>();
  readonly #byCarrier = new Map<string, Entry>();
  readonly #waiting = new Set<() => void>();

  get size(): number {
    return this.#byId.size;
  }

  all(): readonly Entry[] {
    return [...this.#byId.values()];
  }

  /** By our id alone. */
  ours(callId: string): Entry | undefined {
    return this.#byId.get(callId);
  }

  /** By the carrier's id alone. */
  carriers(carrierCallId: string): Entry | undefined {
    return this.#byCarrier.get(carrierCallId);
  }

  find(id: string): Entry | undefined {
    return this.#byId.get(id) ?? this.#byCarrier.get(id);
  }

  add(entry: Entry): void {
    this.#byId.set(entry.call.id, entry);
    if (entry.carrierCallId !== '') this.#byCarrier.set(entry.carrierCallId, entry);
  }

  /** Gives a call its carrier's id: `bound` now, `known` before, or `other`: it has another one. */
  bind(entry: Entry, carrierCallId: string): 'bound' | 'known' | 'other' {
    if (entry.carrierCallId !== '') return entry.carrierCallId === carrierCallId ? 'known' : 'other';
    entry.carrierCallId = carrierCallId;
    // The call may have left already: then its carrier's id is for whoever has the entry still.
    if (this.#byId.get(entry.call.id) === entry) this.#byCarrier.set(carrierCallId, entry);
    return 'bound';
  }

  remove(entry: Entry): void {
    this.#byId.delete(entry.call.id);
    if (this.#byCarrier.get(entry.carrierCallId) === entry) this.#byCarrier.delete(entry.carrierCallId);
    if (this.#byId.size === 0) for (const tell of this.#waiting) tell();
  }

  /** Resolves when no call is left; those that are after `msMax` are ended, and have `CLOSE_MS_MAX` for it. */
  async drain(timers: Timers, msMax: number): Promise<void> {
    await this.#emptied(timers, msMax);
    if (this.size === 0) return;
    for (const { call } of this.all()) call.end({ reason: 'shutdown', farewell: null, transferTo: null });
    await this.#emptied(timers, CLOSE_MS_MAX);
  }

  /** Resolves when no call is left, or `msMax` is over. */
  #emptied(timers: Timers, msMax: number): Promise<void> {
    if (this.#byId.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        limit.stop();
        resolve();
      };
      const limit = timers.after(msMax, done);
      this.#waiting.add(done);
    });
  }
}
