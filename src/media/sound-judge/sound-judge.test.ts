// Each flaw is found where it was put, in speech made of syllables; sound without a flaw has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { pcm16ToMulaw } from '../g711.ts';
import type { SoundFinding } from '../sound-finding.ts';
import { interleave } from '../stereo.ts';
import { FINDINGS_MAX, SoundJudge, type SoundJudgement } from './sound-judge.ts';

const PER_MS = 8;

/** Two tracks, onto which sound is put. */
class Tracks {
  readonly caller: Float64Array;
  readonly agent: Float64Array;

  constructor(ms: number) {
    this.caller = new Float64Array(ms * PER_MS);
    this.agent = new Float64Array(ms * PER_MS);
  }

  put(side: 'caller' | 'agent', atMs: number, sound: Float64Array, gain = 1): this {
    for (const [at, sample] of sound.entries()) {
      const place = Math.round(atMs * PER_MS) + at;
      if (place < this[side].length) this[side][place] = (this[side][place] ?? 0) + sample * gain;
    }
    return this;
  }

  silence(side: 'caller' | 'agent', atMs: number, ms: number): this {
    this[side].fill(0, Math.round(atMs * PER_MS), Math.round((atMs + ms) * PER_MS));
    return this;
  }

  judged(pieceBytes = 3200): SoundJudgement {
    const [left, right] = [this.caller, this.agent].map((track) =>
      pcm16ToMulaw(Int16Array.from(track, (sample) => Math.max(-32_000, Math.min(32_000, sample * 32_768)))),
    ) as [Uint8Array, Uint8Array];
    const both = interleave(left, right);
    const judge = new SoundJudge();
    for (let at = 0; at < both.length; at += pieceBytes) judge.hear(both.subarray(at, at + pieceBytes));
    return judge.end();
  }

  found(): readonly SoundFinding[] {
    return this.judged().findings;
  }
}

/** A row of numbers from 0 to 1 that is the same for the same seed. */
function row(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Syllables of a voice: harmonics that swell and fade, with gaps between, over a faint noise. About −20 dBFS. */
function speech(ms: number, seed = 1, gain = 1): Float64Array {
  const random = row(seed);
  const sound = new Float64Array(ms * PER_MS);
  for (let at = 0; at < sound.length;) {
    const length = Math.round((100 + 180 * random()) * PER_MS);
    const pitch = 110 + 80 * random();
    const loud = (0.12 + 0.16 * random()) * gain;
    for (let place = 0; place < length && at + place < sound.length; place += 1) {
      const swell = Math.sin((Math.PI * place) / length);
      const turn = (2 * Math.PI * pitch * (at + place)) / 8000;
      sound[at + place] =
        loud * swell * (Math.sin(turn) + 0.6 * Math.sin(3 * turn) + 0.4 * Math.sin(7 * turn));
    }
    at += length + Math.round((30 + 120 * random()) * PER_MS);
  }
  for (let at = 0; at < sound.length; at += 1) sound[at] = (sound[at] ?? 0) + 0.002 * (random() - 0.5);
  return sound;
}

/** 30 s in which the two take turns. */
function goodCall(): Tracks {
  const tracks = new Tracks(30_000);
  for (let turn = 0; turn < 5; turn += 1) {
    tracks.put('agent', turn * 6000, speech(3000, turn + 1));
    tracks.put('caller', turn * 6000 + 3600, speech(1900, turn + 50));
  }
  return tracks;
}

function near(
  found: readonly SoundFinding[],
  expected: readonly (readonly [string, string, number])[],
): void {
  assert.deepEqual(
    found.map(({ kind, side }) => [kind, side]),
    expected.map(([kind, side]) => [kind, side]),
    JSON.stringify(found),
  );
  for (const [index, [, , atMs]] of expected.entries())
    assert.ok(Math.abs((found[index]?.atMs ?? -1) - atMs) <= 60, JSON.stringify(found[index]));
}

test('a call in which the two take turns has no flaw', () => {
  assert.deepEqual(goodCall().judged(), { findings: [], unlisted: 0 });
});

test('nothing is found in nothing', () => {
  assert.deepEqual(new SoundJudge().end(), { findings: [], unlisted: 0 });
});

test('a silence of both is dead air, from where it begins, and shorter ones are not', () => {
  const found = goodCall().silence('agent', 12_000, 3000).silence('caller', 9500, 3000).found();
  near(found, [['dead-air', 'both', 9000]]);
  assert.ok(Math.abs((found[0]?.durationMs ?? 0) - 6600) < 200, JSON.stringify(found));
  near(goodCall().silence('agent', 12_000, 1500).found(), []);
});

test('a click does not end a silence, and what we play is none', () => {
  const tracks = () => goodCall().silence('agent', 12_000, 3000).silence('caller', 9500, 3000);
  near(tracks().put('caller', 11_000, speech(30, 7)).found(), [['dead-air', 'both', 9000]]);
  const tone = Float64Array.from(
    { length: 8 * 6600 },
    (_, at) => 0.15 * Math.sin(at / 3) * Math.min(1, at / 400),
  );
  near(tracks().put('agent', 9000, tone).found(), []);
});

test('two who talk at once for long are double talk; an interruption is none', () => {
  const found = goodCall().put('caller', 12_300, speech(2600, 99)).found();
  near(found, [['double-talk', 'both', 12_300]]);
  near(goodCall().put('caller', 12_300, speech(1000, 99)).found(), []);
});

test('our voice that comes back is an echo, as far below ours as it is, and no double talk', () => {
  const tracks = goodCall();
  for (const turn of [1, 2, 3]) tracks.put('caller', turn * 6000 + 180, speech(3000, turn + 1), 0.1);
  const found = tracks.found();
  assert.deepEqual(
    [...new Set(found.map(({ kind, side }) => `${kind} ${side}`))],
    ['echo caller'],
    JSON.stringify(found),
  );
  assert.ok(Math.abs((found[0]?.value ?? 0) - 20) < 5, JSON.stringify(found));
});

test('a voice that is suddenly much quieter or louder has jumped', () => {
  const tracks = new Tracks(24_000).put('agent', 0, speech(24_000, 5));
  for (let at = 8000 * PER_MS; at < 16_000 * PER_MS; at += 1) tracks.agent[at] = (tracks.agent[at] ?? 0) / 8;
  const found = tracks.found().filter(({ kind }) => kind === 'level-jump');
  assert.deepEqual(
    found.map(({ side, value }) => [side, Math.sign(value)]),
    [
      ['agent', -1],
      ['agent', 1],
    ],
    JSON.stringify(found),
  );
  for (const [index, atMs] of [8000, 16_000].entries())
    assert.ok(Math.abs((found[index]?.atMs ?? 0) - atMs) < 1600, JSON.stringify(found[index]));
});

test('a hole in a word is a gap; a hole between words is none', () => {
  const sound = speech(3000, 3);
  // In the middle of a syllable, where it is loud.
  const loud = sound.findIndex((sample, at) => at > 8000 && Math.abs(sample) > 0.2) / PER_MS;
  const found = goodCall()
    .silence('agent', 12_000, 3000)
    .put('agent', 12_000, sound)
    .silence('agent', 12_000 + loud + 4, 40)
    .found();
  near(found, [['gap', 'agent', 12_000 + loud + 4]]);
  assert.ok(Math.abs((found[0]?.value ?? 0) - 40) < 3, JSON.stringify(found));
});

test('a word whose beginning is missing is clipped', () => {
  const sound = speech(2000, 3);
  const loud = sound.findIndex((sample) => Math.abs(sample) > 0.15);
  const found = goodCall().silence('caller', 9500, 2500).put('caller', 9600, sound.subarray(loud)).found();
  near(found, [['clipped-word', 'caller', 9600]]);
});

test('it does not matter in which pieces a recording is given', () => {
  const tracks = goodCall().put('caller', 12_300, speech(2600, 99));
  assert.deepEqual(tracks.judged(1), tracks.judged(7777));
});

test('whatever bytes there are, what is found lies within them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40_000 }), fc.integer({ min: 1, max: 50 }), (bytes, times) => {
      const judge = new SoundJudge();
      for (let time = 0; time < times; time += 1) judge.hear(bytes);
      const lengthMs = (bytes.length * times) / 16;
      for (const { atMs, durationMs, value } of judge.end().findings)
        assert.ok(atMs >= 0 && atMs + durationMs <= lengthMs + 1 && Number.isFinite(value));
    }),
    { numRuns: 30 },
  );
});

test('of a line full of flaws the first are listed, and the others counted', () => {
  const tracks = new Tracks(60_000).put('agent', 0, speech(60_000, 5));
  for (let atMs = 100; atMs < 59_000; atMs += 55) tracks.silence('agent', atMs, 20);
  const { findings, unlisted } = tracks.judged();
  assert.equal(findings.length, FINDINGS_MAX);
  assert.ok(unlisted > 0);
});
