// What a caller has waited in silence brings the word that holds the line nearer, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { modelWatch } from './model-watch.ts';
import { silenceMs } from './silence-steps.ts';

const TURN = { kind: 'caller.committed', itemId: 'c' as ItemId } as const;
const WANTED = { kind: 'response.wanted', requestId: 'tools-1', instructions: null, tools: true } as const;
const busy = (busy: boolean): FrameOf<'tools.busy'> => ({ kind: 'tools.busy', busy });

test('a word comes when it is due, a second later at the soonest, and another session is tried when it always is', () => {
  assert.deepEqual(
    [0, 2000, 3500, 9000].map((quietMs) => silenceMs('word', 3500, quietMs)),
    [3500, 1500, 1000, 1000],
  );
  assert.equal(silenceMs('word', 500, 9000), 500);
  for (const wordMs of [500, 3500, 9000])
    assert.equal(silenceMs('word', wordMs) + silenceMs('retry', wordMs, 9000), 6500);
});

test('a turn that is known only some time behind its end has been waited for since then', async () => {
  const node = nodeBench(modelWatch({ oneMoment: 'One moment.', apology: 'Sorry.', transferTo: null }));
  const words = () => node.take().filter(({ kind }) => kind === 'stopgap.wanted').length;
  node.feed({ kind: 'model.ready' }, { kind: 'speech.started', byLevel: true });
  await node.feedAt(1000, { kind: 'speech.stopped' });
  await node.feedAt(1500, TURN);
  await node.advance(1290);
  assert.equal(words(), 0);
  await node.advance(10);
  assert.equal(words(), 1);
});

test('speech that is told by level is no sign of a model: what was tried about it is not forgotten', async () => {
  for (const byLevel of [true, false]) {
    const node = nodeBench(modelWatch({ oneMoment: 'One moment.', apology: 'Sorry.', transferTo: null }));
    node.feed({ kind: 'model.ready' }, TURN);
    await node.advance(6500);
    node.take();
    node.feed({ kind: 'speech.started', ...(byLevel ? { byLevel } : {}) });
    await node.feedAt(8000, { kind: 'speech.stopped' }, TURN);
    await node.advance(4000);
    assert.equal(
      node.take().some(({ kind }) => kind === 'model.gone'),
      byLevel,
    );
  }
});

test('a caller who waits for one function after another hears a word soon behind one of them', async () => {
  const node = nodeBench(modelWatch({ oneMoment: 'One moment.', apology: 'Sorry.', transferTo: null }));
  const words = () => node.take().flatMap((frame) => (frame.kind === 'stopgap.wanted' ? [frame.text] : []));
  node.feed({ kind: 'model.ready' }, TURN, busy(true));
  await node.advance(2900);
  node.feed(busy(false), WANTED);
  await node.advance(990);
  // Another function, and nothing has been said.
  node.feed(busy(true));
  await node.advance(2900);
  node.feed(busy(false), WANTED);
  await node.advance(990);
  assert.deepEqual(words(), []);
  await node.advance(10);
  assert.deepEqual(words(), ['One moment.']);
});
