// Silence steps: how long a caller hears nothing before each thing that is done about it.

/**
 * How long the caller may hear nothing while an answer is owed, each time before another thing is done about it: a word
 * holds the line, then another session is tried, then the model is given up. Together it is what a caller stays for; a
 * model answers in 1 or 2 s, and a new session has dialled, heard the turn again and answered in 2 or 3.
 */
const SILENCE_MS_MAX = { word: 3500, retry: 3000, end: 4000 } as const;

/** What is done next about a silence. */
export type SilenceStep = keyof typeof SILENCE_MS_MAX;

/** How long until that. A word that comes early or late, after `wordMs`, does not change when another session is tried. */
export function silenceMs(step: SilenceStep, wordMs: number = SILENCE_MS_MAX.word): number {
  const { word, retry, end } = SILENCE_MS_MAX;
  if (step === 'end') return end;
  const wordAfterMs = Math.min(wordMs, word + retry);
  return step === 'word' ? wordAfterMs : word + retry - wordAfterMs;
}
