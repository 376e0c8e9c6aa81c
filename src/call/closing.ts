// Closing: the last word of a call's journal, behind its recording and behind every conversation that is still under way.
import type { EndReason } from '../frames/reasons.ts';
import type { CallRecording } from './call-recording.ts';
import type { Journal } from './journal.ts';

/** What is closed, and who is told that it was. */
export interface ClosingOptions {
  readonly journal: Journal;
  readonly recording: CallRecording;
  ended(): void;
}

/** Of one call. A call may be over while a stream that it has left still brings its own end. */
export class Closing {
  readonly #options: ClosingOptions;
  #conversations = 0;
  #end: { readonly reason: EndReason; readonly detail: string } | null = null;

  constructor(options: ClosingOptions) {
    this.#options = options;
  }

  /** Counts a conversation in. */
  begun(): void {
    this.#conversations += 1;
  }

  /** One of them has told all that it had to. */
  over(): void {
    this.#conversations -= 1;
    void this.#close();
  }

  /** The call is over, once. */
  end(reason: EndReason, detail: string): void {
    this.#end = { reason, detail };
    void this.#close();
  }

  async #close(): Promise<void> {
    const end = this.#end;
    if (end === null || this.#conversations > 0) return;
    this.#end = null;
    const { journal, recording } = this.#options;
    const closing = recording.close(journal);
    if (closing !== null) await closing;
    journal.append({ kind: 'call.ended', ...end });
    this.#options.ended();
  }
}
