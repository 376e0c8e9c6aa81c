// What each format's sound counts, lasts and sounds like when it is silent.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  audioBytes,
  audioIn,
  audioOf,
  bytesPerMs,
  durationMs,
  formatOf,
  PCMU,
  sameFormat,
  sampleCount,
  silence,
  type AudioFormat,
} from './audio.ts';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

test('20 ms are 160, 320 or 480 samples, and as many bytes as the format needs', () => {
  deepEqual(
    FORMATS.map((format) => [sampleCount(silence(format, 20)), audioBytes(silence(format, 20)).length]),
    [
      [160, 160],
      [160, 160],
      [160, 320],
      [320, 640],
      [480, 960],
    ],
  );
  deepEqual(FORMATS.map(bytesPerMs), [8, 8, 16, 32, 48]);
});

test('silence of any format lasts as long as asked, and is made of the byte that is silent in it', () => {
  for (const format of FORMATS) equal(durationMs(silence(format, 30)), 30);
  deepEqual(
    FORMATS.map((format) => audioBytes(silence(format, 1))[0]),
    [0xff, 0xd5, 0, 0, 0],
  );
  deepEqual(silence('pcma', 20), silence({ encoding: 'pcma' }, 20));
});

test('samples are counted without decoding, half a sample not at all', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), fc.uint8Array({ maxLength: 50 }), (format, bytes) => {
      const width = format.encoding === 'pcm16' ? 2 : 1;
      equal(sampleCount(audioOf(format, bytes)), Math.floor(bytes.length / width));
    }),
  );
});

test('formats are the same when sound of the one is sound of the other', () => {
  for (const [at, one] of FORMATS.entries())
    for (const [index, other] of FORMATS.entries()) equal(sameFormat(one, { ...other }), at === index);
  ok(sameFormat(silence('pcmu', 20), PCMU));
});

test('base64 becomes sound, and sound its format, without a change to either', () => {
  for (const format of FORMATS) {
    const audio = audioIn(format, 'AQIDBA==');
    deepEqual(audio, { ...format, base64: 'AQIDBA==' });
    deepEqual(formatOf(audio), format);
  }
});
