// What the filter keeps, what it stops, and that it keeps time.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RATES_HZ, downsample } from './downsample.ts';

const RATES = SAMPLE_RATES_HZ.filter((hz) => hz > 8000);

test('speech frequencies keep their level from every rate', () => {
  for (const rateHz of RATES)
    for (const hz of [200, 1000, 3000, 3300])
      ok(Math.abs(levelDb(downsample(sine(hz, rateHz), rateHz))) < 0.5, `${hz} Hz from ${rateHz}`);
});

test('what a phone cannot carry is at least 60 dB down, not folded back', () => {
  for (const rateHz of RATES)
    for (const hz of [4300, 5000, 5400])
      ok(levelDb(downsample(sine(hz, rateHz), rateHz)) < -60, `${hz} Hz from ${rateHz}`);
});

test('one second stays one second, and a click stays where it was', () => {
  for (const rateHz of SAMPLE_RATES_HZ) {
    const click = new Int16Array(rateHz);
    click[Math.floor(rateHz / 2)] = 30_000;
    const brought = downsample(click, rateHz);
    equal(brought.length, 8000);
    const loudest = brought.reduce((best, value, at) => (value > (brought[best] ?? 0) ? at : best), 0);
    ok(Math.abs(loudest - 4000) <= 1, `${rateHz}: ${loudest}`);
  }
});

test('8 kHz comes back as it is', () => {
  const samples = sine(1000, 8000);
  equal(downsample(samples, 8000), samples);
});

function sine(hz: number, rateHz: number): Int16Array {
  return Int16Array.from({ length: Math.floor(rateHz / 2) }, (_, at) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * hz * at) / rateHz)),
  );
}

/** Level against the sine above, its ends left out: a filter rings where a sound is cut off. */
function levelDb(samples: Int16Array): number {
  const middle = samples.subarray(200, -200);
  const power = middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length;
  return 10 * Math.log10((power + 1e-9) / (16_000 ** 2 / 2));
}
