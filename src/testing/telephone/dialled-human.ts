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

const SIP_ANSWERS = { completed: '200', busy: '486', 'no-answer': '480' } as const;

/** More fields for a REFER's action; one that failed was not even taken. https://www.twilio.com/docs/voice/twiml/refer */
export function referFields({ status }: DialOutcome): Readonly<Record<string, string>> {
  if (status === 'failed') return { ReferCallStatus: status, ReferSipResponseCode: '405' };
  return {
    ReferCallStatus: status,
    ReferSipResponseCode: '202',
    NotifySipResponseCode: SIP_ANSWERS[status],
  };
}

/** Plays `human` against the verb's time limit. */
export function dialOutcome(human: DialledHuman, timeoutMs: number): DialOutcome {
  if (human.afterMs > timeoutMs) return { status: 'no-answer', totalMs: timeoutMs, talkMs: 0 };
  if (human.status !== 'answered') return { status: human.status, totalMs: human.afterMs, talkMs: 0 };
  return { status: 'completed', totalMs: human.afterMs + human.talkMs, talkMs: human.talkMs };
}
