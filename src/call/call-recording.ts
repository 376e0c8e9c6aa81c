// Call recording: the sound of one call, from its first sound on.
import type { CallId } from '../base/brand.ts';
import type { Journal } from './journal.ts';
import type { Recordings, RecordingSink } from './recording.ts';

/** Takes sound, and is closed once. */
export class CallRecording {
  readonly #recordings: Recordings;
  readonly #callId: CallId;
  #sink: RecordingSink | null = null;

  constructor(recordings: Recordings, callId: CallId) {
    this.#recordings = recordings;
    this.#callId = callId;
  }

  write(stereo: Uint8Array): void {
    this.#sink ??= this.#recordings.open(this.#callId);
    this.#sink.write(stereo);
  }

  /** Without a recording nothing is waited for: whoever asked for the call is told how it ended. */
  close(journal: Journal): Promise<void> | null {
    const sink = this.#sink;
    if (sink === null) return null;
    return sink.close().then((recording) => {
      if (recording !== null) journal.append({ kind: 'recording.stored', ...recording });
    });
  }
}
