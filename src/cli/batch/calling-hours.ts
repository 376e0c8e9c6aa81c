// Calling hours: when a phone may ring, by the clock on the wall of whoever is called.
import type { EpochMs } from '../../base/time.ts';

/** A span of the day, in minutes from midnight; `from` is before `to`, which is no part of it. */
export interface CallingHours {
  readonly fromMin: number;
  readonly toMin: number;
}

/** What the law of the United States takes for decent (47 CFR 64.1200(c)(1)), and few elsewhere would call indecent. */
export const DEFAULT_HOURS: CallingHours = { fromMin: 8 * 60, toMin: 21 * 60 };

/** Every zone's offset is a whole number of these, and so are the hours: between two steps nothing changes. */
const STEP_MIN = 15;
const STEP_MS = STEP_MIN * 60_000;

/** Looked ahead no further: what does not come within a week does not come. */
const STEPS_MAX = (7 * 24 * 60) / STEP_MIN;

/** The hours of a text such as `08:00-21:00`, on quarters of an hour; null when it is no such text. `24:00` ends a day. */
export function callingHours(text: string): CallingHours | null {
  const [, from, to] = /^\s*(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/.exec(text) ?? [];
  const [fromMin, toMin] = [minutes(from), minutes(to)];
  return fromMin === null || toMin === null || fromMin >= toMin ? null : { fromMin, toMin };
}

/** Tells when phones may ring, by some hours; a phone that may stand in any of its zones rings when all of them are open. */
export interface CallingClock {
  /** `zones`: IANA names, each known. */
  readonly mayRing: (zones: readonly string[], at: EpochMs) => boolean;
  /** The first instant from `at` on at which it may ring; null when none comes within a week. */
  readonly nextRing: (zones: readonly string[], at: EpochMs) => EpochMs | null;
}

/** The clock of these hours. What it found out in a quarter of an hour it does not work out again: a batch has many rows. */
export function callingClock(hours: CallingHours): CallingClock {
  const found = new Map<string, { readonly step: number; readonly next: EpochMs | null }>();
  function open(zones: readonly string[], at: EpochMs): boolean {
    return zones.every((zone) => {
      const minute = minuteOfDay(zone, at);
      return minute >= hours.fromMin && minute < hours.toMin;
    });
  }
  function nextRing(zones: readonly string[], at: EpochMs): EpochMs | null {
    const step = Math.floor(at / STEP_MS);
    const key = zones.join(' ');
    let known = found.get(key);
    if (known?.step !== step) {
      // What holds at the beginning of a step holds to its end.
      let later = step;
      while (later <= step + STEPS_MAX && !open(zones, (later * STEP_MS) as EpochMs)) later += 1;
      known = { step, next: later > step + STEPS_MAX ? null : ((later * STEP_MS) as EpochMs) };
      found.set(key, known);
    }
    return known.next === null ? null : (Math.max(at, known.next) as EpochMs);
  }
  return { nextRing, mayRing: (zones, at) => nextRing(zones, at) === at };
}

/** True for a name that this Node's time zone database knows. */
export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Day and time on the wall in `zone`, e.g. `2026-03-08 08:00`. */
export function wallTime(zone: string, at: EpochMs): string {
  const part = partsOf(zone, at);
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

function minutes(text: string | undefined): number | null {
  const [hour, minute] = (text ?? '').split(':').map(Number);
  if (hour === undefined || minute === undefined || minute >= 60 || minute % STEP_MIN !== 0) return null;
  const whole = hour * 60 + minute;
  return whole <= 24 * 60 ? whole : null;
}

function minuteOfDay(zone: string, at: EpochMs): number {
  const part = partsOf(zone, at);
  return Number(part('hour')) * 60 + Number(part('minute'));
}

function partsOf(zone: string, at: EpochMs): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = clockOf(zone).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

/** To make one takes far longer than to ask it. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a zone that is none. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  CLOCKS.set(zone, clock);
  return clock;
}
