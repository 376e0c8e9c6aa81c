// A ring holds the last seconds of a track, each sample at its place, and silence everywhere else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { audioOf, SILENCE } from '../media/audio.ts';
import { RING_SAMPLES, SampleRing } from './sample-ring.ts';

test('what is put in is found at its place, also across the end of the buffer, and the rest is silence', () => {
  const ring = new SampleRing();
  const from = RING_SAMPLES - 100;
  ring.forget(from - 50);
  ring.put(
    audioOf(
      'pcmu',
      Uint8Array.from({ length: 300 }, (_, index) => index % 200),
    ),
    from,
  );
  for (let index = 0; index < 300; index += 1) assert.equal(ring.at(from + index), index % 200);
  assert.equal(ring.at(from - 1), SILENCE.pcmu);
  assert.equal(ring.at(from + 300), SILENCE.pcmu);
});

test('a ring agrees with a track that forgets nothing, whatever is put in and forgotten', () => {
  const act = fc.oneof(
    fc.record({
      put: fc.integer({ min: -2000, max: 40_000 }),
      length: fc.integer({ min: 0, max: 20_000 }),
      value: fc.nat(200),
    }),
    fc.record({ forget: fc.integer({ min: 0, max: 30_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const ring = new SampleRing();
      const track = new Map<number, number>();
      for (const each of acts) {
        if ('forget' in each) {
          ring.forget(ring.base + each.forget);
          continue;
        }
        const from = ring.base + each.put;
        ring.put(audioOf('pcmu', new Uint8Array(each.length).fill(each.value)), from);
        const end = Math.min(from + each.length, ring.base + RING_SAMPLES);
        for (let at = Math.max(from, ring.base); at < end; at += 1) track.set(at, each.value);
      }
      const both = new Uint8Array(2 * 60_000).fill(SILENCE.pcmu);
      ring.left(both, ring.base - 10, ring.base + 59_990);
      for (let at = ring.base; at < ring.base + 59_990; at += 97) {
        assert.equal(ring.at(at), track.get(at) ?? SILENCE.pcmu);
        assert.equal(both[2 * (at - ring.base + 10)], ring.at(at));
      }
    }),
    { numRuns: 60 },
  );
});
