// Days and times are understood as callers say them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarDay, spokenDay, weekdayOf } from './calendar-day.ts';
import { clockTime, spokenTime } from './clock-time.ts';

// A Thursday.
const TODAY = '2026-01-01';

test('a day is a date, a word for one, or the next weekday of that name', () => {
  const days = {
    '2026-02-28': '2026-02-28',
    today: '2026-01-01',
    Tomorrow: '2026-01-02',
    'the day after tomorrow': '2026-01-03',
    friday: '2026-01-02',
    'next Wednesday': '2026-01-07',
    'on thursday': '2026-01-08',
  };
  for (const [words, day] of Object.entries(days)) assert.equal(calendarDay(words, TODAY), day, words);
});

test('what is no day is none', () => {
  for (const words of ['', 'someday', '2026-02-30', '2026-13-01', '01/02/2026', 'constructor']) {
    assert.equal(calendarDay(words, TODAY), null, words);
  }
});

test('a time is read with and without minutes, half of the day and points', () => {
  const times = {
    '10:00': '10:00',
    '9': '09:00',
    '15:30': '15:30',
    '10:00:00': '10:00',
    '10 AM': '10:00',
    '3 p.m.': '15:00',
    '3:30pm': '15:30',
    '12 am': '00:00',
    'at 12 pm': '12:00',
    "10 o'clock": '10:00',
    noon: '12:00',
  };
  for (const [words, time] of Object.entries(times)) assert.equal(clockTime(words), time, words);
});

test('what is no time is none', () => {
  for (const words of ['', 'soon', '25:00', '10:70', '13 pm', '0 am', '10-11'])
    assert.equal(clockTime(words), null, words);
});

test('days and times are said as people say them', () => {
  assert.equal(spokenDay('2026-01-02'), 'Friday, January 2');
  assert.equal(weekdayOf('2026-01-04'), 'sunday');
  assert.deepEqual(['00:00', '10:00', '12:00', '15:30'].map(spokenTime), [
    '12 AM',
    '10 AM',
    '12 PM',
    '3:30 PM',
  ]);
});
