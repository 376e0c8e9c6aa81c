// Recording is announced where it must be, and where it can not be told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateOfNumber, US_STATES } from './area-codes.ts';
import { ALL_PARTY_STATES, consentFor, CONTESTED_STATES, type RecordingPolicy } from './consent.ts';

const BY_STATE: RecordingPolicy = {
  on: true,
  consent: 'by-state',
  notice: 'This call is recorded.',
  states: [...ALL_PARTY_STATES, ...CONTESTED_STATES],
};
const ANNOUNCED = { on: true, notice: 'This call is recorded.', basis: 'state' };
const SILENT = { on: true, notice: null, basis: null };

test('a number tells the state that issued it', () => {
  const states = {
    '+14155550100': 'CA',
    '+13055550100': 'FL',
    '+13125550100': 'IL',
    '+16175550100': 'MA',
    '+14105550100': 'MD',
    '+14065550100': 'MT',
    '+16035550100': 'NH',
    '+12155550100': 'PA',
    '+12065550100': 'WA',
    '+12125550100': 'NY',
    '+12025550100': 'DC',
  };
  for (const [number, state] of Object.entries(states)) assert.equal(stateOfNumber(number), state);
});

test('a number that no state issued tells none', () => {
  for (const number of [
    '+18005550100',
    '+14165550100',
    '+442071838750',
    '4155550100',
    '+1415',
    'anonymous',
    '',
  ]) {
    assert.equal(stateOfNumber(number), null, number);
  }
});

test('all fifty states and the capital have area codes, and each that asks for consent is among them', () => {
  assert.equal(US_STATES.size, 51);
  for (const state of [...ALL_PARTY_STATES, ...CONTESTED_STATES]) assert.ok(US_STATES.has(state), state);
});

test('no area code belongs to two states', () => {
  const owners = new Map<string, number>();
  for (let code = 200; code < 1000; code += 1) {
    const state = stateOfNumber(`+1${code}5550100`);
    if (state !== null) owners.set(state, (owners.get(state) ?? 0) + 1);
  }
  assert.deepEqual(new Set(owners.keys()), US_STATES);
  // The largest plans as of the last assignment; a code listed twice would take one from its first owner.
  assert.equal(owners.get('CA'), 41);
  assert.equal(owners.get('TX'), 29);
});

test('by state, callers from listed states hear the notice and others do not', () => {
  for (const state of ['CA', 'FL', 'IL', 'MA', 'MD', 'MT', 'NH', 'PA', 'WA']) {
    assert.deepEqual(consentFor(BY_STATE, '+12125550100', state), ANNOUNCED, state);
  }
  assert.deepEqual(consentFor(BY_STATE, '+14155550100', null), ANNOUNCED);
  assert.deepEqual(consentFor(BY_STATE, '+12125550100', null), SILENT);
});

test('what the carrier knows of the state goes before the area code', () => {
  assert.deepEqual(consentFor(BY_STATE, '+14155550100', 'NY'), SILENT);
  assert.deepEqual(consentFor(BY_STATE, '+12125550100', ' ca '), ANNOUNCED);
});

test('a caller of whom nobody can tell the state hears the notice', () => {
  assert.deepEqual(consentFor(BY_STATE, 'anonymous', null), ANNOUNCED);
  assert.deepEqual(consentFor(BY_STATE, '+442071838750', ''), ANNOUNCED);
  assert.deepEqual(consentFor(BY_STATE, '+14165550100', 'ON'), ANNOUNCED);
  assert.deepEqual(consentFor(BY_STATE, 'sip:ada@example.org', null), ANNOUNCED);
});

test('the other policies do not look at the caller', () => {
  const always = consentFor({ ...BY_STATE, consent: 'always' }, '+12125550100', 'NY');
  assert.deepEqual(always, { on: true, notice: 'This call is recorded.', basis: 'always' });
  assert.deepEqual(consentFor({ ...BY_STATE, consent: 'none' }, '+14155550100', 'CA'), SILENT);
  assert.deepEqual(consentFor({ on: false }, '+14155550100', 'CA'), { on: false, notice: null, basis: null });
});

test("an agent's own list of states replaces the default", () => {
  const own: RecordingPolicy = { ...BY_STATE, states: ['NY'] };
  assert.deepEqual(consentFor(own, '+12125550100', null), ANNOUNCED);
  assert.deepEqual(consentFor(own, '+14155550100', null), SILENT);
});
