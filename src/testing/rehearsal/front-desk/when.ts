// When: days and times of day, from the caller's words and from JSON, and back into words that the voice has.
import { MONTHS, PIECE, WEEKDAYS } from '../sentences.ts';

const DAY_MS = 86_400_000;
const HOURS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const MINUTES: Readonly<Record<string, number>> = { fifteen: 15, thirty: 30, 'forty five': 45 };

/** Weekdays named in `text`, Sunday 0; `Monday to Friday` and `mon-fri` are ranges, an ISO date is its weekday. */
export function daysIn(text: string): number[] {
  const lower = text.toLowerCase();
  const date = /\b\d{4}-\d{2}-\d{2}\b/.exec(lower)?.[0];
  if (date !== undefined) return [new Date(date).getUTCDay()].filter((day) => !Number.isNaN(day));
  if (/\bweekdays?\b/.test(lower)) return [1, 2, 3, 4, 5];
  if (/\bweekends?\b/.test(lower)) return [6, 0];
  const named = [...lower.matchAll(/\b(sun|mon|tue|wed|thu|fri|sat)(?:[a-z]*day)?(?:s|es)?\b/g)].map(
    (match) => WEEKDAYS.findIndex((day) => day.toLowerCase().startsWith(match[1] ?? '-')),
  );
  const [from, to] = named;
  if (named.length !== 2 || from === undefined || to === undefined || !/-|–|\bto\b/.test(lower)) return named;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, at) => (from + at) % 7);
}

/** Times of day written in `text`, as `HH:MM`: `09:00`, `9 AM`, `9:30pm`. Plain numbers are none. */
export function timesIn(text: string): string[] {
  return [...text.matchAll(/\b(\d{1,2})(?::(\d{2}))?(?::\d{2})?(?:\s*([ap])\.?m\b)?/gi)].flatMap((match) => {
    const [, hour, minute, half] = match;
    if (minute === undefined && half === undefined) return [];
    return clock(Number(hour), Number(minute ?? 0), half?.toLowerCase());
  });
}

/** Day and time of an appointment in the caller's words; null where they name none. `todayMs`: Unix, UTC. */
export function spokenWhen(
  text: string,
  todayMs: number,
): { readonly date: string | null; readonly time: string | null } {
  const lower = text.toLowerCase();
  return { date: spokenDate(lower, todayMs), time: spokenTime(lower) };
}

/** The day that `text` calls today, as `2026-01-01` or `January 1, 2026`, in Unix ms; null when it names none. */
export function todayIn(text: string): number | null {
  const named = new RegExp(`(${MONTHS.join('|')}) (\\d{1,2}),? (\\d{4})`);
  const rest = /\btoday\b(.{0,60})/i.exec(text)?.[1] ?? '';
  const iso = /\d{4}-\d{2}-\d{2}/.exec(rest)?.[0];
  const [, month, day, year] = named.exec(rest) ?? [];
  const ms = Date.parse(iso ?? `${month} ${day}, ${year} UTC`);
  return Number.isNaN(ms) ? null : ms;
}

/** `14:30` as `2 30 PM`. */
export function sayTime(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const half = hours < 12 ? PIECE.am : PIECE.pm;
  const hour = hours % 12 === 0 ? 12 : hours % 12;
  if (minutes === 0) return `${hour} ${half}`;
  const known = minutes <= 31 ? minutes >= 10 : minutes % 5 === 0;
  return `${hour} ${known ? minutes : String(minutes).padStart(2, '0').split('').join(' ')} ${half}`;
}

/** `2026-01-02` as `Friday, January 2`; null for what is no date. */
export function sayDate(date: string): string | null {
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return null;
  return `${WEEKDAYS[at.getUTCDay()]}, ${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}`;
}

/** ISO date of an instant, UTC. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function spokenDate(lower: string, todayMs: number): string | null {
  const iso = /\b\d{4}-\d{2}-\d{2}\b/.exec(lower)?.[0];
  if (iso !== undefined) return iso;
  if (/\btoday\b/.test(lower)) return isoDate(todayMs);
  if (/\btomorrow\b/.test(lower)) return isoDate(todayMs + DAY_MS);
  const day = daysIn(lower)[0];
  if (day === undefined) return null;
  // A weekday by its name is the next one, never today.
  const ahead = (day - new Date(todayMs).getUTCDay() + 6) % 7;
  return isoDate(todayMs + (ahead + 1) * DAY_MS);
}

function spokenTime(lower: string): string | null {
  const written = timesIn(lower)[0];
  if (written !== undefined) return written;
  if (/\bnoon\b/.test(lower)) return '12:00';
  const word = new RegExp(`\\bat (${HOURS.join('|')}|\\d{1,2})\\b(?: (fifteen|thirty|forty five))?`).exec(
    lower,
  );
  if (word === null) return null;
  const hour = HOURS.indexOf(word[1] ?? '') + 1 || Number(word[1]);
  const morning = /\bmorning\b/.test(lower);
  // Without a word for it, an office's hours decide: one to six is in the afternoon.
  const late = /\b(afternoon|evening|night)\b/.test(lower) || (!morning && hour <= 6);
  return clock(hour, MINUTES[word[2] ?? ''] ?? 0, late ? 'p' : morning ? 'a' : undefined)[0] ?? null;
}

function clock(hour: number, minute: number, half: string | undefined): string[] {
  if (hour > 24 || minute > 59) return [];
  const hours = half === undefined ? hour % 24 : (hour % 12) + (half === 'p' ? 12 : 0);
  return [`${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`];
}
