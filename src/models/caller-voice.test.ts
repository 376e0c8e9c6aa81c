// The caller's voice is told from the line's noise, in every format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, type AudioFormat } from '../media/audio.ts';
import { transcoder } from '../media/transcode.ts';
import { noise, quiet, syntheticSpeech } from '../testing/rehearsal/doubles.ts';
import { CallerVoice } from './caller-voice.ts';

/** Changes with the milliseconds of sound after which they were told. */
function changes(bytes: Uint8Array, format: AudioFormat = { encoding: 'pcmu' }, frameMs = 20) {
  const voice = new CallerVoice(format, 'medium');
  const to = transcoder({ encoding: 'pcmu' }, format);
  const told: [string, number][] = [];
  for (let at = 0; at < bytes.length; at += frameMs * 8) {
    const change = voice.hear(to.convert(audioOf('pcmu', bytes.subarray(at, at + frameMs * 8))));
    if (change !== null) told.push([change, at / 8 + frameMs]);
  }
  return told;
}

const TURN = Buffer.concat([noise(1000, 200), syntheticSpeech(1000), noise(1000, 200)]);

for (const format of [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 16_000 },
] as const)
  test(`speech in ${format.encoding} begins within 160 ms and ends within 300 ms of its end`, () => {
    const [[began, beganMs] = [], [ended, endedMs] = [], ...more] = changes(TURN, format);
    assert.deepEqual([began, ended, more], ['started', 'stopped', []]);
    assert.ok(beganMs !== undefined && beganMs >= 1060 && beganMs <= 1160, `began at ${beganMs}`);
    assert.ok(endedMs !== undefined && endedMs >= 2160 && endedMs <= 2300, `ended at ${endedMs}`);
  });

test('frames of odd lengths are heard as well', () => {
  assert.deepEqual(
    changes(TURN, { encoding: 'pcmu' }, 33).map(([change]) => change),
    ['started', 'stopped'],
  );
});

test('steady noise, silence and a click are no voice', () => {
  const click = Buffer.concat([quiet(500), syntheticSpeech(40), quiet(500)]);
  for (const bytes of [noise(5000, 400), quiet(3000), click]) assert.deepEqual(changes(bytes), []);
});
