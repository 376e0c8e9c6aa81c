// Tests of places: what is said of a store that a command must not bring up to date by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { schemaFault } from './places.ts';

test('a schema that lacks a table or a column is told apart from other faults', () => {
  const fault = (code: string): Error => Object.assign(new Error('no'), { code });
  for (const code of ['42P01', '42703']) {
    const told = schemaFault(fault(code));
    assert.equal(told?.code, 'STORE_UNAVAILABLE');
    assert.match(told.message, /behind .* `offhook migrate`/);
  }
  assert.equal(schemaFault(fault('57P01')), null);
  assert.equal(schemaFault('42P01'), null);
});
