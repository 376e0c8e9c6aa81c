// What is said first on a stream, for each way in which a call comes to have one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakePlan } from '../testing/fakes/fake-plan.ts';
import { openingLines, type StreamOccasion } from './opening-lines.ts';

const recording = { on: true, notice: 'This call is recorded.', basis: 'always' } as const;
const texts = (plan: ReturnType<typeof fakePlan>, occasion: StreamOccasion, noticed = false) =>
  openingLines(plan, occasion, noticed).map(({ text, protected: guarded }) => [text, guarded]);

test('each occasion has its first words', () => {
  const plan = fakePlan();
  assert.deepEqual(texts(plan, 'answered'), [['Hello, how can I help?', false]]);
  assert.deepEqual(texts(plan, 'resumed'), [['We were cut off. Where were we?', false]]);
  assert.deepEqual(texts(plan, 'transfer-failed'), [
    ['Nobody is there right now. What else can I do?', false],
  ]);
});

test('the notice comes first and protected, until it was heard once in the call', () => {
  const plan = fakePlan({ recording });
  assert.deepEqual(texts(plan, 'answered')[0], ['This call is recorded.', true]);
  assert.deepEqual(texts(plan, 'resumed')[0], ['This call is recorded.', true]);
  assert.equal(texts(plan, 'resumed', true).length, 1);
});

test('without recording there is no notice, and without a greeting the caller speaks first', () => {
  const quiet = fakePlan({ greeting: null, recording: { ...recording, on: false } });
  assert.deepEqual(texts(quiet, 'answered'), []);
  assert.deepEqual(texts(fakePlan({ greeting: '' }), 'answered'), []);
});
