// Between a line and a model of different formats each hears its own, in order, and nothing of what was cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pureTone, strengthDb } from '../../test/fakes/pure-tones.ts';
import type { ItemId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import {
  durationMs,
  PCMU,
  rateHzOf,
  sameFormat,
  silence,
  type Audio,
  type AudioFormat,
} from '../media/audio.ts';
import { audioOfSamples, samplesOf } from '../media/linear.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { codec, MULAW_THROUGHOUT, needsCodec } from './codec.ts';

const PCMA: AudioFormat = { encoding: 'pcma' };
const WIDE: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };
const WIDEST: AudioFormat = { encoding: 'pcm16', rateHz: 24_000 };

const CLEAR = { kind: 'playout.clear' } as const;
const MARK = { kind: 'playout.mark', mark: '0.1' } as const;
const caller = (audio: Audio, atMs = 0): FrameOf<'caller.audio'> => ({ kind: 'caller.audio', audio, atMs });
const played = (audio: Audio): FrameOf<'playout.audio'> => ({
  kind: 'playout.audio',
  itemId: 'item-1' as ItemId,
  audio,
});
const tone = (format: AudioFormat, hz = 1000): Audio =>
  audioOfSamples(format, pureTone(hz, rateHzOf(format)));

test('a codec is needed as soon as anything is not µ-law', () => {
  assert.equal(needsCodec(MULAW_THROUGHOUT), false);
  for (const side of ['caller', 'carrier', 'model'])
    assert.equal(needsCodec({ ...MULAW_THROUGHOUT, [side]: PCMA }), true, side);
});

test('sound that is in its format already passes as the very same frame', () => {
  const node = nodeBench(codec({ carrier: PCMA, model: PCMA }));
  const frames = [caller(silence('pcma', 20)), played(silence('pcma', 200)), MARK, CLEAR];
  node.feed(...frames);
  for (const [at, frame] of node.take().entries()) assert.equal(frame, frames[at]);
});

test("the caller becomes the model's format and the agent the carrier's, each as long as before", () => {
  const node = nodeBench(codec({ carrier: WIDE, model: WIDEST }));
  node.feed(caller(tone(WIDE), 40), played(tone(WIDEST)), played(tone(PCMU)));
  const [heard, ...said] = node.take();
  assert.ok(heard?.kind === 'caller.audio' && heard.atMs === 40 && sameFormat(heard.audio, WIDEST));
  assert.equal(durationMs(heard.audio), 500);
  for (const frame of said) {
    assert.ok(frame.kind === 'playout.audio' && frame.itemId === 'item-1' && sameFormat(frame.audio, WIDE));
    assert.equal(durationMs(frame.audio), 500);
    assert.ok(Math.abs(strengthDb(samplesOf(frame.audio), 1000, 16_000)) < 0.2);
  }
});

test('marks and clears keep their places between the sound', () => {
  const node = nodeBench(codec({ carrier: WIDE, model: WIDEST }));
  node.feed(played(tone(WIDEST)), MARK, CLEAR, played(tone(PCMU)), MARK);
  assert.deepEqual(
    node.take().map(({ kind }) => kind),
    ['playout.audio', 'playout.mark', 'playout.clear', 'playout.audio', 'playout.mark'],
  );
});

test('behind a clear nothing is left of the sound that was cut, and what the caller says goes on', () => {
  const node = nodeBench(codec({ carrier: WIDE, model: WIDEST }));
  node.feed(
    played(tone(WIDEST)),
    caller(tone(WIDE)),
    CLEAR,
    played(silence(WIDEST, 20)),
    caller(silence(WIDE, 20)),
  );
  const [, , , quiet, goesOn] = node.take();
  assert.ok(quiet?.kind === 'playout.audio' && samplesOf(quiet.audio).every((sample) => sample === 0));
  assert.ok(goesOn?.kind === 'caller.audio' && samplesOf(goesOn.audio).some((sample) => sample !== 0));
});

test('a crumb that is no sample yet is not handed on empty', () => {
  const node = nodeBench(codec({ carrier: PCMU, model: WIDEST }));
  const crumb = played(audioOfSamples(WIDEST, Int16Array.of(0)));
  node.feed(crumb, crumb, crumb, crumb);
  assert.equal(node.take().length, 2);
});

test('A-law from the line becomes what a µ-law model hears, and back', () => {
  const node = nodeBench(codec({ carrier: PCMA, model: PCMU }));
  node.feed(caller(silence('pcma', 20)), played(silence('pcmu', 20)));
  const [heard, said] = node.take();
  assert.ok(heard?.kind === 'caller.audio' && sameFormat(heard.audio, PCMU));
  assert.ok(said?.kind === 'playout.audio');
  // µ-law's zero is A-law's smallest step above it: the law has no zero.
  assert.deepEqual(said.audio, silence('pcma', 20));
  assert.ok(Math.abs(samplesOf(heard.audio)[0] ?? 99) <= 8);
});
