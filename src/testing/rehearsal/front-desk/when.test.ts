// Days and times: from words and JSON, and back into words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { REHEARSAL_WORDS } from '../sentences.ts';
import { daysIn, isoDate, sayDate, sayTime, spokenWhen, timesIn, todayIn } from './when.ts';

/** A Thursday. */
const TODAY = Date.UTC(2026, 0, 1, 12);

test('weekdays are found alone, in rows and in ranges, and not inside of other words', () => {
  const cases: readonly (readonly [string, readonly number[]])[] = [
    ['Are you open on Saturday?', [6]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['Friday to Monday', [5, 6, 0, 1]],
    ['Tuesday and Thursday', [2, 4]],
    ['weekdays', [1, 2, 3, 4, 5]],
    ['2026-01-02', [5]],
    ['sundry money, wedding, saturated', []],
  ];
  for (const [text, days] of cases) assert.deepEqual(daysIn(text), days, text);
});

test('times are found as clocks write them; plain numbers are none', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['09:00-17:30', ['09:00', '17:30']],
    ['9am to 5 PM', ['09:00', '17:00']],
    ['12 AM, 12 p.m.', ['00:00', '12:00']],
    ['room 12, 2 months, 25:00', []],
    ['10:00:00', ['10:00']],
  ];
  for (const [text, times] of cases) assert.deepEqual(timesIn(text), times, text);
});

test("a caller's day and hour become a date and a time", () => {
  const cases: readonly (readonly [string, string | null, string | null])[] = [
    ['Tomorrow at ten in the morning.', '2026-01-02', '10:00'],
    ['today at three', '2026-01-01', '15:00'],
    ['On Monday at nine thirty', '2026-01-05', '09:30'],
    ['Thursday at noon', '2026-01-08', '12:00'],
    ['at 7 in the evening', null, '19:00'],
    ['at twelve', null, '12:00'],
    ['2026-03-04 at 14:15', '2026-03-04', '14:15'],
    ['yes', null, null],
  ];
  for (const [text, date, time] of cases) assert.deepEqual(spokenWhen(text, TODAY), { date, time }, text);
});

test('the day that instructions call today is found, others are not', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['Today is Thursday, January 1, 2026, and it is 9:00 PM.', Date.UTC(2026, 0, 1)],
    ['Be kind.\nToday: 2026-03-04', Date.UTC(2026, 2, 4)],
    ['Today is {{today}}. We are kind, always, to everybody who calls us; opened May 1, 1990.', null],
    ['We opened on May 1, 1990.', null],
    ['', null],
  ];
  for (const [text, ms] of cases) assert.equal(todayIn(text), ms, text);
});

test('every time and date is said in words that the voice has', () => {
  const words = new Set(REHEARSAL_WORDS);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 40_000 }), (minute, day) => {
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      const said = `${sayTime(time)} ${sayDate(isoDate(day * 86_400_000))}`;
      for (const word of said.split(/[ ,]+/)) assert.ok(words.has(word), `${word} of ${said}`);
    }),
  );
});
