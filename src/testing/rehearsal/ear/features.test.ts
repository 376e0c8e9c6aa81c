// Spectra of known sounds, and where a line's losses are seen.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { sineTone } from '../../../media/tone.ts';
import { joined, pause } from '../voice/compose.ts';
import { unlikeness } from './alignment.ts';
import { BANDS, features } from './features.ts';
import { missingSpans } from './missing-spans.ts';
import { WINDOW_SAMPLES, powerSpectrum } from './spectrum.ts';

test('the spectrum of a sine is a peak at its own bin, and its power is kept', () => {
  const window = Float64Array.from({ length: WINDOW_SAMPLES }, (_, at) =>
    Math.cos((2 * Math.PI * 20 * at) / WINDOW_SAMPLES),
  );
  const power = powerSpectrum(window);
  equal(power.indexOf(Math.max(...power)), 20);
  ok(Math.abs((power[20] ?? 0) - (WINDOW_SAMPLES / 2) ** 2) < 1e-6);
  ok(power.every((value, bin) => bin === 20 || value < 1e-9));
});

test('silence around speech is cut off, and loudness makes no difference', () => {
  const loud = features(joined([pause(500), sineTone(800, 400, -10), pause(700)]));
  const quiet = features(joined([pause(500), sineTone(800, 400, -20), pause(700)]));
  ok(loud.frameCount >= 19 && loud.frameCount <= 22, `${loud.frameCount}`);
  ok(unlikeness(loud, quiet).overall < 0.02);
});

test('a higher tone sounds in a higher band', () => {
  const loudestBand = (hz: number) => {
    const { levelsDb } = features(sineTone(hz, 200));
    const first = levelsDb.subarray(0, BANDS);
    return first.indexOf(Math.max(...first));
  };
  const bands = [250, 500, 1000, 2000, 3200].map(loudestBand);
  deepEqual(
    bands,
    bands.toSorted((one, other) => one - other),
  );
  equal(new Set(bands).size, bands.length);
});

test('nothing that sounds has no frames, and nothing is like it', () => {
  equal(features(pause(1000)).frameCount, 0);
  equal(features(new Uint8Array(10)).frameCount, 0);
  equal(unlikeness(features(pause(1000)), features(sineTone(440, 500))).overall, 1);
});

test('runs of silence as long as lost frames are seen, shorter and longer ones and the ends are not', () => {
  const tone = new Uint8Array(160).fill(0x20);
  const sound = joined([
    pause(20),
    tone,
    pause(20),
    tone,
    pause(60),
    tone,
    pause(5),
    tone,
    pause(100),
    tone,
    pause(20),
  ]);
  deepEqual(missingSpans(sound), [
    { from: 320, to: 480 },
    { from: 640, to: 1120 },
  ]);
});

test('what the line lost does not make an utterance unlike', () => {
  const whole = joined([sineTone(400, 300), sineTone(1200, 300), sineTone(2500, 300)]);
  const holed = Uint8Array.from(whole, (byte, at) => (at >= 3200 && at < 3360 ? 0xff : byte));
  ok(unlikeness(features(holed), features(whole)).overall < 0.01);
  ok(unlikeness(features(whole.toReversed()), features(whole)).overall > 0.3);
});

test('another word in a long utterance shows in its worst stretch', () => {
  const utterance = (hz: number) =>
    features(joined([sineTone(400, 800), sineTone(hz, 240), sineTone(600, 800)]));
  const { overall, worstStretch } = unlikeness(utterance(1200), utterance(2500));
  ok(overall < 0.2 && worstStretch > 0.5, `${overall} ${worstStretch}`);
});
