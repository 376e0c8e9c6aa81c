// Voice: the contract of whoever speaks for the rehearsal model.

/** Turns a text into sound. The same text always gives the same bytes. */
export interface Voice {
  /**
   * The sound of `text`: µ-law, 8,000 samples a second, no header; never rejects. A text is a row of
   * `REHEARSAL_SENTENCES` and `REHEARSAL_WORDS`, or anything that the agent was told to say word for word.
   * In the simulated World it settles by promises alone.
   */
  speak(text: string): Promise<Uint8Array>;
}
