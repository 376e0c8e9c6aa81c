// Sound loses its voice: where samples stood, and nothing of how long or loud it was.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { audioBytes, audioOf, sampleCount, silence, type AudioFormat } from './audio.ts';
import { withoutVoice } from './without-voice.ts';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 24_000 },
];

function samplesOf(format: AudioFormat, bytes: Uint8Array): readonly number[] {
  if (format.encoding !== 'pcm16') return [...bytes];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 1 }, (_none, index) => view.getInt16(2 * index, true));
}

void suite('sound without voice', () => {
  test('has the same samples, and so the same length and loudness', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORMATS), fc.uint8Array({ maxLength: 400 }), (format, given) => {
        const whole = given.subarray(0, given.length & ~1);
        const audio = audioOf(format, whole);
        const other = withoutVoice(audio);
        assert.equal(sampleCount(other), sampleCount(audio));
        assert.deepEqual(
          samplesOf(format, audioBytes(other)).toSorted((one, two) => one - two),
          samplesOf(format, whole).toSorted((one, two) => one - two),
        );
        assert.deepEqual(withoutVoice(audio), other);
      }),
    );
  });

  test('is the same whatever the order was in, so that the order is gone', () => {
    for (const format of FORMATS) {
      const bytes = Uint8Array.from({ length: 320 }, (_none, index) => index % 251);
      const pairs = Array.from({ length: 160 }, (_none, index) => [
        ...bytes.subarray(2 * index, 2 * index + 2),
      ]);
      const turned = Uint8Array.from(pairs.toReversed().flat());
      const [one, two] = [audioOf(format, bytes), audioOf(format, turned)];
      assert.notEqual(one.base64, two.base64);
      assert.equal(withoutVoice(one).base64, withoutVoice(two).base64);
      assert.notEqual(withoutVoice(one).base64, one.base64);
    }
  });

  test('of silence is silence, and of nothing nothing', () => {
    assert.deepEqual(withoutVoice(silence('pcmu', 20)), silence('pcmu', 20));
    assert.deepEqual(withoutVoice(silence('pcmu', 0)), silence('pcmu', 0));
  });
});
