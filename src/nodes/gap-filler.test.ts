// The caller's sound leaves unbroken: gaps filled, disorder dropped, an open turn never starved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import { audioBytes, audioOf, bytesPerMs, durationMs, silence } from '../media/audio.ts';
import { nodeBench, runNode, type Timed } from '../testing/node-bench.ts';
import { GAP_MS_MAX, gapFiller, STALL_MS } from './gap-filler.ts';

const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;

/** A frame of 20 ms (or `ms`) of something that is not silence. */
function sound(atMs: number, ms = 20): CallerAudio {
  return { kind: 'caller.audio', audio: audioOf('pcmu', new Uint8Array(ms * 8).fill(0x21)), atMs };
}

const soundOf = (frames: readonly FrameOf<'caller.audio' | 'journal.entry'>[]) =>
  frames.filter((frame) => frame.kind === 'caller.audio');

/** What came out, as `sound@atMs` or `quiet@atMs+length`. */
function told(given: readonly Timed<'caller.audio' | 'journal.entry'>[]): string[] {
  return given.map(([, frame]) => {
    if (frame.kind === 'journal.entry') return JSON.stringify(frame.event);
    const { audio, atMs } = frame;
    const isQuiet = audioBytes(audio).every((byte) => byte === 0xff);
    return isQuiet ? `quiet@${atMs}+${durationMs(audio)}` : `sound@${atMs}`;
  });
}

test('sound in order passes as the very same frames', async () => {
  const frames = [sound(5), sound(25), sound(45)];
  const given = await runNode(
    gapFiller(),
    frames.map((frame) => [frame.atMs, frame] as const),
  );
  assert.equal(given.length, 3);
  for (const [index, [, frame]] of given.entries()) assert.equal(frame, frames[index]);
});

test('a gap in the media clock is filled with exactly as much silence', async () => {
  const given = await runNode(gapFiller(), [
    [20, sound(0)],
    [520, sound(500)],
  ]);
  assert.deepEqual(told(given), ['sound@0', 'quiet@20+480', 'sound@500']);
});

test('silence comes in the format of the sound it stands for, and in the first format before any sound', async () => {
  const wide = { encoding: 'pcm16', rateHz: 16_000 } as const;
  const alaw = { encoding: 'pcma' } as const;
  for (const format of [wide, alaw]) {
    const piece = (atMs: number): CallerAudio => ({
      kind: 'caller.audio',
      audio: audioOf(format, new Uint8Array(20 * bytesPerMs(format)).fill(0x21)),
      atMs,
    });
    const given = await runNode(gapFiller(), [
      [20, piece(0)],
      [120, piece(100)],
    ]);
    assert.deepEqual(given[1]?.[1], { kind: 'caller.audio', audio: silence(format, 80), atMs: 20 });
    const [injected] = await runNode(gapFiller(format), [[0, STARTED]], STALL_MS);
    assert.deepEqual(injected?.[1], { kind: 'caller.audio', audio: silence(format, 1000), atMs: 0 });
  }
});

test('a very long gap is filled up to its bound', async () => {
  const given = await runNode(gapFiller(), [
    [20, sound(0)],
    [60_020, sound(60_000)],
    [60_040, sound(60_020)],
  ]);
  assert.deepEqual(told(given), [
    'sound@0',
    `quiet@${60_000 - GAP_MS_MAX}+${GAP_MS_MAX}`,
    'sound@60000',
    'sound@60020',
  ]);
});

test('late and repeated sound is dropped', async () => {
  const given = await runNode(gapFiller(), [
    [20, sound(0)],
    [40, sound(20)],
    [41, sound(20)],
    [60, sound(60)],
    [61, sound(40)],
    [80, sound(80)],
  ]);
  assert.deepEqual(told(given), ['sound@0', 'sound@20', 'quiet@40+20', 'sound@60', 'sound@80']);
});

test('a wobble of less than half a frame passes untouched', async () => {
  const given = await runNode(gapFiller(), [
    [20, sound(0)],
    [40, sound(12)],
    [60, sound(40)],
  ]);
  assert.deepEqual(told(given), ['sound@0', 'sound@12', 'sound@40']);
});

test('a media clock that begins anew deafens nobody', async () => {
  const given = await runNode(gapFiller(), [
    [20, sound(50_000)],
    [40, sound(0)],
    [60, sound(20)],
  ]);
  assert.deepEqual(told(given), ['sound@50000', 'sound@0', 'sound@20']);
  const bench = nodeBench(gapFiller());
  bench.feed(sound(5_000), { kind: 'carrier.started', streamId: 'MZ2' }, sound(0));
  assert.deepEqual(told(bench.given), ['sound@5000', 'sound@0']);
});

test('an open turn without sound gets a second of silence after 750 ms, and more at the pace of time', async () => {
  const given = await runNode(
    gapFiller(),
    [
      [20, sound(0)],
      [30, STARTED],
      [500, sound(20)],
    ],
    2_300,
  );
  assert.deepEqual(
    given.map(([ms]) => ms),
    [20, 500, 1_250, 2_250],
  );
  assert.deepEqual(told(given), ['sound@0', 'sound@20', 'quiet@40+1000', 'quiet@1040+1000']);
});

test('no silence is injected outside speech, after it, or when the stream is over', async () => {
  const outside = await runNode(gapFiller(), [[20, sound(0)]], 20_000);
  assert.equal(outside.length, 1);
  const after = await runNode(
    gapFiller(),
    [
      [20, sound(0)],
      [30, STARTED],
      [700, STOPPED],
    ],
    20_000,
  );
  assert.equal(after.length, 1);
  const over = await runNode(
    gapFiller(),
    [
      [20, sound(0)],
      [30, STARTED],
      [700, { kind: 'carrier.stopped', cause: 'lost', detail: '' }],
    ],
    20_000,
  );
  assert.equal(over.length, 1);
});

test('injected silence is not filled in again, and sound that was only delayed is not lost', async () => {
  const lost = await runNode(gapFiller(), [
    [20, sound(0)],
    [30, STARTED],
    [1_520, sound(1_500)],
  ]);
  assert.deepEqual(told(lost), ['sound@0', 'quiet@20+1000', 'quiet@1020+480', 'sound@1500']);
  const delayed = await runNode(gapFiller(), [
    [20, sound(0)],
    [30, STARTED],
    [900, sound(20)],
    [900, sound(40)],
  ]);
  assert.deepEqual(told(delayed), ['sound@0', 'quiet@20+1000', 'sound@20', 'sound@40']);
});

test('silence injected in a row has a bound, and one timer serves a flood of sound', async () => {
  const bench = nodeBench(gapFiller());
  bench.feed(sound(0), STARTED);
  await bench.advance(60_000);
  const injected = soundOf(bench.take()).slice(1);
  assert.equal(
    injected.reduce((sum, { audio }) => sum + durationMs(audio), 0),
    GAP_MS_MAX,
  );
  for (let atMs = 20; atMs < 1_000; atMs += 20) bench.feed(sound(atMs));
  assert.equal(bench.timersPending, 1);
});

test('whatever comes in what order, sound never runs backwards and no gap is left below the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }), (places) => {
      const bench = nodeBench(gapFiller());
      for (const place of places) bench.feed(sound(place * 20));
      const out = soundOf(bench.take());
      for (const [index, frame] of out.entries()) {
        const before = out[index - 1];
        if (before !== undefined) assert.equal(frame.atMs, before.atMs + durationMs(before.audio));
      }
    }),
  );
});

test('what a stream lost is told once, as it ends; of one that lost nothing nothing is', async () => {
  const stopped = { kind: 'carrier.stopped', cause: 'stop', detail: '' } as const;
  const ending = { kind: 'conversation.ending' } as const;
  const whole = await runNode(gapFiller(), [
    [20, sound(0)],
    [40, sound(20)],
    [60, stopped],
  ]);
  assert.deepEqual(told(whole), ['sound@0', 'sound@20']);
  const given = await runNode(gapFiller(), [
    [20, sound(0)],
    [120, sound(100)],
    [130, sound(40)],
    [320, sound(300)],
    [330, ending],
    [340, stopped],
  ]);
  assert.deepEqual(
    told(given).filter((text) => text.startsWith('{')),
    ['{"kind":"line.measured","gaps":2,"gapMs":260,"late":1}'],
  );
});
