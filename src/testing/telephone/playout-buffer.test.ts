// The playout buffer plays in real time, and each mark comes back once, in order, when it is due.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { simulatedWorld } from '../world/simulated-world.ts';
import { PlayoutBuffer } from './playout-buffer.ts';

function setUp() {
  const world = simulatedWorld();
  const heard: Uint8Array[] = [];
  const starts: number[] = [];
  const marks: string[] = [];
  const buffer = new PlayoutBuffer(world, {
    played: (at, bytes) => {
      starts.push(at / 1000);
      heard.push(bytes);
    },
    marked: (name, cause, heardBytes) =>
      marks.push(`${world.clock.now() / 1000} ${name} ${cause} ${heardBytes}`),
  });
  const sound = (ms: number, value = 1) => new Uint8Array(ms * 8).fill(value);
  return { world, heard, starts, marks, buffer, sound };
}

test('sound plays from its arrival at eight bytes a millisecond, one after the other', async () => {
  const { world, heard, starts, buffer, sound } = setUp();
  buffer.add(sound(100, 1));
  await world.advance(40);
  buffer.add(sound(20, 2));
  buffer.flush(world.clock.now());
  assert.equal(Buffer.concat(heard).length, 320);
  await world.advance(80);
  assert.equal(buffer.playing, false);
  await world.advance(1000);
  buffer.add(sound(20, 3));
  assert.equal(buffer.playing, true);
  await world.advance(20);
  buffer.flush(world.clock.now());
  assert.deepEqual(Buffer.concat(heard), Buffer.concat([sound(100, 1), sound(20, 2), sound(20, 3)]));
  assert.deepEqual(starts, [0, 40, 100, 1120]);
});

test('a mark comes back when everything before it was played', async () => {
  const { world, marks, buffer, sound } = setUp();
  buffer.add(sound(100));
  buffer.mark('a');
  buffer.add(sound(50));
  buffer.mark('b');
  buffer.mark('c');
  await world.advance(99);
  assert.deepEqual(marks, []);
  await world.advance(100);
  assert.deepEqual(marks, ['100 a played 800', '150 b played 1200', '150 c played 1200']);
  assert.equal(world.timersPending, 0);
});

test('a mark comes back at once when nothing is to be played', async () => {
  const { world, marks, buffer, sound } = setUp();
  buffer.mark('a');
  buffer.add(sound(10));
  await world.advance(10);
  buffer.mark('b');
  assert.deepEqual(marks, ['0 a idle 0', '10 b idle 80']);
});

test('clear drops what was not played and returns every mark in order', async () => {
  const { world, marks, heard, buffer, sound } = setUp();
  buffer.add(sound(100));
  buffer.mark('a');
  buffer.add(sound(100));
  buffer.mark('b');
  await world.advance(30);
  buffer.clear();
  assert.deepEqual(marks, ['30 a cleared 240', '30 b cleared 240']);
  assert.equal(buffer.playing, false);
  buffer.add(sound(10, 9));
  buffer.mark('c');
  await world.advance(500);
  assert.equal(marks[2], '40 c played 320');
  assert.deepEqual(Buffer.concat(heard), Buffer.concat([sound(30), sound(10, 9)]));
});

test('a stopped buffer has told what was heard until then, and returns no mark', async () => {
  const { world, marks, heard, buffer, sound } = setUp();
  buffer.add(sound(100));
  buffer.mark('a');
  await world.advance(25);
  buffer.stop();
  await world.advance(500);
  assert.equal(Buffer.concat(heard).length, 200);
  assert.deepEqual(marks, []);
  assert.equal(world.timersPending, 0);
});

type Step =
  | { readonly do: 'add'; readonly bytes: number }
  | { readonly do: 'mark' }
  | { readonly do: 'clear' }
  | { readonly do: 'wait'; readonly ms: number };

test('whatever comes in whatever order, every mark returns once, in order, with what was heard before it', async () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ do: fc.constant('mark' as const) }),
    fc.record({ do: fc.constant('clear' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 150 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { world, marks, heard, buffer } = setUp();
      let marked = 0;
      let added = 0;
      for (const one of steps) {
        if (one.do === 'add') {
          buffer.add(new Uint8Array(one.bytes));
          added += one.bytes;
        } else if (one.do === 'mark') buffer.mark(String((marked += 1)));
        else if (one.do === 'clear') buffer.clear();
        else await world.advance(one.ms);
      }
      await world.advance(30 * 250);
      buffer.flush(world.clock.now());
      const total = Buffer.concat(heard).length;
      assert.deepEqual(
        marks.map((mark) => Number(mark.split(' ')[1])),
        Array.from({ length: marked }, (_, at) => at + 1),
      );
      const bytes = marks.map((mark) => Number(mark.split(' ')[3]));
      assert.deepEqual(
        bytes,
        bytes.toSorted((one, other) => one - other),
      );
      assert.ok((bytes.at(-1) ?? 0) <= total && total <= added);
      if (!steps.some((one) => one.do === 'clear')) assert.equal(total, added);
    }),
    { numRuns: 60 },
  );
});
