// Tests of how long things are kept, as the environment says it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';

test('days are read by kind, and what is not named is kept for ever', () => {
  assert.deepEqual(readSettings({ RETENTION_DAYS: 'recording:30, transcript:90,call:730' }).retention, {
    recording: 30,
    transcript: 90,
    call: 730,
  });
  assert.deepEqual(readSettings({}).retention, {});
});

test('what is no kind, no number of days or named twice is refused, and told how it must look', () => {
  for (const text of [
    'recordings:30',
    'recording:0',
    'recording:1.5',
    'recording:4000',
    'recording',
    'call:1:2',
    'call:1,call:2',
  ])
    assert.throws(() => readSettings({ RETENTION_DAYS: text }), {
      code: 'ENVIRONMENT_INVALID',
      message:
        /RETENTION_DAYS .* it must be kinds and days .*such as recording:30,call:730; kinds are recording,/s,
    });
});
