// Calling hours: by the callee's own clock, over the days on which clocks change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { EpochMs } from '../../base/time.ts';
import { callingClock, callingHours, DEFAULT_HOURS, isZone, wallTime } from './calling-hours.ts';

const { mayRing, nextRing } = callingClock(DEFAULT_HOURS);

const at = (iso: string): EpochMs => Date.parse(iso) as EpochMs;
const iso = (instant: EpochMs | null): string | null =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 16);

test('hours are read from their text, and nothing else is', () => {
  assert.deepEqual(callingHours('08:00-21:00'), DEFAULT_HOURS);
  assert.deepEqual(callingHours(' 9:15 - 24:00 '), { fromMin: 555, toMin: 1440 });
  for (const text of [
    '',
    '8-21',
    '21:00-08:00',
    '08:00-08:00',
    '08:10-21:00',
    '08:00-24:15',
    '08:60-21:00',
    '08:00',
  ])
    assert.equal(callingHours(text), null, text);
});

test('a phone may ring from the first minute of the hours to the last one before their end', () => {
  const paris = ['Europe/Paris'];
  assert.equal(mayRing(paris, at('2026-01-15T06:59:59.999Z')), false);
  assert.equal(mayRing(paris, at('2026-01-15T07:00Z')), true);
  assert.equal(mayRing(paris, at('2026-01-15T19:59:59.999Z')), true);
  assert.equal(mayRing(paris, at('2026-01-15T20:00Z')), false);
});

test('a phone that may stand in several zones rings when all of them are open', () => {
  const zones = ['America/New_York', 'America/Chicago'];
  assert.equal(iso(nextRing(zones, at('2026-01-15T12:00Z'))), '2026-01-15T14:00');
  assert.equal(iso(nextRing(zones, at('2026-01-16T01:59Z'))), '2026-01-16T01:59');
  assert.equal(iso(nextRing(zones, at('2026-01-16T02:00Z'))), '2026-01-16T14:00');
});

const changes: readonly (readonly [string, string, string, string])[] = [
  // The night before and the night of the change, at 8 by the clock on the wall.
  ['New York springs forward', 'America/New_York', '2026-03-07T05:00Z', '2026-03-07T13:00'],
  ['New York springs forward', 'America/New_York', '2026-03-08T05:00Z', '2026-03-08T12:00'],
  ['New York falls back', 'America/New_York', '2026-10-31T04:00Z', '2026-10-31T12:00'],
  ['New York falls back', 'America/New_York', '2026-11-01T04:00Z', '2026-11-01T13:00'],
  ['Berlin springs forward', 'Europe/Berlin', '2026-03-28T23:30Z', '2026-03-29T06:00'],
  ['Berlin falls back', 'Europe/Berlin', '2026-10-24T22:30Z', '2026-10-25T07:00'],
  ['Sydney springs forward', 'Australia/Sydney', '2026-10-03T14:00Z', '2026-10-03T21:00'],
  ['Lord Howe moves by half an hour', 'Australia/Lord_Howe', '2026-10-03T14:00Z', '2026-10-03T21:00'],
  ['Phoenix does nothing', 'America/Phoenix', '2026-03-08T08:00Z', '2026-03-08T15:00'],
  ['Kathmandu is a quarter past', 'Asia/Kathmandu', '2026-03-08T00:00Z', '2026-03-08T02:15'],
];
for (const [what, zone, from, expected] of changes)
  test(`${what}: from ${from} a phone rings at ${expected}, which is eight there`, () => {
    const next = nextRing([zone], at(from));
    assert.equal(iso(next), expected);
    assert.match(wallTime(zone, next ?? at(from)), / 08:00$/);
  });

test('an hour that a night leaves out is not waited for', () => {
  const early = callingClock({ fromMin: 150, toMin: 165 });
  assert.equal(iso(early.nextRing(['America/New_York'], at('2026-03-08T05:00Z'))), '2026-03-09T06:30');
});

test('where no time of day is within the hours of all zones there is none', () => {
  const nine = callingClock({ fromMin: 9 * 60, toMin: 12 * 60 });
  assert.equal(nine.nextRing(['America/New_York', 'Pacific/Honolulu'], at('2026-01-15T12:00Z')), null);
});

test('the next time to ring is the first one: no minute before it is within the hours', () => {
  const zones = [
    'America/New_York',
    'America/Denver',
    'Europe/London',
    'Australia/Adelaide',
    'Asia/Kathmandu',
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: at('2025-01-01T00:00Z'), max: at('2028-01-01T00:00Z') }),
      fc.subarray(zones, { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 4, max: 36 }),
      (from, some, begin, length) => {
        const hours = { fromMin: begin * 15, toMin: Math.min(1440, (begin + length) * 15) };
        const next = callingClock(hours).nextRing(some, from as EpochMs);
        const open = (instant: number): boolean =>
          some.every((zone) => {
            const [hour = 0, minute = 0] = wallTime(zone, instant as EpochMs)
              .slice(-5)
              .split(':')
              .map(Number);
            return hour * 60 + minute >= hours.fromMin && hour * 60 + minute < hours.toMin;
          });
        const end = next ?? from + 86_400_000;
        for (let minute = from; minute < end; minute += 5 * 60_000) assert.equal(open(minute), false);
        if (next !== null) assert.ok(open(next));
      },
    ),
    { numRuns: 60 },
  );
});

test('a zone that is none is told from one', () => {
  assert.equal(isZone('Europe/Lisbon'), true);
  assert.equal(isZone('Europe/Atlantis'), false);
  assert.equal(isZone(''), false);
});
