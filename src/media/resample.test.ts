// The resampler's quality in figures, and that no cut of the stream shows in it.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { pureTone, strengthDb } from '../../test/fakes/pure-tones.ts';
import type { SampleRateHz } from './audio.ts';
import { resampler } from './resample.ts';

const PAIRS: readonly (readonly [SampleRateHz, SampleRateHz])[] = [
  [8000, 16_000],
  [8000, 24_000],
  [16_000, 8000],
  [24_000, 8000],
  [16_000, 24_000],
  [24_000, 16_000],
];

/** What `hz` has become at `at`, brought from one rate to the other whole. */
function becomesDb(from: SampleRateHz, to: SampleRateHz, hz: number, at: number): number {
  return strengthDb(resampler(from, to).process(pureTone(hz, from)), at, to);
}

test('a tone of the lower band keeps its level up to 3.4 kHz, and up to 6.8 kHz between the wide rates', () => {
  for (const [from, to] of PAIRS)
    for (const hz of [
      100,
      300,
      1000,
      2000,
      3000,
      3200,
      3400,
      ...(Math.min(from, to) > 8000 ? [5000, 6800] : []),
    ])
      ok(Math.abs(becomesDb(from, to, hz, hz)) < 0.5, `${hz} Hz from ${from} to ${to}`);
});

test('what the lower rate cannot carry is more than 60 dB down where it would fold to', () => {
  for (const [from, to] of PAIRS.filter(([source, target]) => source > target))
    for (const share of [0.54, 0.55, 0.58, 0.625, 0.7]) {
      const hz = share * to;
      ok(becomesDb(from, to, hz, to - hz) < -60, `${hz} Hz from ${from} to ${to}`);
    }
  ok(becomesDb(24_000, 8000, 5000, 3000) < -60);
});

test('a tone has no image above: 3.4 kHz of 8 kHz sound leaves nothing at 4.6 kHz', () => {
  for (const [from, to] of PAIRS.filter(([source, target]) => source < target))
    for (const share of [0.125, 0.3, 0.375, 0.425]) {
      const hz = share * from;
      ok(becomesDb(from, to, hz, from - hz) < -60, `${hz} Hz from ${from} to ${to}`);
    }
  for (const image of [4600, 11_400]) ok(becomesDb(8000, 24_000, 3400, image) < -60, `${image}`);
});

test('the measure finds what is wrong: repeated and skipped samples fail it', () => {
  const repeated = Int16Array.from(
    { length: 12_000 },
    (_, at) => pureTone(3400, 8000)[Math.floor(at / 3)] ?? 0,
  );
  ok(strengthDb(repeated, 4600, 24_000) > -10);
  ok(
    strengthDb(
      pureTone(5000, 24_000).filter((_, at) => at % 3 === 0),
      3000,
      8000,
    ) > -1,
  );
});

test('20 ms are 20 ms at the other rate, at once and every time', () => {
  for (const [from, to] of PAIRS) {
    const rates = resampler(from, to);
    for (let frame = 0; frame < 5; frame += 1)
      equal(rates.process(new Int16Array(from / 50)).length, to / 50, `${from} to ${to}`);
  }
});

test('the output is the same however the input is cut, down to single samples', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PAIRS),
      fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 700 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 12 }),
      ([from, to], values, lengths) => {
        const samples = Int16Array.from(values);
        const cut = resampler(from, to);
        const pieces: number[] = [];
        let at = 0;
        for (const length of [...lengths, samples.length]) {
          pieces.push(...cut.process(samples.subarray(at, at + length)));
          at += length;
        }
        deepEqual(pieces, [...resampler(from, to).process(samples)]);
        equal(pieces.length, Math.ceil((samples.length * to) / from));
      },
    ),
  );
});

test('a click comes out 3 ms later, and full scale is not wrapped around', () => {
  const click = new Int16Array(2400);
  click[240] = 30_000;
  const late = resampler(24_000, 8000).process(click);
  equal(late.indexOf(Math.max(...late)), 80 + 24);
  const square = Int16Array.from({ length: 800 }, (_, at) => (at % 16 < 8 ? 32_767 : -32_768));
  const brought = resampler(8000, 24_000).process(square);
  // Where the square is high, so is the output: an overflow would turn it into its opposite.
  for (let at = 240; at < brought.length - 24; at += 24)
    ok((brought[at + 72 + 12] ?? 0) * (square[(at + 12) / 3] ?? 0) >= 0, `${at}`);
});

test('after a reset nothing of the sound before is left', () => {
  for (const [from, to] of PAIRS) {
    const rates = resampler(from, to);
    rates.process(pureTone(1000, from).subarray(0, 101));
    rates.reset();
    const tone = pureTone(700, from).subarray(0, 1000);
    deepEqual(rates.process(tone), resampler(from, to).process(tone));
  }
});
