// Calendar day: days as callers say them, as the API writes them, and as the agent says them.
import { WEEKDAYS, type Weekday } from './business.ts';

const DAY_MS = 86_400_000;

/**
 * `YYYY-MM-DD` of what was said on `today` (`YYYY-MM-DD`): a date, `today`, `tomorrow`, `day after tomorrow`, or a
 * weekday, which means the next one after today; null when it is no day.
 */
export function calendarDay(words: string, today: string): string | null {
  const text = words
    .toLowerCase()
    .trim()
    .replace(/^(?:on|next|this|coming|the)\s+/, '');
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const at = Date.parse(text);
    // The engine takes the 30th of February for the 2nd of March.
    return Number.isNaN(at) || isoOf(at) !== text ? null : text;
  }
  const ahead = daysAhead(text, today);
  return ahead === null ? null : isoOf(Date.parse(today) + ahead * DAY_MS);
}

function daysAhead(text: string, today: string): number | null {
  if (text === 'today') return 0;
  if (text === 'tomorrow') return 1;
  if (text === 'day after tomorrow') return 2;
  const index = WEEKDAYS.findIndex((day) => day === text);
  if (index < 0) return null;
  const ahead = (index - WEEKDAYS.indexOf(weekdayOf(today)) + 7) % 7;
  return ahead === 0 ? 7 : ahead;
}

function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** The weekday of `YYYY-MM-DD`. */
export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(Date.parse(date)).getUTCDay()] ?? 'sunday';
}

/** `Friday, January 2` for `2026-01-02`. */
export function spokenDay(date: string): string {
  return new Intl.DateTimeFormat('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(date));
}
