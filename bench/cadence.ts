// Cadence: how the conversations of the benchmark go. The same for every call and every server that is measured.

/** One turn: the caller speaks, the model thinks and answers, and the next turn cuts the answer off. */
export interface Cadence {
  /** From one turn to the next. */
  readonly periodMs: number;
  /** How long the caller speaks. */
  readonly speechMs: number;
  /** From the end of the speech, or from being asked, to the model's first sound. */
  readonly thinkMs: number;
}

/** The caller's sound in one message, as Twilio sends it. */
export const FRAME_MS = 20;
/** The model's sound in one message. */
export const DELTA_MS = 200;
/** How often the model sends one: five times as fast as it is spoken. */
export const DELTA_EVERY_MS = 40;
/** Messages of one answer: 5 s of sound, of which the caller hears what the next turn leaves of it. */
export const DELTAS = 25;
/** G.711 at 8 kHz. */
export const BYTES_PER_MS = 8;

/** The agent speaks about two thirds of the time. */
export const CADENCE: Cadence = { periodMs: 6000, speechMs: 1500, thinkMs: 400 };
/** For a look whether the benchmark works: the same in a quarter of the time. */
export const QUICK_CADENCE: Cadence = { periodMs: 1500, speechMs: 200, thinkMs: 50 };
