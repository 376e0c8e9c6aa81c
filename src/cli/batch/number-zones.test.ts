// Number zones: where a phone may stand, by its number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { US_STATES, stateOfNumber } from '../../agent/area-codes.ts';
import type { EpochMs } from '../../base/time.ts';
import { callingClock, DEFAULT_HOURS, isZone } from './calling-hours.ts';
import { zonesOfNumber } from './number-zones.ts';

const zones = (number: string): string => zonesOfNumber(number)?.join(' ') ?? 'none';

/** Numbers of every area code and of every calling code. */
const EVERY_NUMBER = Array.from({ length: 1000 }, (_, index) => {
  const digits = String(index).padStart(3, '0');
  return [`+1${digits}5550123`, `+${digits}5550123`];
})
  .flat()
  .filter((number) => /^\+[1-9]/.test(number));

test('a number of one zone is told by its area code', () => {
  assert.equal(zones('+12125550100'), 'America/New_York');
  assert.equal(zones('+14155550100'), 'America/Los_Angeles');
  assert.equal(zones('+14805550100'), 'America/Phoenix');
  assert.equal(zones('+18085550100'), 'Pacific/Honolulu');
  assert.equal(zones('+16045550100').split(' ')[0], 'America/Vancouver');
  assert.equal(zones('+17875550100'), 'America/Puerto_Rico');
});

test('an area code across a boundary counts with the zones on both sides', () => {
  assert.equal(zones('+18505550100'), 'America/New_York America/Chicago');
  assert.equal(zones('+17015550100'), 'America/Chicago America/Denver');
  assert.equal(zones('+13055550100'), 'America/New_York');
});

test('an area code that stands for no place may be anywhere', () => {
  for (const code of ['800', '500', '299'])
    assert.match(zones(`+1${code}5550100`), /^America\/St_Johns .* Pacific\/Honolulu$/);
});

test('elsewhere all zones of the country count', () => {
  assert.equal(zones('+442079460000'), 'Europe/London');
  assert.equal(zones('+34911234567'), 'Europe/Madrid Atlantic/Canary');
  assert.match(zones('+61212345678'), /Australia\/Perth/);
  assert.match(zones('+74951234567'), /Asia\/Kamchatka/);
  assert.equal(zones('+77271234567'), 'Asia/Almaty Asia/Aqtobe');
});

test('a number of no country, and a SIP URI, stand nowhere', () => {
  assert.equal(zones('+80012345678'), 'none');
  assert.equal(zones('+88212345678'), 'none');
  assert.equal(zones('sip:desk@example.com'), 'none');
});

test('each state has a zone of its own, and each zone is known to this Node', () => {
  const anywhere = zones('+18005550100');
  const states = new Set<string>();
  for (const number of EVERY_NUMBER) {
    for (const zone of zonesOfNumber(number) ?? []) assert.ok(isZone(zone), `${number}: ${zone}`);
    const state = stateOfNumber(number);
    if (state === null) continue;
    states.add(state);
    assert.notEqual(zones(number), anywhere, `${number} in ${state}`);
  }
  assert.deepEqual([...states].toSorted(), [...US_STATES].toSorted());
});

test('every number has a time at which it may ring by the default hours, summer and winter', () => {
  const clock = callingClock(DEFAULT_HOURS);
  for (const day of ['2026-01-15', '2026-07-15'])
    for (const number of EVERY_NUMBER) {
      const all = zonesOfNumber(number);
      if (all === null) continue;
      assert.notEqual(clock.nextRing(all, Date.parse(`${day}T00:00Z`) as EpochMs), null, number);
    }
});
