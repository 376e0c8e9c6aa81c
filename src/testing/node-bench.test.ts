// The bench feeds on time, runs timers and tasks, and hides no fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameOf } from '../frames/frame.ts';
import type { Node } from '../graph/node.ts';
import { nodeBench, runNode } from './node-bench.ts';

const digit = (key: string): FrameOf<'caller.digit'> => ({ kind: 'caller.digit', digit: key });
const mark = (name: string): FrameOf<'playout.mark'> => ({ kind: 'playout.mark', mark: name });

function echo(): Node<'caller.digit', 'playout.mark'> {
  return {
    takes: ['caller.digit'],
    gives: ['playout.mark'],
    handle(frame) {
      if (frame.digit === '*') throw new TypeError('no star');
      if (frame.digit === '#') return [{ kind: 'task.start', name: 'late', run: async () => 'ok' }];
      return [mark(frame.digit), { kind: 'timer.start', name: 'again', afterMs: 50 }];
    },
    onTimer: (name) => [mark(name)],
    onTask: (name, result) => [mark(`${name} ${result.status}`)],
  };
}

test('a script is fed at its times and everything given comes back with its time', async () => {
  assert.deepEqual(
    await runNode(
      echo(),
      [
        [10, digit('1')],
        [30, digit('2')],
        [200, digit('#')],
      ],
      300,
    ),
    [
      [10, mark('1')],
      [30, mark('2')],
      [80, mark('again')],
      [200, mark('late done')],
    ],
  );
});

test('a bench gives out what came since the last take and counts the timers left', async () => {
  const bench = nodeBench(echo());
  await bench.feedAt(5, digit('1'));
  assert.deepEqual(bench.take(), [mark('1')]);
  assert.equal(bench.timersPending, 1);
  await bench.advance(50);
  assert.deepEqual(bench.take(), [mark('again')]);
  assert.equal(bench.timersPending, 0);
});

test('what a node throws is thrown at whoever feeds it', () => {
  const bench = nodeBench(echo());
  assert.throws(() => bench.feed(digit('*')), /no star/);
});
