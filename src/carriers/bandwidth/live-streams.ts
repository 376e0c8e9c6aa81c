// Live streams: those of a carrier whose keys come by webhooks, by the call that they are of.
import type { EnvelopeStream } from '../envelope/envelope-stream.ts';

/** Calls of one process are fewer; beyond it the oldest is forgotten, and its keys with it. */
const STREAMS_MAX = 10_000;

/** Which stream a call has now. */
export class LiveStreams {
  readonly #streams = new Map<string, EnvelopeStream>();

  /** The call's newest stream; of the one before nobody asks any more. */
  add(carrierCallId: string, stream: EnvelopeStream): void {
    this.#streams.delete(carrierCallId);
    this.#streams.set(carrierCallId, stream);
    const oldest = this.#streams.keys().next();
    if (this.#streams.size > STREAMS_MAX && !oldest.done) this.#streams.delete(oldest.value);
  }

  /** The caller pressed a key: heard where there is a stream, and lost where there is none. */
  press(carrierCallId: string, digit: string): void {
    this.#streams.get(carrierCallId)?.text(JSON.stringify({ eventType: 'dtmf', digit }));
  }

  /** The call is over. */
  remove(carrierCallId: string): void {
    this.#streams.delete(carrierCallId);
  }
}
