// Sound on a call's time line: what was spoken or heard, and when.
import { Buffer } from 'node:buffer';
import { msBetween, type Micros } from '../../base/time.ts';
import { BYTES_PER_MS } from '../../media/audio.ts';
import { interleave } from '../../media/stereo.ts';

/** A stretch of sound as it was spoken or heard. */
export interface Sounded {
  readonly atMs: number;
  /** µ-law, 8 kHz. */
  readonly bytes: Uint8Array;
}

/** One side's sound on the call's time line. */
export class SoundTrack {
  readonly #beganAt: Micros;
  readonly #keeps: boolean;
  readonly #pieces: Sounded[] = [];
  #bytes = 0;
  #endMs: number | null = null;

  /** `keeps` false: only lengths and times are kept, for load tests. */
  constructor(beganAt: Micros, keeps: boolean) {
    this.#beganAt = beganAt;
    this.#keeps = keeps;
  }

  /** Bytes that sounded in all. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the last sound ended; null when there was none. */
  get endMs(): number | null {
    return this.#endMs;
  }

  add(at: Micros, bytes: Uint8Array): Sounded {
    const piece = { atMs: msBetween(this.#beganAt, at), bytes };
    this.#bytes += bytes.length;
    this.#endMs = piece.atMs + bytes.length / BYTES_PER_MS;
    if (this.#keeps) this.#pieces.push(piece);
    return piece;
  }

  /** Every byte in order, without the pauses between. */
  whole(): Uint8Array {
    const whole = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
    let at = 0;
    for (const { bytes } of this.#pieces) {
      whole.set(bytes, at);
      at += bytes.length;
    }
    return whole;
  }

  /** Stretches without a pause inside, each with the time at which it began. */
  stretches(): readonly Sounded[] {
    const joined: { atMs: number; parts: Uint8Array[]; endMs: number }[] = [];
    for (const { atMs, bytes } of this.#pieces) {
      const last = joined.at(-1);
      const endMs = atMs + bytes.length / BYTES_PER_MS;
      if (last !== undefined && Math.abs(last.endMs - atMs) < 1 / BYTES_PER_MS) {
        last.parts.push(bytes);
        last.endMs = endMs;
      } else joined.push({ atMs, parts: [bytes], endMs });
    }
    return joined.map(({ atMs, parts }) => ({ atMs, bytes: Buffer.concat(parts) }));
  }

  /** `durationMs` of the time line, silence where nothing sounded. */
  line(durationMs: number): Uint8Array {
    const line = new Uint8Array(Math.ceil(durationMs * BYTES_PER_MS)).fill(0xff);
    for (const { atMs, bytes } of this.#pieces) {
      const at = Math.round(atMs * BYTES_PER_MS);
      if (at < line.length) line.set(bytes.subarray(0, line.length - at), at);
    }
    return line;
  }
}

/** Interleaved stereo µ-law at 8 kHz: the caller left, what the caller heard right. */
export function stereoRecording(spoken: SoundTrack, heard: SoundTrack, durationMs: number): Uint8Array {
  return interleave(spoken.line(durationMs), heard.line(durationMs));
}
