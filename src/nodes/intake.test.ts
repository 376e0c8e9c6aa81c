// What is said before the model is ready waits, within a bound, and comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { silence } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { INTAKE_MS_MAX, intake } from './intake.ts';

const READY = { kind: 'model.ready' } as const;
const CLOSED = { kind: 'model.closed', code: 1006, detail: '' } as const;

const TWENTY = silence('pcmu', 20);
const sound = (atMs: number): CallerAudio => ({ kind: 'caller.audio', audio: TWENTY, atMs });

test('sound is held until the model is ready and then comes in order, each frame as it was', () => {
  const bench = nodeBench(intake());
  const frames = [sound(0), sound(20), sound(40)];
  bench.feed(...frames);
  assert.deepEqual(bench.take(), []);
  bench.feed(READY);
  const given = bench.take();
  assert.equal(given.length, 3);
  for (const [index, frame] of given.entries()) assert.equal(frame, frames[index]);
});

test('sound after the model is ready passes as it is, and a second ready repeats nothing', () => {
  const bench = nodeBench(intake());
  const later = sound(20);
  bench.feed(sound(0), READY);
  bench.take();
  bench.feed(READY, later);
  assert.equal(bench.take()[0], later);
  assert.equal(bench.given.length, 2);
});

test('when the intake is full the oldest sound goes', () => {
  const bench = nodeBench(intake());
  const count = INTAKE_MS_MAX / 20 + 10;
  for (let index = 0; index < count; index += 1) bench.feed(sound(index * 20));
  bench.feed(READY);
  const given = bench.take();
  assert.equal(given.length, INTAKE_MS_MAX / 20);
  assert.equal(given[0]?.atMs, 200);
  assert.equal(given.at(-1)?.atMs, (count - 1) * 20);
});

test('frames of a byte fill the intake too', () => {
  const bench = nodeBench(intake());
  const crumb = silence('pcmu', 0.125);
  for (let index = 0; index < INTAKE_MS_MAX / 10 + 50; index += 1) {
    bench.feed({ kind: 'caller.audio', audio: crumb, atMs: index });
  }
  bench.feed(READY);
  assert.equal(bench.take().length, INTAKE_MS_MAX / 10);
});

test('sound for a model that is gone is dropped, held or new', () => {
  const bench = nodeBench(intake());
  bench.feed(sound(0), CLOSED, sound(20), READY, sound(40));
  assert.deepEqual(bench.take(), []);
});
