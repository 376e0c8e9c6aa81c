// The caller's sound passes, or leaves silence of its own length; the carrier's clock says what belongs to which time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import { audioBytes, audioOf, durationMs, SILENCE, type AudioFormat } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { hush, HUSHED_LATE_MS_MAX, WRITTEN_LATE_MS_MAX } from './hush.ts';

type HeardWords = 'caller.words' | 'caller.speaking';

const ON = { kind: 'privacy', on: true } as const;
const OFF = { kind: 'privacy', on: false } as const;

function sound(atMs: number, format: AudioFormat = { encoding: 'pcmu' }): CallerAudio {
  const bytes = format.encoding === 'pcm16' ? (20 * format.rateHz) / 500 : 160;
  return { kind: 'caller.audio', audio: audioOf(format, new Uint8Array(bytes).fill(0x21)), atMs };
}

/** `sound@` or `quiet@` with the media clock of each frame given. */
function told(given: readonly (readonly [number, FrameOf<'caller.audio' | HeardWords>])[]): string[] {
  return given.map(([, frame]) => {
    if (frame.kind === 'caller.words') return frame.text;
    if (frame.kind === 'caller.speaking') return frame.on ? 'speaks' : 'silent';
    const { audio, atMs } = frame;
    const isQuiet = audioBytes(audio).every((byte) => byte === SILENCE[audio.encoding]);
    return `${isQuiet ? 'quiet' : 'sound'}@${atMs}`;
  });
}

test('sound passes as the very same frame while nothing is private', () => {
  const node = nodeBench(hush());
  const frame = sound(0);
  node.feed(frame);
  assert.equal(node.given[0]?.[1], frame);
});

test('while it is private there is silence of the same length, form and place', () => {
  const formats = [
    { encoding: 'pcmu' },
    { encoding: 'pcma' },
    { encoding: 'pcm16', rateHz: 16_000 },
  ] as const;
  for (const format of formats) {
    const node = nodeBench(hush());
    const frame = sound(40, format);
    node.feed(ON, frame);
    const given = node.given[0]?.[1];
    assert.deepEqual(told(node.given), ['quiet@40']);
    assert.ok(given?.kind === 'caller.audio');
    assert.equal(durationMs(given.audio), 20);
    assert.equal(given.audio.encoding, format.encoding);
  }
});

test('what was said in private and comes late is silent too', async () => {
  const node = nodeBench(hush());
  await node.feedAt(20, sound(0));
  await node.feedAt(100, ON);
  await node.feedAt(1_000, OFF);
  // The line stood still: what was said between 0.1 s and 1 s comes now, with what was said since.
  await node.feedAt(2_000, sound(500), sound(980), sound(1_000), sound(1_020));
  assert.deepEqual(told(node.given), ['sound@0', 'quiet@500', 'quiet@980', 'sound@1000', 'sound@1020']);
});

test('a clock that leaps back does not silence the caller for ever', async () => {
  const node = nodeBench(hush());
  await node.feedAt(20_020, sound(20_000));
  await node.feedAt(20_100, ON);
  await node.feedAt(21_000, OFF);
  await node.feedAt(21_000 + HUSHED_LATE_MS_MAX, sound(0));
  await node.feedAt(21_001 + HUSHED_LATE_MS_MAX, sound(20));
  assert.deepEqual(told(node.given), ['sound@20000', 'quiet@0', 'sound@20']);
});

test('words that a carrier has heard for us are dropped in private, and for as long as writing them takes', async () => {
  const words = (text: string) => ({ kind: 'caller.words', text, final: true, language: null }) as const;
  const node = nodeBench(hush());
  await node.feedAt(20, { kind: 'caller.speaking', on: true }, words('before'));
  await node.feedAt(100, ON, words('a secret'), { kind: 'caller.speaking', on: true });
  await node.feedAt(200, { kind: 'caller.speaking', on: false });
  await node.feedAt(1_000, OFF);
  await node.feedAt(1_000 + WRITTEN_LATE_MS_MAX, words('late'));
  await node.feedAt(1_001 + WRITTEN_LATE_MS_MAX, words('after'));
  assert.deepEqual(told(node.given), ['speaks', 'before', 'silent', 'after']);
});
