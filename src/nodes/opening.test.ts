// The opening lines are wanted in order when the stream starts, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UtteranceId } from '../base/brand.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { opening } from './opening.ts';

const STREAM = { kind: 'carrier.started', streamId: 's' } as const;

test('each line is wanted, in order and as protected as it is, and none a second time', () => {
  const notice = { utteranceId: 'notice' as UtteranceId, text: 'This call is recorded.', protected: true };
  const greeting = { utteranceId: 'answered' as UtteranceId, text: 'Hello.', protected: false };
  const node = nodeBench(opening([notice, greeting]));
  assert.deepEqual(node.take(), []);
  node.feed(STREAM, STREAM);
  assert.deepEqual(node.take(), [
    { kind: 'utterance.wanted', ...notice, optional: false },
    { kind: 'utterance.wanted', ...greeting, optional: false },
  ]);
});

test('without lines the caller speaks first', () => {
  const node = nodeBench(opening([]));
  node.feed(STREAM);
  assert.deepEqual(node.take(), []);
});
