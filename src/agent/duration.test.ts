// Durations are read as people write them, and nothing else is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs } from './duration.ts';

test('a duration is its number times its unit', () => {
  assert.equal(durationMs('250ms'), 250);
  assert.equal(durationMs('3s'), 3000);
  assert.equal(durationMs('1.5m'), 90_000);
  assert.equal(durationMs('1h'), 3_600_000);
});

test('a text without a number, without a known unit or with more around it is no duration', () => {
  for (const text of ['', '3', 's', '3 s', '-3s', '1e3s', '3sec', '1h30m', ' 3s', '.5s', '0x1s']) {
    assert.equal(durationMs(text), null, text);
  }
});
