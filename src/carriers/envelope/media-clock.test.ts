// The media clock: milliseconds since the stream began, whatever a carrier counts in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Micros } from '../../base/time.ts';
import type { ClockSpec } from './envelope-spec.ts';
import { MediaClock, PAUSE_MS } from './media-clock.ts';

const at = (ms: number): Micros => (ms * 1000) as Micros;

function times(
  spec: ClockSpec | undefined,
  ...came: readonly (readonly [clock: number | null, atMs: number])[]
) {
  const clock = new MediaClock(spec, at(5000));
  return came.map(([value, atMs]) => clock.atMs(value, 20, at(5000 + atMs)));
}

test('a clock that counts from the start is taken as it is', () => {
  assert.deepEqual(times({ at: 't', unit: 'ms-relative' }, [0, 20], [20, 90], [60, 95]), [0, 20, 60]);
});

test('a clock of another origin is set by its first message, and its gaps and order are kept', () => {
  const base = 1_777_000_000_000;
  for (const unit of ['ms-epoch', 'iso'] as const)
    assert.deepEqual(
      times({ at: 't', unit }, [base, 120], [base + 20, 140], [base + 400, 141], [base + 40, 142]),
      [100, 120, 500, 140],
    );
});

test('RTP timestamps run over', () => {
  const spec: ClockSpec = { at: 't', unit: 'rtp-units', perMs: 8 };
  assert.deepEqual(times(spec, [2 ** 32 - 160, 20], [0, 40], [160, 60], [2 ** 32 - 320, 61]), [0, 20, 40, 0]);
});

test('chunks of one length are a clock', () => {
  assert.deepEqual(times({ at: 'n', unit: 'chunks', chunkMs: 20 }, [7, 20], [8, 40], [11, 100]), [0, 20, 80]);
});

test('without a clock sound is counted: jitter does not move it, a pause does', () => {
  const late = PAUSE_MS + 500;
  assert.deepEqual(
    times(undefined, [null, 20], [null, 300], [null, 301], [null, 60 + late], [null, 70 + late]),
    [0, 20, 40, 40 + late, 60 + late],
  );
});
