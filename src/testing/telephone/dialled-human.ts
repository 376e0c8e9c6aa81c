// The human at the other end of a `<Dial>`: scripted.

/** What happens when somebody is dialled. */
export type DialledHuman =
  | {
      readonly status: 'answered';
      /** How long it rings. */
      readonly afterMs: number;
      /** How long they talk; then that side hangs up. */
      readonly talkMs: number;
    }
  | { readonly status: 'no-answer' | 'busy' | 'failed'; readonly afterMs: number };

/** How a dialled leg came out, in words that carriers share. */
export interface DialOutcome {
  readonly status: 'completed' | 'no-answer' | 'busy' | 'failed';
  /** From dialling to the end. */
  readonly totalMs: number;
  readonly talkMs: number;
}

/** Plays `human` against the verb's time limit. */
export function dialOutcome(human: DialledHuman, timeoutMs: number): DialOutcome {
  if (human.afterMs > timeoutMs) return { status: 'no-answer', totalMs: timeoutMs, talkMs: 0 };
  if (human.status !== 'answered') return { status: human.status, totalMs: human.afterMs, talkMs: 0 };
  return { status: 'completed', totalMs: human.afterMs + human.talkMs, talkMs: human.talkMs };
}
