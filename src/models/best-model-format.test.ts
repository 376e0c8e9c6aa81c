// Which format a model hears and speaks in, line by line.
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { AudioFormat } from '../media/audio.ts';
import { bestModelFormat } from './best-model-format.ts';

const PCMU: AudioFormat = { encoding: 'pcmu' };
const PCMA: AudioFormat = { encoding: 'pcma' };
const linear = (rateHz: 8000 | 16_000 | 24_000): AudioFormat => ({ encoding: 'pcm16', rateHz });
const ALL = [linear(24_000), PCMU, PCMA];

test("a model hears in the carrier's own format where it takes that", () => {
  for (const format of ALL) deepEqual(bestModelFormat(format, ALL), format);
});

test('a wide line gets the widest that the model takes', () => {
  deepEqual(bestModelFormat(linear(16_000), ALL), linear(24_000));
  deepEqual(bestModelFormat(linear(24_000), [PCMU, linear(16_000)]), linear(16_000));
  deepEqual(bestModelFormat(linear(16_000), [PCMU, PCMA]), PCMU);
});

test('a phone line gets µ-law, whatever else the model could do', () => {
  deepEqual(bestModelFormat(linear(8000), ALL), PCMU);
  deepEqual(bestModelFormat(PCMA, [linear(24_000), PCMU]), PCMU);
});

test('a model without µ-law gets what it likes best', () => {
  deepEqual(bestModelFormat(PCMU, [linear(24_000), PCMA]), linear(24_000));
});
