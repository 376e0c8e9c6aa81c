// The opening lines are wanted in order when the stream starts, once, and none is said to a caller who is past it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { opening } from './opening.ts';

const STREAM = { kind: 'carrier.started', streamId: 's' } as const;
const NOTICE = { utteranceId: 'notice' as UtteranceId, text: 'This call is recorded.', protected: true };
const GREETING = { utteranceId: 'answered' as UtteranceId, text: 'Hello.', protected: false };
const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const COMMITTED = { kind: 'caller.committed', itemId: 'c' as ItemId } as const;
const NOTICED = { kind: 'utterance.done', utteranceId: NOTICE.utteranceId, result: 'heard' } as const;
const responds = (requestId: string | null): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: 'r' as ResponseId,
  requestId,
});

test('each line is wanted, in order and as protected as it is, and none a second time', () => {
  const node = nodeBench(opening([NOTICE, GREETING]));
  assert.deepEqual(node.take(), []);
  node.feed(STREAM, STREAM);
  assert.deepEqual(node.take(), [{ kind: 'utterance.wanted', ...NOTICE, optional: false }]);
  node.feed(NOTICED, NOTICED);
  assert.deepEqual(node.take(), [{ kind: 'utterance.wanted', ...GREETING, optional: false }]);
});

test('a greeting without a notice is wanted at once', () => {
  const node = nodeBench(opening([GREETING]));
  node.feed(STREAM);
  assert.deepEqual(node.take(), [{ kind: 'utterance.wanted', ...GREETING, optional: false }]);
});

test('without lines the caller speaks first', () => {
  const node = nodeBench(opening([]));
  node.feed(STREAM);
  assert.deepEqual(node.take(), []);
});

test('a caller who speaks into the notice is not greeted behind it', async () => {
  const scripts = {
    'is still speaking': [STARTED],
    'has spoken just now': [STARTED, STOPPED, COMMITTED],
    'had paused, and goes on': [STARTED, STOPPED, STARTED],
    'is being answered': [STARTED, STOPPED, COMMITTED, responds(null)],
    'has pressed a key that is answered': [responds('keypad-1')],
  };
  for (const [name, frames] of Object.entries(scripts)) {
    const node = nodeBench(opening([NOTICE, GREETING]));
    node.feed(STREAM, ...frames);
    node.take();
    node.feed(NOTICED);
    await node.advance(60_000);
    assert.deepEqual(node.take(), [], name);
  }
});

test('what was spoken into the notice’s end is a turn when an answer to it begins: nothing greets then', async () => {
  const node = nodeBench(opening([NOTICE, GREETING]));
  node.feed(STREAM, STARTED, STOPPED);
  node.take();
  await node.feedAt(500, NOTICED);
  await node.feedAt(1400, COMMITTED, responds(null));
  await node.advance(60_000);
  assert.deepEqual(node.take(), []);
});

test('a caller whom nobody answers is greeted: what was heard was no turn, or the notice was in the model’s way', async () => {
  const noise = nodeBench(opening([NOTICE, GREETING]));
  noise.feed(STREAM, STARTED, STOPPED);
  noise.take();
  await noise.feedAt(1500, NOTICED);
  assert.deepEqual(noise.take(), []);
  await noise.advance(500);
  assert.equal(noise.take().length, 1);

  const old = nodeBench(opening([NOTICE, GREETING]));
  old.feed(STREAM, STARTED, STOPPED);
  old.take();
  await old.feedAt(2000, NOTICED);
  assert.equal(old.take().length, 1);

  const crossed = nodeBench(opening([NOTICE, GREETING]));
  crossed.feed(STREAM, responds('notice'), STARTED, STOPPED, COMMITTED);
  crossed.take();
  await crossed.feedAt(1500, NOTICED);
  assert.equal(crossed.take().length, 1);
});
