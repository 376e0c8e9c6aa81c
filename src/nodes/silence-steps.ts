// Silence steps: how long a caller hears nothing before each thing that is done about it.
import { msBetween, type Micros } from '../base/time.ts';

/**
 * How long the caller may hear nothing while an answer is owed, each time before another thing is done about it: a word
 * holds the line, so that it sounds within 2 s whatever a provider does, then another session is tried, then the model is
 * given up. Together it is what a caller stays for; a model answers in a second or so, and a new session has dialled, heard
 * the turn again and answered in 2 or 3.
 */
const SILENCE_MS_MAX = { word: 1800, retry: 4700, end: 4000 } as const;

/** How long the caller may hear nothing before a word, where the agent's filler does not say otherwise. */
export const WORD_AFTER_MS = SILENCE_MS_MAX.word;

/** What is done next about a silence. */
export type SilenceStep = keyof typeof SILENCE_MS_MAX;

/** A model that begins to answer behind a function that took long is given so long before the word. */
const WORD_MS_MIN = 1000;

/**
 * How long until that. A word that comes early or late, after `wordMs`, does not change when another session is tried; what
 * the caller has waited already, `quietMs`, brings the word nearer and nothing else.
 */
export function silenceMs(step: SilenceStep, wordMs: number = SILENCE_MS_MAX.word, quietMs = 0): number {
  const { word, retry, end } = SILENCE_MS_MAX;
  if (step === 'end') return end;
  const wordAfterMs = Math.min(wordMs, word + retry);
  if (step === 'retry') return word + retry - wordAfterMs;
  return Math.max(wordAfterMs - quietMs, Math.min(wordAfterMs, WORD_MS_MIN));
}

/** For how long the caller has heard nothing and waited, for an answer or a function, one after another. */
export class Wait {
  #since: Micros | null = null;
  /** Nobody is waited for; between a function and the answer for which it was called that lasts no time. */
  #restsSince: Micros | null = null;
  #quietSince: Micros | null = null;

  see({ isQuiet, isWaited }: { readonly isQuiet: boolean; readonly isWaited: boolean }, now: Micros): void {
    if (this.#restsSince !== null && this.#restsSince !== now) this.#since = null;
    this.#restsSince = isWaited ? null : (this.#restsSince ?? now);
    this.#quietSince = isQuiet ? (this.#quietSince ?? now) : null;
    if (!isQuiet) this.#since = null;
    else if (isWaited) this.#since ??= now;
  }

  /** What the caller has said is a turn: they have waited since they said it, however late that is clear. */
  asked(): void {
    this.#since = this.#quietSince;
    this.#restsSince = null;
  }

  beginAnew(now: Micros): void {
    this.#since = now;
  }

  /** In milliseconds. */
  lasted(now: Micros): number {
    return this.#since === null ? 0 : msBetween(this.#since, now);
  }
}
