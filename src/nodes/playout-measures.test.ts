// What playout measures: when the first sound of an item was heard, and how far marks were from when they were due.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { silence } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { playout } from './playout.ts';

const STARTED = { kind: 'carrier.started', streamId: 's' } as const;
const ENDING = { kind: 'conversation.ending' } as const;
const RESPONSE = 'r' as ResponseId;
const BEGUN = { kind: 'response.started', responseId: RESPONSE, requestId: null } as const;
const marked = (mark: string): FrameOf<'playout.marked'> => ({ kind: 'playout.marked', mark });
const sound = (itemId: string): FrameOf<'agent.audio'> => ({
  kind: 'agent.audio',
  responseId: RESPONSE,
  itemId: itemId as ItemId,
  audio: silence('pcmu', 200),
});

function bench() {
  const node = nodeBench(playout());
  return {
    feed: (...frames: Parameters<typeof node.feed>) => node.feed(...frames),
    feedAt: (...timed: Parameters<typeof node.feedAt>) => node.feedAt(...timed),
    measures: () => node.take().filter(({ kind }) => kind === 'playout.heard' || kind === 'journal.entry'),
  };
}

test('the first sound of an item is told when its mark is back, as heard before the mark was on its way', async () => {
  const node = bench();
  node.feed(STARTED);
  await node.feedAt(100, marked('probe'));
  await node.feedAt(200, BEGUN, sound('a'), sound('b'));
  node.measures();
  await node.feedAt(500, marked('0.1'));
  assert.deepEqual(node.measures(), [{ kind: 'playout.heard', itemId: 'a', agoMs: 250 }]);
  await node.feedAt(720, marked('0.2'));
  assert.deepEqual(node.measures(), [{ kind: 'playout.heard', itemId: 'b', agoMs: 250 }]);
});

test('a stream tells at its end how far marks were from when they were due, if any came', async () => {
  const node = bench();
  node.feed(STARTED);
  await node.feedAt(100, marked('probe'));
  await node.feedAt(200, BEGUN, sound('a'), sound('a'));
  await node.feedAt(500, marked('0.1'));
  await node.feedAt(730, marked('0.2'));
  node.measures();
  node.feed(ENDING, { kind: 'carrier.stopped', cause: 'stop', detail: '' });
  const event = { kind: 'playout.measured', marks: 2, errorMsMean: 15, errorMsMax: 30 };
  assert.deepEqual(node.measures(), [{ kind: 'journal.entry', event }]);
  const silent = bench();
  silent.feed(STARTED, ENDING);
  assert.deepEqual(silent.measures(), []);
});
