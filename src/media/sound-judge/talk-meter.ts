// Talk meter: in which windows of a sound somebody talks, by how far they stand out of what the line is like without.

/** Windows in which levels are looked at: short beside a syllable, long beside a period of a voice. */
export const WINDOW_MS = 20;

/** Talk stands out of the line's noise by this much: speech has a crest of 12 dB and more above any steady noise that leaves it understandable. */
const ABOVE_NOISE_DB = 12;

/** What is quieter is nobody who talks into a phone: speech stands at −30 to −15. */
const LEAST_DBFS = -45;

/** The noise is what was quietest in the last 1.5 s: no speech goes so long without a gap. */
const BUCKET_WINDOWS = 15;
const BUCKETS = 5;

/** Of one side. */
export class TalkMeter {
  readonly #past: number[] = [];
  #bucket: number[] = [];

  /** Whether somebody talks in the next window, which is so loud. */
  hear(levelDbfs: number): boolean {
    this.#bucket.push(levelDbfs);
    const noise = Math.min(...this.#past, ...this.#bucket);
    if (this.#bucket.length === BUCKET_WINDOWS) {
      this.#past.push(Math.min(...this.#bucket));
      if (this.#past.length > BUCKETS) this.#past.shift();
      this.#bucket = [];
    }
    return levelDbfs >= Math.max(noise + ABOVE_NOISE_DB, LEAST_DBFS);
  }
}
