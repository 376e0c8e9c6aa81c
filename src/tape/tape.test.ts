// What stands on a tape, and how time, chance and answers come to a call that has one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { liveSource } from './live-source.ts';
import { inputText, type Came } from './tape-line.ts';
import { Tape } from './tape.ts';

const act = (name: string): Came => ({ in: 'act', act: name, args: [] });

function bench() {
  const world = simulatedWorld();
  const lines: string[] = [];
  const [began, wall] = [world.clock.now(), world.clock.wall()];
  const tape = new Tape({
    began,
    wall,
    source: liveSource(world, began),
    lines: {
      came: (line, t, same) => void lines.push(inputText(line, t, same)),
      went: (line) => void lines.push(JSON.stringify(line)),
    },
  });
  return { world, tape, lines, taped: tape.world(world) };
}

test('time stands still between two inputs', async () => {
  const { world, tape, taped } = bench();
  const before = taped.clock.now();
  await world.advance(250);
  assert.equal(taped.clock.now(), before);
  tape.came(act('one'), () => {});
  assert.equal(taped.clock.now() - before, 250_000);
  await world.advance(250);
  assert.equal(taped.clock.now() - before, 250_000);
  assert.equal(taped.clock.wall(), world.clock.wall() - 250);
});

test('what comes in because something goes out stands inside of it, at its time', () => {
  const { tape, lines } = bench();
  tape.came(act('outer'), () =>
    tape.went({ out: 'close', end: 'carrier 1' }, () =>
      tape.came(act('inner'), () => tape.went({ out: 'ended' }, () => {})),
    ),
  );
  assert.deepEqual(lines, [
    '{"t":0,"in":"act","act":"outer","args":[]}',
    '{"out":"close","end":"carrier 1"}',
    '{"in":"act","act":"inner","args":[]}',
    '{"out":"ended"}',
  ]);
});

test('inputs of one turn of the event loop are marked, those of another are not', async () => {
  const { world, tape, lines } = bench();
  for (const name of ['a', 'b']) tape.came(act(name), () => {});
  await world.advance(0);
  tape.came(act('c'), () => {});
  assert.deepEqual(
    lines.map((line) => line.includes('"same":true')),
    [false, true, false],
  );
});

test('answers come one at a time, each behind all that the one before has woken', async () => {
  const { world, tape, lines } = bench();
  const order: string[] = [];
  const asked = (name: string) =>
    tape
      .ask(name, () => Promise.resolve(name))
      .then(() => {})
      .then(() => void order.push(`${name} rests`));
  void asked('one');
  void asked('two');
  await world.advance(10);
  assert.deepEqual(order, ['one rests', 'two rests']);
  const answers = lines.filter((line) => line.includes('"in":"answer"'));
  assert.deepEqual(
    answers.map((line) => (JSON.parse(line) as { of: number; value: string }).value),
    ['one', 'two'],
  );
});

test('an answer that fails stands there by the name of its error, and rejects', async () => {
  const { world, tape, lines } = bench();
  const asked = tape.ask('dial', () => Promise.reject(new RangeError('a secret')), '+14155550123');
  const failed = assert.rejects(asked, RangeError);
  await world.advance(10);
  await failed;
  assert.ok(lines.includes('{"out":"ask","of":1,"what":"dial","to":"+14155550123"}'));
  assert.ok(!lines.join().includes('a secret'));
  assert.ok(lines.some((line) => line.endsWith('"in":"answer","of":1,"failed":"RangeError"}')));
});

test('a timer is known by the input behind which it was set, its delay, and how many such were before', async () => {
  const { world, tape, taped, lines } = bench();
  tape.came(act('sets'), () => {
    for (let count = 0; count < 2; count += 1) taped.timers.after(100, () => {});
    taped.timers.after(200, () => {}).stop();
  });
  await world.advance(300);
  assert.deepEqual(
    lines.slice(1).map((line) => (JSON.parse(line) as { of: unknown }).of),
    [
      [1, 100, 0],
      [1, 100, 1],
    ],
  );
});

test('chance stands there with what it gave', () => {
  const { taped, lines } = bench();
  const token = taped.random.token(8);
  const fraction = taped.random.fraction();
  assert.deepEqual(lines, [
    JSON.stringify({ out: 'fetched', what: 'token of 8', value: token }),
    JSON.stringify({ out: 'fetched', what: 'fraction', value: fraction }),
  ]);
});

test('a task’s result that is no JSON stands there without a value', async () => {
  const { world, tape, lines } = bench();
  const settled: unknown[] = [];
  const begin = (run: () => Promise<unknown>): void =>
    tape.beginTask(
      { name: 'a', run },
      {
        signal: new AbortController().signal,
        report: () => {},
        settle: (result) => settled.push(result.status),
      },
    );
  begin(() => Promise.resolve({ hours: 9 }));
  begin(() => Promise.resolve(() => {}));
  begin(() => Promise.resolve(1n));
  begin(() => Promise.reject(new TypeError('why')));
  await world.advance(10);
  assert.deepEqual(settled, ['done', 'done', 'done', 'failed']);
  assert.deepEqual(
    lines.flatMap((line) => /"in":"settled",.*$/.exec(line)?.[0] ?? []),
    [
      '"in":"settled","of":1,"value":{"hours":9}}',
      '"in":"settled","of":2}',
      '"in":"settled","of":3}',
      '"in":"settled","of":4,"failed":"TypeError"}',
    ],
  );
});
