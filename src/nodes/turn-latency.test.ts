// Waiting is measured from the ear of the caller: first sound, and each answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { runNode, type Timed } from '../testing/node-bench.ts';
import { turnLatency } from './turn-latency.ts';

const STREAM = { kind: 'carrier.started', streamId: 'MZ1' } as const;
const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const sound = (itemId: string): FrameOf<'playout.started'> => ({
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: itemId as ItemId,
  responseId: null,
});

const events = (given: readonly Timed<'journal.entry'>[]) => given.map(([, frame]) => frame.event);

test('the first sound of all is measured from the start of the stream, once', async () => {
  const given = await runNode(turnLatency(), [
    [100, STREAM],
    [220, sound('greeting')],
    [900, sound('more')],
  ]);
  assert.deepEqual(events(given), [{ kind: 'agent.first-audio', afterMs: 120 }]);
});

test('each answer is measured from the end of the caller to the sound that follows', async () => {
  const given = await runNode(turnLatency(), [
    [0, STREAM],
    [0, sound('greeting')],
    [1_000, STARTED],
    [2_000, STOPPED],
    [2_640, sound('answer')],
    [4_000, sound('second item')],
    [5_000, STARTED],
    [6_000, STOPPED],
    [6_500, sound('another')],
  ]);
  assert.deepEqual(events(given).slice(1), [
    { kind: 'turn.answered', latencyMs: 640 },
    { kind: 'turn.answered', latencyMs: 500 },
  ]);
});

test('a pause within the turn of the caller is no wait for an answer', async () => {
  const given = await runNode(turnLatency(), [
    [0, STREAM],
    [0, sound('greeting')],
    [1_000, STARTED],
    [2_000, STOPPED],
    [2_400, STARTED],
    [2_500, sound('late greeting')],
    [3_000, STOPPED],
    [3_300, sound('answer')],
  ]);
  assert.deepEqual(events(given).slice(1), [{ kind: 'turn.answered', latencyMs: 300 }]);
});

test('a caller who speaks first is answered by the first sound of all', async () => {
  const given = await runNode(turnLatency(), [
    [0, STREAM],
    [400, STARTED],
    [1_000, STOPPED],
    [1_700, sound('answer')],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'agent.first-audio', afterMs: 1_700 },
    { kind: 'turn.answered', latencyMs: 700 },
  ]);
});

test('what a response that began before the caller had spoken still says is no answer', async () => {
  const begins = (id: string): FrameOf<'response.started'> => ({
    kind: 'response.started',
    responseId: id as ResponseId,
    requestId: null,
  });
  const speech = (id: string, itemId: string) => ({ ...sound(itemId), responseId: id as ResponseId });
  const given = await runNode(turnLatency(), [
    [0, STREAM],
    [100, begins('story')],
    [200, speech('story', 'first')],
    [1_000, STARTED],
    [2_000, STOPPED],
    [2_100, speech('story', 'second')],
    [2_300, begins('answer')],
    [2_600, speech('answer', 'third')],
    [4_000, speech('answer', 'fourth')],
  ]);
  assert.deepEqual(events(given).slice(1), [{ kind: 'turn.answered', latencyMs: 600 }]);
});

test('an answer that waits behind other sound is as late as it sounds', async () => {
  const given = await runNode(turnLatency(), [
    [0, { kind: 'carrier.started', streamId: 's' }],
    [0, { kind: 'speech.stopped' }],
    [100, { kind: 'playout.started', itemId: 'i' as ItemId, responseId: null, soundsInMs: 250 }],
  ]);
  assert.deepEqual(
    given.map(([, { event }]) => event),
    [
      { kind: 'agent.first-audio', afterMs: 350 },
      { kind: 'turn.answered', latencyMs: 350 },
    ],
  );
});

test('a stopgap is the first sound that there is, and no answer', async () => {
  const stopgap = {
    kind: 'stopgap.wanted',
    utteranceId: 'one-moment-1' as UtteranceId,
    text: 'One moment.',
  } as const;
  const given = await runNode(turnLatency(), [
    [0, STREAM],
    [1_000, STARTED],
    [2_000, STOPPED],
    [5_500, stopgap],
    [5_500, sound('one-moment-1')],
    [7_000, sound('answer')],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'agent.first-audio', afterMs: 5_500 },
    { kind: 'turn.answered', latencyMs: 5_000 },
  ]);
});
