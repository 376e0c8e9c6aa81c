// Hours answer: opening hours, in whatever JSON a business keeps them, as sentences that the voice has.
import { PIECE, WEEKDAYS } from '../sentences.ts';
import { daysIn, sayTime, timesIn } from './when.ts';
import { isRecord } from './tool-arguments.ts';

/** Weekday → its times in pairs of opening and closing; none when it is closed. */
type Hours = Map<number, readonly string[]>;

/** How deep JSON is looked into. */
const DEPTH_MAX = 6;
/** The week as people tell it: Monday first. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

/** Says the hours found in `output`, of `days` alone where any are given; null when there are none in it. */
export function sayHours(output: unknown, days: readonly number[]): string | null {
  const hours: Hours = new Map();
  collect(output, days.length === 1 ? days : [], hours, 0);
  const told = WEEK.filter((day) => hours.has(day) && (days.length === 0 || days.includes(day)));
  const groups: { from: number; to: number; times: readonly string[] }[] = [];
  for (const day of told) {
    const times = hours.get(day) ?? [];
    const last = groups.at(-1);
    if (last !== undefined && (last.to + 1) % 7 === day && last.times.join() === times.join()) last.to = day;
    else groups.push({ from: day, to: day, times });
  }
  if (groups.length === 0) return null;
  return groups.map(({ from, to, times }) => sentence(from, to, times)).join(' ');
}

function sentence(from: number, to: number, times: readonly string[]): string {
  const days = from === to ? WEEKDAYS[from] : `${WEEKDAYS[from]} ${PIECE.to} ${WEEKDAYS[to]}`;
  if (times.length === 0) return `${PIECE.closedOn} ${days}.`;
  const spans: string[] = [];
  for (let at = 0; at + 1 < times.length; at += 2)
    spans.push(`${PIECE.from} ${sayTime(times[at] ?? '')} ${PIECE.to} ${sayTime(times[at + 1] ?? '')}`);
  return `${PIECE.openOn} ${days} ${spans.join(', ')}.`;
}

/** Puts what `value` says of `days` into `hours`. */
function collect(value: unknown, days: readonly number[], hours: Hours, depth: number): void {
  if (depth > DEPTH_MAX) return;
  if (value === null) return keep(hours, days, []);
  if (typeof value === 'string') {
    const own = daysIn(value);
    const times = timesIn(value);
    if (times.length >= 2) keep(hours, own.length > 0 ? own : days, times);
    else if (/\bclosed\b/i.test(value)) keep(hours, own.length > 0 ? own : days, []);
    return;
  }
  if (Array.isArray(value)) {
    const times = value.flatMap((entry) => (typeof entry === 'string' ? timesIn(entry) : []));
    if (times.length === value.length && times.length >= 2) keep(hours, days, times);
    else if (value.length === 0) keep(hours, days, []);
    else for (const entry of value) collect(entry, days, hours, depth + 1);
    return;
  }
  if (isRecord(value)) collectRecord(value, days, hours, depth);
}

function collectRecord(
  record: Readonly<Record<string, unknown>>,
  outer: readonly number[],
  hours: Hours,
  depth: number,
): void {
  const entries = Object.entries(record);
  const label = entries.find(([key]) => /^(days?|weekday|date|name)$/i.test(key))?.[1];
  const own = typeof label === 'string' ? daysIn(label) : [];
  const days = own.length > 0 ? own : outer;
  if (record['closed'] === true || record['open'] === false || record['isOpen'] === false)
    return keep(hours, days, []);
  const opens = timeAt(entries, /^(open(s|ing)?|start|from|begin)/i);
  const closes = timeAt(entries, /^(clos(e|es|ing)|end|to|until)/i);
  if (opens !== undefined && closes !== undefined) return keep(hours, days, [opens, closes]);
  for (const [key, value] of entries) {
    // What repeats the hours as a sentence would tell them twice.
    if (value === label || /^(note|say$|timezone|address|error)/i.test(key)) continue;
    const named = daysIn(key);
    collect(value, named.length > 0 ? named : days, hours, depth + 1);
  }
}

function timeAt(entries: readonly (readonly [string, unknown])[], key: RegExp): string | undefined {
  const value = entries.find(([name, value]) => key.test(name) && typeof value === 'string')?.[1];
  return typeof value === 'string' ? timesIn(value)[0] : undefined;
}

function keep(hours: Hours, days: readonly number[], times: readonly string[]): void {
  for (const day of days) hours.set(day, [...(hours.get(day) ?? []), ...times]);
}
