// The caller's mouth: speech waits in line and leaves as frames of 20 ms.

/** What a phone sends at a time: 20 ms of µ-law at 8 kHz. */
export const FRAME_BYTES = 160;
/** Milliseconds of sound in one `media` message. */
export const FRAME_MS = 20;

const SILENT = 0xff;

interface Speech {
  readonly bytes: Uint8Array;
  at: number;
  readonly spoken: (whole: boolean) => void;
}

/** Speech of one caller, in order. It waits while no stream is open and goes on with the next one. */
export class CallerVoice {
  #line: Speech[] = [];
  #over = false;

  /** Lines up µ-law bytes; resolves true when the last of them has left, false when the call ended before. */
  speak(bytes: Uint8Array): Promise<boolean> {
    if (this.#over) return Promise.resolve(false);
    if (bytes.length === 0) return Promise.resolve(true);
    return new Promise((spoken) => this.#line.push({ bytes, at: 0, spoken }));
  }

  get speaking(): boolean {
    return this.#line.length > 0;
  }

  /** The next 20 ms, filled up with silence; null when there is nothing to say. */
  next(): Uint8Array | null {
    if (this.#line.length === 0) return null;
    const frame = new Uint8Array(FRAME_BYTES).fill(SILENT);
    let filled = 0;
    while (filled < FRAME_BYTES) {
      const speech = this.#line[0];
      if (speech === undefined) break;
      const piece = speech.bytes.subarray(speech.at, speech.at + FRAME_BYTES - filled);
      frame.set(piece, filled);
      filled += piece.length;
      speech.at += piece.length;
      if (speech.at === speech.bytes.length) {
        this.#line.shift();
        speech.spoken(true);
      }
    }
    return frame;
  }

  /** Drops what was not said. */
  hush(): void {
    for (const speech of this.#line.splice(0)) speech.spoken(false);
  }

  /** The call is over: nothing more is said. */
  end(): void {
    this.#over = true;
    this.hush();
  }
}
