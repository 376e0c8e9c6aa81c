// Voices are taken out of what came in and of what was fetched; everything else on a tape stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf } from '../media/audio.ts';
import { hideVoices } from './hide-voices.ts';

test('voices are hidden in what came in and what was fetched, and no other line changes', () => {
  const bytes = Uint8Array.from({ length: 160 }, (_none, index) => index);
  const audio = audioOf('pcmu', bytes);
  const lines = [
    { t: 1, in: 'frame', end: 'carrier 1', frame: { kind: 'caller.audio', audio, atMs: 0 } },
    { out: 'frame', end: 'model 1', frame: { kind: 'caller.audio', audio: { crc: 1, chars: 216 } } },
    { out: 'fetched', what: 'phrase "Hello"', value: [audio, audio] },
    { t: 2, in: 'answer', of: 1, value: 'base64' },
  ].map((line) => JSON.stringify(line));
  const { tape, sounds } = hideVoices({ header: {} as never, lines, whole: true });
  assert.equal(sounds, 3);
  assert.ok(!tape.lines.join('').includes(audio.base64));
  assert.deepEqual(
    tape.lines.map(({ length }) => length),
    lines.map(({ length }) => length),
  );
  assert.deepEqual([tape.lines[1], tape.lines[3]], [lines[1], lines[3]]);
});
