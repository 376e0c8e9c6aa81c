// An operator's change: on record first, instructions at once, a voice between responses, words in turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { steering } from './steering.ts';

const started = (id: string): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId: null,
});
const done = (id: string): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
const steered = (instructions: boolean, voice: boolean, say: boolean) => ({
  kind: 'journal.entry',
  event: { kind: 'steered', instructions, voice, say },
});

const bench = (changesVoice = true) => nodeBench(steering({ changesVoice }));

test('new instructions go to the model at once, also while it responds, and are on record before', () => {
  const node = bench();
  node.feed(started('r'), { kind: 'steer', instructions: 'Be brief.' });
  assert.deepEqual(node.take(), [
    steered(true, false, false),
    { kind: 'session.update', instructions: 'Be brief.' },
  ]);
});

test('a new voice waits until every response is done, and the last wish counts', () => {
  const node = bench();
  node.feed(started('r'), started('q'), { kind: 'steer', voice: 'ash' }, { kind: 'steer', voice: 'cedar' });
  node.feed(done('r'));
  assert.deepEqual(node.take(), [steered(false, true, false), steered(false, true, false)]);
  node.feed(done('q'), started('s'), done('s'));
  assert.deepEqual(node.take(), [{ kind: 'session.update', voice: 'cedar' }]);
});

test('a voice is changed at once while nothing is said, and never where the model cannot', () => {
  const able = bench();
  able.feed({ kind: 'steer', voice: 'ash' });
  assert.deepEqual(able.take().at(-1), { kind: 'session.update', voice: 'ash' });
  const fixed = bench(false);
  fixed.feed({ kind: 'steer', voice: 'ash' });
  assert.deepEqual(fixed.take(), [steered(false, true, false)]);
});

test('words of an operator are spoken in turn, each under an id of its own', () => {
  const node = bench();
  node.feed({ kind: 'steer', say: 'One.' }, { kind: 'steer', say: 'Two.' });
  const wanted = node.take().filter((frame) => frame.kind === 'utterance.wanted');
  assert.deepEqual(
    wanted.map(({ utteranceId, text, optional }) => [utteranceId, text, optional]),
    [
      ['steer-1', 'One.', false],
      ['steer-2', 'Two.', false],
    ],
  );
});
