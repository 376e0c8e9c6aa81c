// What doubling keeps, and that it adds nothing above.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { doubleRate } from './double-rate.ts';

test('each sample is kept, and there are twice as many', () => {
  const samples = Int16Array.of(0, 1000, -2000, 32_767, -32_768);
  const doubled = doubleRate(samples);
  equal(doubled.length, 10);
  for (const [at, sample] of samples.entries()) equal(doubled[2 * at], sample);
});

test('a sine of any speech frequency is the same sine, without its image', () => {
  for (const hz of [200, 1000, 3000, 3400]) {
    const sine = (rateHz: number) =>
      Int16Array.from({ length: rateHz / 4 }, (_, at) =>
        Math.round(16_000 * Math.sin((2 * Math.PI * hz * at) / rateHz)),
      );
    const doubled = doubleRate(sine(8000)).subarray(100, -100);
    const wanted = sine(16_000).subarray(100, -100);
    const error = doubled.reduce((sum, sample, at) => sum + (sample - (wanted[at] ?? 0)) ** 2, 0);
    const power = wanted.reduce((sum, sample) => sum + sample ** 2, 0);
    ok(10 * Math.log10(error / power) < -50, `${hz} Hz: ${10 * Math.log10(error / power)} dB`);
  }
});
