// Ear: the contract of whoever listens for the rehearsal model.

/** Turns the caller's sound into text. */
export interface Ear {
  /**
   * What was said in `mulaw` (µ-law, 8,000 samples a second, with some silence around the speech): the `text`
   * of one of `RECORDED_LINES`, other words, or null when it was not understood; never rejects. In the simulated
   * World it settles by promises alone.
   */
  understand(mulaw: Uint8Array): Promise<string | null>;
}
