// Turn detection: from the caller's sound to "began to speak" and "stopped", in milliseconds of sound.
import { BYTES_PER_MS } from '../../media/audio.ts';
import { levelDbfs } from '../../media/energy.ts';
import { mulawToPcm16 } from '../../media/g711.ts';
import type { TurnDetection } from './session-config.ts';
import { VAD_FRAME_SAMPLES, type Vad } from './vad.ts';

const FRAME_MS = VAD_FRAME_SAMPLES / BYTES_PER_MS;

/** A boundary of the caller's speech. Times count from the first byte that was ever appended. */
export type TurnEvent =
  | { readonly kind: 'started'; readonly audioStartMs: number }
  | { readonly kind: 'stopped'; readonly audioStartMs: number; readonly audioEndMs: number };

/** Finds where the caller's speech begins and ends in the sound of one session. */
export class TurnDetector {
  readonly #vad: Vad;
  #frame = new Uint8Array(VAD_FRAME_SAMPLES);
  #filled = 0;
  #nowMs = 0;
  /** One bit a frame, the newest lowest: whether it was voiced. */
  #recent = 0;
  #silentMs = 0;
  #speechStartMs: number | null = null;
  /** Padding never reaches back into the turn before. */
  #paddingFromMs = 0;

  constructor(vad: Vad) {
    this.#vad = vad;
  }

  /** Where the open speech began; null in silence. */
  get speechStartMs(): number | null {
    return this.#speechStartMs;
  }

  /** Hears `bytes` (µ-law); with null settings time passes and nothing is detected. */
  hear(bytes: Uint8Array, settings: TurnDetection | null): TurnEvent[] {
    const events: TurnEvent[] = [];
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + VAD_FRAME_SAMPLES - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < VAD_FRAME_SAMPLES) break;
      this.#filled = 0;
      this.#nowMs += FRAME_MS;
      const event = settings === null ? null : this.#step(settings);
      if (event !== null) events.push(event);
    }
    return events;
  }

  /** Forgets open speech: the buffer was committed or cleared by the client. */
  reset(): void {
    this.#recent = 0;
    this.#silentMs = 0;
    this.#speechStartMs = null;
    this.#paddingFromMs = this.#nowMs;
  }

  #step(settings: TurnDetection): TurnEvent | null {
    const loud = levelDbfs(this.#frame) >= levelMinDbfs(settings.threshold);
    // The detector hears each frame, loud or not: it learns the noise from them.
    const voiced = this.#vad.voiced(mulawToPcm16(this.#frame)) && loud;
    this.#recent = ((this.#recent << 1) | (voiced ? 1 : 0)) & 0xff;
    const start = this.#speechStartMs;
    if (start === null) {
      if (bits(this.#recent) < onsetFrames(settings.threshold)) return null;
      const onsetMs = this.#nowMs - (32 - Math.clz32(this.#recent)) * FRAME_MS;
      this.#speechStartMs = Math.max(onsetMs - settings.prefix_padding_ms, this.#paddingFromMs);
      this.#silentMs = 0;
      return { kind: 'started', audioStartMs: this.#speechStartMs };
    }
    // A single voiced frame is a click as often as a word: two of three keep the turn open.
    this.#silentMs = bits(this.#recent & 0b111) >= 2 ? 0 : this.#silentMs + FRAME_MS;
    if (this.#silentMs < Math.max(settings.silence_duration_ms, FRAME_MS)) return null;
    const audioEndMs = this.#nowMs;
    this.reset();
    return { kind: 'stopped', audioStartMs: start, audioEndMs };
  }
}

/** Sound below this is never speech: −50 dBFS at threshold 0.3, −42 at 0.5, −34 at 0.7. */
function levelMinDbfs(threshold: number): number {
  return -62 + 40 * threshold;
}

/** How many of the last eight frames must be voiced for speech to have begun: 3 at 0.3, 4 at 0.5, 5 at 0.7. */
function onsetFrames(threshold: number): number {
  return Math.min(8, Math.max(2, Math.round(1.5 + 5 * threshold)));
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
