// Booking answer: what became of an appointment, from the function's JSON, as sentences that the voice has.
import { PIECE, SENTENCE } from '../sentences.ts';
import { isRecord } from './tool-arguments.ts';
import { sayDate, sayTime, timesIn } from './when.ts';

/** Says what `output` says of the booking asked for by `args`. */
export function sayBooking(output: unknown, args: unknown): string {
  if (failed(output)) return isTaken(output) ? SENTENCE.notFree : SENTENCE.notPossible;
  const texts = [...textsIn(output), ...textsIn(args)];
  const date = first(texts, ([, text]) => /\b\d{4}-\d{2}-\d{2}(?!\d)/.exec(text)?.[0]);
  const time = first(texts, ([key, text]) =>
    /date$|day/i.test(key) ? undefined : timesIn(text.replace(/^.*T/, ''))[0],
  );
  const reference = first(texts, ([key, text]) =>
    /ref|confirm|code|id$/i.test(key) ? /^[A-Za-z]*[- ]?(\d{1,8})$/.exec(text)?.[1] : undefined,
  );
  const day = date === undefined ? null : sayDate(date);
  const parts = [
    day === null
      ? SENTENCE.thanks
      : `${PIECE.bookedFor} ${day}${time === undefined ? '' : ` ${PIECE.at} ${sayTime(time)}`}.`,
    ...(reference === undefined ? [] : [`${PIECE.reference} ${reference.split('').join(' ')}.`]),
    SENTENCE.anythingElse,
  ];
  return parts.join(' ');
}

/** True when a function's result says that it did not do what was asked. */
export function failed(output: unknown): boolean {
  if (!isRecord(output)) return false;
  if (output['error'] !== undefined && output['error'] !== null && output['error'] !== false) return true;
  return ['ok', 'success', 'booked', 'confirmed', 'available', 'transferring'].some(
    (key) => output[key] === false,
  );
}

/** True when it failed because of the time, so that another one may do. */
function isTaken(output: unknown): boolean {
  if (!isRecord(output)) return false;
  const { error } = output;
  return (
    typeof error !== 'string' || /\b(free|taken|full|closed|slot|available|booked|opening)\b/i.test(error)
  );
}

/** Every text and number in `value` with its key, outermost first. */
function textsIn(value: unknown, depth = 0): (readonly [string, string])[] {
  if (!isRecord(value) || depth > 4) return [];
  const entries = Object.entries(value);
  const own = entries.flatMap(([key, entry]) =>
    typeof entry === 'string' || typeof entry === 'number' ? [[key, String(entry)] as const] : [],
  );
  return [...own, ...entries.flatMap(([, entry]) => textsIn(entry, depth + 1))];
}

function first<Entry>(
  entries: readonly Entry[],
  find: (entry: Entry) => string | undefined,
): string | undefined {
  for (const entry of entries) {
    const found = find(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}
