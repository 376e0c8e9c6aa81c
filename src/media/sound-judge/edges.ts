// Edges: words that begin or go on as no voice does, at full strength out of nothing: sound is missing before them.
import { LEVEL_FLOOR_DBFS } from '../energy.ts';
import type { SoundFinding } from '../sound-finding.ts';

const SAMPLES_PER_MS = 8;

/** G.711 writes silence as 0, A-law as ±8: what is no louder for a while is no line's noise, but nothing. */
const NOTHING = 8;

/** The closure of a plosive is longer; what is shorter nobody hears. */
export const GAP_MS_MIN = 10;

/** Behind more than this it is a pause, and what follows another word. */
export const GAP_MS_MAX = 1000;

/** Silence before a word of its own. */
const PAUSE_MS_MIN = 200;

/** A voice comes and goes over some milliseconds: within one, sound that was cut stands at this or more, of 32,768. */
const CUT_AMPLITUDE = 1000;

/** A word that begins with a burst is quieter behind it; one whose beginning is missing is as loud at once as it stays. */
const FIRST_MS = 20;
const WORD_MS = 200;
const FIRST_BELOW_WORD_DB_MAX = 4;

/** Quieter beginnings lack nothing that one would miss. */
const CLIPPED_DBFS_MIN = -30;

interface Onset {
  /** In samples since the start. */
  readonly at: number;
  readonly silence: number;
  /** The sound before the silence was cut off. */
  readonly cut: boolean;
  /** Of the very first sample: a voice that comes by itself comes from nothing, if only for a sample. */
  readonly amplitude: number;
  heard: number;
  peak: number;
  first: number;
  word: number;
}

/** Of one side, sample by sample. */
export class Edges {
  readonly #side: 'caller' | 'agent';
  #at = 0;
  #silence = 0;
  /** The last millisecond of sound, as amplitudes. */
  readonly #last = new Int32Array(SAMPLES_PER_MS);
  #lastAt = 0;
  #everSounded = false;
  #onset: Onset | null = null;

  constructor(side: 'caller' | 'agent') {
    this.#side = side;
  }

  /** Takes in the next sample, linear. */
  hear(sample: number): SoundFinding | null {
    const amplitude = Math.abs(sample);
    const found = this.#onset === null ? null : this.#word(this.#onset, amplitude);
    if (amplitude <= NOTHING) this.#silence += 1;
    else {
      if (this.#silence >= GAP_MS_MIN * SAMPLES_PER_MS) this.#begins(amplitude);
      this.#silence = 0;
      this.#everSounded = true;
    }
    // A wave goes through zero; more than that is a silence.
    if (this.#silence <= 1) this.#remember(amplitude);
    this.#at += 1;
    return found;
  }

  #begins(amplitude: number): void {
    const cut = this.#everSounded && Math.max(...this.#last) >= CUT_AMPLITUDE;
    this.#last.fill(0);
    const energy = amplitude ** 2;
    this.#onset = {
      at: this.#at,
      silence: this.#silence,
      cut,
      amplitude,
      heard: 1,
      peak: amplitude,
      first: energy,
      word: energy,
    };
  }

  #remember(amplitude: number): void {
    this.#last[this.#lastAt] = amplitude;
    this.#lastAt = (this.#lastAt + 1) % SAMPLES_PER_MS;
  }

  /** Looks at what follows a silence, until it is known whether it is a word without its beginning. */
  #word(onset: Onset, amplitude: number): SoundFinding | null {
    onset.heard += 1;
    const energy = amplitude ** 2;
    onset.word += energy;
    if (onset.heard <= SAMPLES_PER_MS) onset.peak = Math.max(onset.peak, amplitude);
    if (onset.heard <= FIRST_MS * SAMPLES_PER_MS) onset.first += energy;
    const abrupt = onset.peak >= CUT_AMPLITUDE;
    if (onset.heard === SAMPLES_PER_MS && !abrupt) this.#onset = null;
    if (onset.heard === SAMPLES_PER_MS && abrupt && onset.cut) {
      this.#onset = null;
      return this.#gap(onset);
    }
    if (onset.heard < WORD_MS * SAMPLES_PER_MS) return null;
    this.#onset = null;
    return this.#clipped(onset);
  }

  #gap({ at, silence }: Onset): SoundFinding | null {
    const durationMs = silence / SAMPLES_PER_MS;
    if (durationMs > GAP_MS_MAX) return null;
    const atMs = (at - silence) / SAMPLES_PER_MS;
    return { kind: 'gap', side: this.#side, atMs, durationMs, value: durationMs };
  }

  /** A word that was cut where its wave goes through zero is not known from a whole one. */
  #clipped({ at, silence, amplitude, first, word }: Onset): SoundFinding | null {
    if (silence < PAUSE_MS_MIN * SAMPLES_PER_MS || amplitude < CUT_AMPLITUDE) return null;
    const firstDbfs = dbfs(first, FIRST_MS);
    if (firstDbfs < CLIPPED_DBFS_MIN || firstDbfs < dbfs(word, WORD_MS) - FIRST_BELOW_WORD_DB_MAX)
      return null;
    const value = Math.round(10 * firstDbfs) / 10;
    return { kind: 'clipped-word', side: this.#side, atMs: at / SAMPLES_PER_MS, durationMs: 0, value };
  }
}

function dbfs(energy: number, ms: number): number {
  if (energy === 0) return LEVEL_FLOOR_DBFS;
  return 10 * Math.log10(energy / (ms * SAMPLES_PER_MS) / 32_768 ** 2);
}
