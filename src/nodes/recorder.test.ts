// The recording holds both sides as they were heard, aligned, and nothing from before the notice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ItemId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { pureTone, strengthDb } from '../../test/fakes/pure-tones.ts';
import { audioOf, rateHzOf, type AudioFormat, type SampleRateHz } from '../media/audio.ts';
import { mulawToPcm16 } from '../media/g711.ts';
import { audioOfSamples } from '../media/linear.ts';
import { deinterleave } from '../media/stereo.ts';
import { NOTICE_TO_PERSON } from './answering.ts';
import { nodeBench, runNode, type Timed } from '../testing/node-bench.ts';
import { RECORDING_LAG_MS, recorder } from './recorder.ts';

const NOTICE = 'notice' as UtteranceId;
const PLAIN = { on: true, basis: null, startAfter: null } as const;
const NOTICED = { on: true, basis: 'state', startAfter: NOTICE } as const;

const PCMA: AudioFormat = { encoding: 'pcma' };
const linear = (rateHz: SampleRateHz): AudioFormat => ({ encoding: 'pcm16', rateHz });

const STREAM = { kind: 'carrier.started', streamId: 'MZ1' } as const;
const STOP = { kind: 'carrier.stopped', cause: 'stop', detail: '' } as const;
const CLEAR = { kind: 'playout.clear' } as const;
const ENDED: FrameOf<'conversation.ended'> = {
  kind: 'conversation.ended',
  reason: 'agent-hangup',
  transferTo: null,
  unsaid: null,
};

/** `ms` of a sound that is the byte `tone` throughout. */
const sound = (tone: number, ms: number) => audioOf('pcmu', new Uint8Array(ms * 8).fill(tone));
const caller = (tone: number, atMs: number, ms = 20): FrameOf<'caller.audio'> => ({
  kind: 'caller.audio',
  audio: sound(tone, ms),
  atMs,
});
const agent = (tone: number, ms: number): FrameOf<'playout.audio'> => ({
  kind: 'playout.audio',
  itemId: 'out_1' as ItemId,
  audio: sound(tone, ms),
});
const done = (result: FrameOf<'utterance.done'>['result']): FrameOf<'utterance.done'> => ({
  kind: 'utterance.done',
  utteranceId: NOTICE,
  result,
});

type Given = readonly Timed<'recording.chunk' | 'journal.entry'>[];

/** The tracks as runs of one byte each, e.g. `ff×80` for 80 ms of silence. */
function tracks(given: Given): { left: string; right: string; ms: number } {
  const chunks = given.flatMap(([, frame]) => (frame.kind === 'recording.chunk' ? [frame.stereo] : []));
  const { left, right } = deinterleave(Buffer.concat(chunks));
  return { left: runs(left), right: runs(right), ms: left.length / 8 };
}

function runs(track: Uint8Array): string {
  const told: string[] = [];
  for (let from = 0; from < track.length;) {
    let to = from;
    while (to < track.length && track[to] === track[from]) to += 1;
    told.push(`${(track[from] ?? 0).toString(16)}×${(to - from) / 8}`);
    from = to;
  }
  return told.join(' ');
}

const events = (given: Given) =>
  given.flatMap(([, frame]) => (frame.kind === 'journal.entry' ? [frame.event.kind] : []));

test('the caller stands at the media clock and the agent where it sounded, aligned', async () => {
  const given = await runNode(recorder(PLAIN), [
    [1_000, STREAM],
    [1_125, caller(0x11, 100)],
    [1_200, agent(0x22, 300)],
    [1_200, agent(0x33, 100)],
    [1_925, caller(0x12, 900)],
    [2_000, STOP],
  ]);
  assert.deepEqual(events(given), ['recording.started']);
  assert.deepEqual(tracks(given), {
    left: 'ff×100 11×20 ff×780 12×20 ff×80',
    right: 'ff×200 22×300 33×100 ff×400',
    ms: 1_000,
  });
});

test('the agent is recorded as heard: a clear cuts what was not played, and what follows starts anew', async () => {
  const given = await runNode(recorder(PLAIN), [
    [0, STREAM],
    [100, agent(0x22, 200)],
    [100, agent(0x33, 5_000)],
    [500, CLEAR],
    [700, agent(0x44, 100)],
    [900, CLEAR],
    [1_000, ENDED],
  ]);
  assert.equal(tracks(given).right, 'ff×100 22×200 33×200 ff×200 44×100 ff×200');
});

test('sound of any format is recorded as µ-law, as long as it was and where it was, without clicks at its cuts', async () => {
  for (const format of [PCMA, linear(8000), linear(16_000), linear(24_000)]) {
    const samples = pureTone(1000, rateHzOf(format));
    const frame = rateHzOf(format) / 50;
    const pieces = Array.from({ length: 25 }, (_, at) =>
      audioOfSamples(format, samples.subarray(at * frame, (at + 1) * frame)),
    );
    const given = await runNode(recorder(PLAIN), [
      [0, STREAM],
      ...pieces.map((audio, at) => [100 + 20 * at, { ...caller(0, 100 + 20 * at), audio }] as const),
      [700, { ...agent(0, 0), audio: audioOfSamples(format, samples) }],
      [2_000, STOP],
    ]);
    const chunks = given.flatMap(([, each]) => (each.kind === 'recording.chunk' ? [each.stereo] : []));
    const { left, right } = deinterleave(Buffer.concat(chunks));
    for (const [track, fromMs] of [
      [left, 100],
      [right, 700],
    ] as const) {
      const sounding = mulawToPcm16(track.subarray(8 * fromMs, 8 * (fromMs + 500)));
      assert.ok(Math.abs(strengthDb(sounding, 1000, 8000)) < 0.2);
      // A click at each cut would sound at multiples of 50 Hz.
      for (const hz of [950, 1050, 1100]) assert.ok(strengthDb(sounding, hz, 8000) < -40);
      assert.deepEqual(runs(track.subarray(0, 8 * fromMs)), `ff×${fromMs}`);
      assert.deepEqual(runs(track.subarray(8 * (fromMs + 510))), `ff×${2_000 - fromMs - 510}`);
    }
  }
});

test('what the carrier has not played when the call ends is not in the recording', async () => {
  const given = await runNode(recorder(PLAIN), [
    [0, STREAM],
    [500, agent(0x22, 60_000)],
    [2_500, STOP],
    [2_600, ENDED],
  ]);
  assert.deepEqual(tracks(given), { left: 'ff×2500', right: 'ff×500 22×2000', ms: 2_500 });
});

test('the recording is written as the call goes, a second or less at a time', async () => {
  const given = await runNode(
    recorder(PLAIN),
    [
      [0, STREAM],
      [10_500, STOP],
    ],
    20_000,
  );
  const sizes = given.flatMap(([ms, frame]) =>
    frame.kind === 'recording.chunk' ? [[ms, frame.stereo.length / 16]] : [],
  );
  assert.deepEqual(sizes.slice(0, 2), [
    [1_000 + RECORDING_LAG_MS, 1_000],
    [2_000 + RECORDING_LAG_MS, 1_000],
  ]);
  assert.ok(sizes.every(([, length]) => (length ?? 0) <= 1_000));
  assert.equal(tracks(given).ms, 10_500);
});

test('sound that comes late or out of order stands at its place, and only what is too late is missing', async () => {
  const given = await runNode(recorder(PLAIN), [
    [0, STREAM],
    [1_040, caller(0x12, 1_020)],
    [1_041, caller(0x11, 1_000)],
    [3_000, caller(0x13, 500)],
    [9_000, caller(0x14, 2_000)],
    [9_000, caller(0x15, 500_000)],
    [9_100, STOP],
  ]);
  assert.equal(tracks(given).left, 'ff×500 13×20 ff×480 11×20 12×20 ff×8060');
});

test('no sound from before the notice was heard is recorded, and the timeline begins there', async () => {
  const given = await runNode(recorder(NOTICED), [
    [0, STREAM],
    [100, agent(0x22, 2_000)],
    [1_020, caller(0x11, 1_000)],
    [1_500, agent(0x33, 500)],
    [2_300, done('heard')],
    [2_301, caller(0x12, 2_280)],
    [2_420, caller(0x13, 2_400)],
    [3_300, STOP],
  ]);
  assert.deepEqual(events(given), ['consent.announced', 'recording.started']);
  assert.deepEqual(tracks(given), {
    left: 'ff×100 13×20 ff×880',
    right: '33×300 ff×700',
    ms: 1_000,
  });
});

test('without a notice that was heard whole nothing is recorded', async () => {
  for (const result of ['unsaid', 'cut'] as const) {
    const bench = nodeBench(recorder(NOTICED));
    bench.feed(STREAM, agent(0x22, 2_000));
    await bench.feedAt(2_300, done(result), caller(0x11, 2_300), done('heard'));
    await bench.feedAt(20_000, STOP);
    assert.deepEqual(bench.given, []);
    assert.equal(bench.timersPending, 0);
  }
});

test('whoever comes behind a phone that screened the call is not recorded before they were told', async () => {
  const person = { ...done('heard'), utteranceId: NOTICE_TO_PERSON };
  const given = await runNode(recorder({ ...NOTICED, startAfter: null }), [
    [0, STREAM],
    [100, caller(0x11, 0, 100)],
    [200, { kind: 'screening', on: true }],
    [300, caller(0x12, 200, 100)],
    [400, agent(0x22, 100)],
    [500, { kind: 'screening', on: false }],
    [600, caller(0x13, 500, 100)],
    [700, { ...person, result: 'cut' }],
    [800, caller(0x14, 700, 100)],
    [850, person],
    [900, caller(0x15, 800, 100)],
    [1_000, STOP],
  ]);
  assert.deepEqual(events(given), ['recording.started', 'consent.announced']);
  assert.deepEqual(tracks(given), {
    left: '11×100 ff×700 15×100 ff×100',
    right: 'ff×400 22×100 ff×500',
    ms: 1_000,
  });
});

test('a call that ends during the notice has no recording', async () => {
  const given = await runNode(recorder(NOTICED), [
    [0, STREAM],
    [100, agent(0x22, 2_000)],
    [1_000, STOP],
    [1_001, done('heard')],
  ]);
  assert.deepEqual(given, []);
});

test('a recorder that is off gives nothing', async () => {
  const given = await runNode(
    recorder({ on: false, basis: null, startAfter: null }),
    [
      [0, STREAM],
      [20, caller(0x11, 0)],
      [5_000, STOP],
    ],
    9_000,
  );
  assert.deepEqual(given, []);
});

test('A-law is recorded as µ-law', async () => {
  const given = await runNode(recorder(PLAIN), [
    [0, STREAM],
    [20, { kind: 'caller.audio', audio: audioOf('pcma', new Uint8Array(160).fill(0xd5)), atMs: 0 }],
    [40, STOP],
  ]);
  // The least positive step of A-law is sample 8; µ-law's nearest is one step above silence.
  assert.equal(tracks(given).left, 'fe×20 ff×20');
});

test('whatever is handed over and cleared when, both tracks are as long as the call and no unplayed sound is heard', () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 400 }),
    what: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constant('clear' as const)),
  });
  return fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const bench = nodeBench(recorder(PLAIN));
      bench.feed(STREAM);
      // The carrier, millisecond by millisecond: what is in its buffer is played, in order, unless it is cleared.
      const played: number[] = [];
      let buffer: number[] = [];
      for (const { waitMs, what } of steps) {
        for (let ms = 0; ms < waitMs; ms += 1) played.push(buffer.shift() ?? 0xff);
        const tone = 1 + (played.length % 100);
        await bench.feedAt(bench.nowMs + waitMs, what === 'clear' ? CLEAR : agent(tone, what));
        if (what === 'clear') buffer = [];
        else buffer.push(...Array.from({ length: what }, () => tone));
      }
      bench.feed(STOP);
      const chunks = bench.given.flatMap(([, frame]) =>
        frame.kind === 'recording.chunk' ? [frame.stereo] : [],
      );
      const { right } = deinterleave(Buffer.concat(chunks));
      assert.deepEqual(
        right.filter((_, at) => at % 8 === 0),
        Uint8Array.from(played),
      );
    }),
    { numRuns: 40 },
  );
});
