// Voice meter: which stretches of a sound are as loud and as uneven as speech. By level alone: it knows no words, and
// what it takes for voice may be a barking dog; a hum, a tone, a steady noise and most music it does not.
import { Buffer } from 'node:buffer';
import { bytesPerMs, durationMs, type Audio } from './audio.ts';
import { base64LevelDbfs, linearLevelDbfs } from './energy.ts';

/** A stretch that was loud from its beginning to its end. */
export interface VoiceRun {
  readonly ms: number;
  /** The mean of its windows' levels. */
  readonly levelDbfs: number;
}

/** The level is looked at in windows of about this much. */
const WINDOW_MS = 20;

/** Loud is this much above the quietest of the last while: words have gaps, noise has none. */
const ABOVE_FLOOR_DB = 15;
const BUCKET_MS = 250;
const BUCKETS = 6;

/** What is quieter than this is nobody who talks into a phone: speech stands at −30 to −15. */
const LEAST_DBFS = -42;

/**
 * Runs of speech, from gap to gap. What is shorter is a click; what is longer has no words in it, and is over before
 * the floor has come up to noise or music that has just begun.
 */
const RUN_MS_MIN = 80;
const RUN_MS_MAX = 1400;

/** The level within a run of speech goes up and down by more than this; that of a tone does not. */
const UNEVEN_DB_MIN = 3;

/** What is decoded of one stretch of linear sound; carriers send a tenth of it at a time. */
const SCRATCH_BYTES = 16_000;

/** Shared: linear sound is decoded into it and measured within one call. */
const scratch = Buffer.alloc(SCRATCH_BYTES);

const NONE: readonly VoiceRun[] = Object.freeze([]);

/** Measures one sound, piece by piece; a piece may be of any format. */
export class VoiceMeter {
  /** The quietest window of each of the last buckets. */
  readonly #floors: number[] = [];
  #pastFloor = 0;
  #bucketMs = 0;
  #bucketFloor = 0;
  #runMs = 0;
  #runSum = 0;
  #runWindows = 0;
  #last = 0;
  #lowest = 0;
  #highest = 0;

  /** Takes in the next piece; returns the runs of voice that ended in it. */
  hear(audio: Audio): readonly VoiceRun[] {
    const { base64 } = audio;
    const isLinear = audio.encoding === 'pcm16';
    const size = isLinear ? scratch.write(base64, 'base64') : base64.length;
    // What a window is cut at: a sample, or a group of base64.
    const [unit, ms] = isLinear ? [2, size / bytesPerMs(audio)] : [4, durationMs(audio)];
    const windows = Math.max(1, Math.round(ms / WINDOW_MS));
    let ended = NONE;
    let from = 0;
    for (let index = 1; index <= windows; index += 1) {
      const to = unit * Math.floor((size * index) / windows / unit);
      const level = isLinear
        ? linearLevelDbfs(scratch, from, to)
        : base64LevelDbfs(base64, audio.encoding, from, to);
      from = to;
      const run = this.#window(level, ms / windows);
      if (run !== null) ended = [...ended, run];
    }
    return ended;
  }

  #window(level: number, ms: number): VoiceRun | null {
    const floor = this.#floor(level, ms);
    if (level >= Math.max(floor + ABOVE_FLOOR_DB, LEAST_DBFS)) {
      this.#loud(level, ms);
      return null;
    }
    const run = this.#ended();
    this.#runMs = this.#runSum = this.#runWindows = 0;
    return run;
  }

  #floor(level: number, ms: number): number {
    this.#bucketFloor = this.#bucketMs === 0 ? level : Math.min(this.#bucketFloor, level);
    this.#bucketMs += ms;
    const floor = Math.min(this.#bucketFloor, this.#pastFloor);
    if (this.#bucketMs >= BUCKET_MS) {
      this.#floors.push(this.#bucketFloor);
      if (this.#floors.length > BUCKETS) this.#floors.shift();
      this.#pastFloor = Math.min(...this.#floors);
      this.#bucketMs = 0;
    }
    return floor;
  }

  #loud(level: number, ms: number): void {
    // The first window and the last are cut by the gaps: neither tells how even the run is.
    if (this.#runWindows === 1) this.#lowest = this.#highest = level;
    else if (this.#runWindows > 2) {
      this.#lowest = Math.min(this.#lowest, this.#last);
      this.#highest = Math.max(this.#highest, this.#last);
    }
    this.#last = level;
    this.#runMs += ms;
    this.#runSum += level;
    this.#runWindows += 1;
  }

  #ended(): VoiceRun | null {
    const isRun = this.#runMs >= RUN_MS_MIN && this.#runMs <= RUN_MS_MAX;
    const isUneven = this.#runWindows > 3 && this.#highest - this.#lowest >= UNEVEN_DB_MIN;
    return isRun && isUneven ? { ms: this.#runMs, levelDbfs: this.#runSum / this.#runWindows } : null;
  }
}
