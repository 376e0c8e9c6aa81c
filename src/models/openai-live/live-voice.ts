// Live voice: where the agent speaks in a sound that never ends, silence and all, by how loud it is.
import { audioBytes, audioIn, durationMs, type Audio, type AudioFormat } from '../../media/audio.ts';
import { base64LevelDbfs, linearLevelDbfs } from '../../media/energy.ts';

/** What is quieter is silence: between its words the model sends exact zeros, or next to nothing. */
const LOUD_DBFS = -50;

/** Silence that ends what is said. What is shorter is a pause, and belongs to it. */
export const END_MS = 700;

/**
 * Sound held back when the agent begins. It comes at the pace at which it is played, a tenth of a second at a time, and
 * late by as much every so often; without a start the caller would hear each of these as a gap.
 */
export const AHEAD_MS = 200;

/** Silence after which what was to be dropped has come to its end. */
const DROPPED_MS = 300;

/** Who is told. None of these may throw. */
export interface LiveVoiceHost {
  begins(): void;
  sounds(audio: Audio): void;
  /** The agent is silent for so long within what it says. */
  pauses(ms: number): void;
  ends(): void;
  /** What was dropped has come to its end. */
  dropped(): void;
}

/** Cuts what is said out of the stream. */
export class LiveVoice {
  readonly #format: AudioFormat;
  readonly #host: LiveVoiceHost;
  #speaks = false;
  #dropping = false;
  /** Of what begins, or of a pause within. */
  #held: Audio[] = [];
  #heldMs = 0;
  #begun = false;
  #quietMs = 0;
  #streamMs = 0;

  constructor(format: AudioFormat, host: LiveVoiceHost) {
    this.#format = format;
    this.#host = host;
  }

  get speaks(): boolean {
    return this.#speaks;
  }

  /** What is dropped has not come to its end. */
  get dropping(): boolean {
    return this.#dropping;
  }

  /** The length of the whole stream so far. */
  get streamMs(): number {
    return this.#streamMs;
  }

  /** The stream's next piece. */
  hear(base64: string): void {
    const audio = audioIn(this.#format, base64);
    const ms = durationMs(audio);
    const loud = this.#level(audio) >= LOUD_DBFS;
    this.#streamMs += ms;
    this.#quietMs = loud ? 0 : this.#quietMs + ms;
    if (this.#dropping) {
      this.#dropping = this.#quietMs < DROPPED_MS;
      if (!this.#dropping) this.#host.dropped();
      return;
    }
    if (!this.#speaks && !loud) return;
    if (!this.#speaks) {
      this.#speaks = true;
      this.#begun = false;
      this.#host.begins();
    }
    this.#held.push(audio);
    this.#heldMs += ms;
    if (loud) {
      this.#begun ||= this.#heldMs >= AHEAD_MS;
      if (this.#begun) this.#flush();
      return;
    }
    this.#host.pauses(this.#quietMs);
    if (this.#speaks && this.#quietMs >= END_MS) this.end();
  }

  /** What is said is over; a pause behind it is not given. */
  end(): void {
    if (!this.#speaks) return;
    // Too short to have got a start: it is given all the same.
    if (!this.#begun) this.#flush();
    this.#forget();
    this.#host.ends();
  }

  /** The rest of what is being said is not given, and `ends` is not told. */
  drop(): void {
    if (!this.#speaks) return;
    this.#forget();
    this.#dropping = true;
  }

  #flush(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldMs = 0;
    for (const audio of held) this.#host.sounds(audio);
  }

  #forget(): void {
    this.#speaks = false;
    this.#held = [];
    this.#heldMs = 0;
  }

  #level(audio: Audio): number {
    return audio.encoding === 'pcm16'
      ? linearLevelDbfs(audioBytes(audio))
      : base64LevelDbfs(audio.base64, audio.encoding);
  }
}
