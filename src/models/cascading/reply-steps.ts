// Reply steps: when the language model and the voice of one reply began, gave something, and were done.
import type { Micros } from '../../base/time.ts';
import type { ResponseStep } from '../../frames/model-frames.ts';

/** One of those who make a reply. */
export type StepPart = ResponseStep['part'];

interface Step {
  readonly startedAt: Micros;
  firstAt: Micros | null;
  endedAt: Micros | null;
}

/** Written while the reply is made; each thing counts when it comes first. */
export class ReplySteps {
  readonly #steps = new Map<StepPart, Step>();

  begun(part: StepPart, at: Micros): void {
    if (!this.#steps.has(part)) this.#steps.set(part, { startedAt: at, firstAt: null, endedAt: null });
  }

  /** It gave something. */
  gave(part: StepPart, at: Micros): void {
    const step = this.#steps.get(part);
    if (step !== undefined) step.firstAt ??= at;
  }

  ended(part: StepPart, at: Micros): void {
    const step = this.#steps.get(part);
    if (step !== undefined) step.endedAt ??= at;
  }

  /** All of them; what was not done yet ends now. */
  all(now: Micros): readonly ResponseStep[] {
    return [...this.#steps].map(([part, { startedAt, firstAt, endedAt }]) => ({
      part,
      startedAt,
      firstAt,
      endedAt: endedAt ?? now,
    }));
  }
}
