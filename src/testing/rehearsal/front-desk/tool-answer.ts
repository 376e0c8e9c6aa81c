// Tool answer: what is said once a function of the front desk has returned.
import { SENTENCE } from '../sentences.ts';
import { failed, sayBooking } from './booking-answer.ts';
import { sayHours } from './hours-answer.ts';
import { isRecord } from './tool-arguments.ts';
import { daysIn } from './when.ts';

/** The functions that the rehearsal knows how to use; one that the agent does not have is not missed. */
export const TOOL = {
  hours: 'lookup_hours',
  book: 'book_appointment',
  transfer: 'transfer_to_human',
  end: 'end_call',
} as const;

/** What to say of `outputJson`, the result of calling `name` with `argumentsJson`; null when nothing is left to say. */
export function toolAnswer(name: string, argumentsJson: string, outputJson: string): string | null {
  const output = json(outputJson);
  // What there was to say was said with the call.
  if ((name === TOOL.end || name === TOOL.transfer) && !failed(output)) return null;
  const own = isRecord(output) ? output['say'] : undefined;
  if (typeof own === 'string' && own.trim() !== '') return withQuestion(own.trim());
  if (name === TOOL.book) return sayBooking(output, json(argumentsJson));
  if (failed(output)) return withQuestion(SENTENCE.notPossible);
  const asked = daysIn(argumentsJson.replaceAll(/[{}":,]/g, ' '));
  return withQuestion((name === TOOL.hours ? sayHours(output, asked) : null) ?? SENTENCE.unreadable);
}

/** Nobody is left without a question: it is the caller's turn then. */
function withQuestion(say: string): string {
  return say.endsWith('?') ? say : `${say} ${SENTENCE.anythingElse}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
