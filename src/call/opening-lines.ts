// Opening lines: what is said first on a stream, for each way in which a call comes to have one.
import type { UtteranceId } from '../base/brand.ts';
import type { OpeningLine } from '../nodes/opening.ts';
import type { CallPlan } from './plan.ts';

/** Why this stream begins. */
export type StreamOccasion = 'answered' | 'resumed' | 'transfer-failed';

/** The consent notice; nothing is recorded before it was heard. */
export const NOTICE = 'notice' as UtteranceId;

/** The notice comes first and is protected. It is said once a call: `noticed` when it was. */
export function openingLines(
  plan: CallPlan,
  occasion: StreamOccasion,
  noticed: boolean,
): readonly OpeningLine[] {
  const lines: OpeningLine[] = [];
  const { notice, on } = plan.recording;
  if (on && notice !== null && !noticed) lines.push({ utteranceId: NOTICE, text: notice, protected: true });
  const text = firstText(plan, occasion);
  if (text !== null && text !== '')
    lines.push({ utteranceId: occasion as UtteranceId, text, protected: false });
  return lines;
}

function firstText(plan: CallPlan, occasion: StreamOccasion): string | null {
  switch (occasion) {
    case 'answered':
      return plan.greeting;
    case 'resumed':
      return plan.phrases.resumed;
    case 'transfer-failed':
      return plan.phrases.transferFailed;
  }
}
