// Every format becomes every other: nothing is done where nothing is to do, and no stream runs into the next.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { pureTone, strengthDb } from '../../test/fakes/pure-tones.ts';
import {
  audioBytes,
  audioOf,
  durationMs,
  rateHzOf,
  sameFormat,
  type Audio,
  type AudioFormat,
} from './audio.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToAlaw, pcm16ToMulaw } from './g711.ts';
import { audioOfSamples, samplesOf } from './linear.ts';
import { transcoder, transcoderTo } from './transcode.ts';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

const tone = (format: AudioFormat, hz = 1000): Audio =>
  audioOfSamples(format, pureTone(hz, rateHzOf(format)));

test('between equal formats the very same object passes', () => {
  for (const format of FORMATS) {
    const audio = tone(format);
    equal(transcoder(format, { ...format }).convert(audio), audio);
    equal(transcoderTo(format).convert(audio), audio);
  }
});

test('a tone is the same tone in every other format, and lasts as long', () => {
  for (const from of FORMATS)
    for (const to of FORMATS) {
      const audio = transcoder(from, to).convert(tone(from));
      ok(sameFormat(audio, to));
      equal(durationMs(audio), 500);
      const level = strengthDb(samplesOf(audio), 1000, rateHzOf(to));
      ok(Math.abs(level) < 0.2, `${level} dB from ${JSON.stringify(from)} to ${JSON.stringify(to)}`);
    }
});

test('the laws become each other byte by byte as by way of their samples', () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const [mulaw, alaw] = [audioOf('pcmu', every), audioOf('pcma', every)];
  deepEqual([...audioBytes(transcoder(mulaw, alaw).convert(mulaw))], [...pcm16ToAlaw(mulawToPcm16(every))]);
  deepEqual([...audioBytes(transcoder(alaw, mulaw).convert(alaw))], [...pcm16ToMulaw(alawToPcm16(every))]);
});

test('a stream in pieces becomes what the whole would', () => {
  for (const from of FORMATS)
    for (const to of FORMATS) {
      const samples = pureTone(440, rateHzOf(from));
      const [whole, cut] = [transcoder(from, to), transcoder(from, to)];
      const pieces: number[] = [];
      for (let at = 0; at < samples.length; at += 211)
        pieces.push(...samplesOf(cut.convert(audioOfSamples(from, samples.subarray(at, at + 211)))));
      deepEqual(pieces, [...samplesOf(whole.convert(audioOfSamples(from, samples)))]);
    }
});

test('after a reset, or a change of format, nothing of the stream before is heard', () => {
  const to: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };
  const [wide, narrow] = [tone({ encoding: 'pcm16', rateHz: 24_000 }), tone({ encoding: 'pcmu' }, 500)];
  const either = transcoderTo(to);
  either.convert(wide);
  deepEqual(either.convert(narrow), transcoder(narrow, to).convert(narrow));
  either.reset();
  deepEqual(either.convert(narrow), transcoder(narrow, to).convert(narrow));
  deepEqual(either.convert(wide), transcoder(wide, to).convert(wide));
});

test('half a sample at the end is left out', () => {
  deepEqual([...samplesOf(audioOf({ encoding: 'pcm16', rateHz: 8000 }, Uint8Array.of(1, 2, 3)))], [0x0201]);
});
