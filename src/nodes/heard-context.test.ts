// The model is told what was heard: its own items are truncated, items from memory are replaced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { heardContext } from './heard-context.ts';

const ITEM = 'a' as ItemId;
const playing = (responseId: string | null): FrameOf<'playout.started'> => ({
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: ITEM,
  responseId: responseId as ResponseId | null,
});
const said = (delta: string): FrameOf<'agent.text'> => ({ kind: 'agent.text', itemId: ITEM, delta });
const heard = (heardMs: number, producedMs: number, whole = false): FrameOf<'item.heard'> => ({
  kind: 'item.heard',
  itemId: ITEM,
  heardMs,
  producedMs,
  whole,
});

function told(...frames: Parameters<ReturnType<typeof nodeBench<Takes, Gives>>['feed']>) {
  const bench = nodeBench(heardContext());
  bench.feed(...frames);
  return bench.take();
}
type Takes = 'playout.started' | 'agent.text' | 'item.heard';
type Gives = 'context.truncate' | 'context.remove' | 'context.add';

test('an item that was heard whole needs no correction', () => {
  assert.deepEqual(told(playing('r'), heard(800, 800, true)), []);
  assert.deepEqual(told(said('Hello'), playing(null), heard(800, 800, true)), []);
});

test("the model's item is truncated to whole milliseconds that were heard", () => {
  assert.deepEqual(told(playing('r'), heard(812.625, 2000)), [
    { kind: 'context.truncate', itemId: ITEM, heardMs: 812 },
  ]);
});

test('an item of which less than a millisecond was heard is removed, for 0 is no length to truncate to', () => {
  for (const heardMs of [0, 0.875])
    assert.deepEqual(told(playing('r'), heard(heardMs, 2000)), [{ kind: 'context.remove', itemId: ITEM }]);
});

test('an item whose sound was dropped before it played is removed', () => {
  assert.deepEqual(told(heard(0, 0)), [{ kind: 'context.remove', itemId: ITEM }]);
});

test('an item from memory is replaced by the words that were heard', () => {
  assert.deepEqual(told(said('Hello, how '), said('can I help?'), playing(null), heard(1000, 2000)), [
    { kind: 'context.remove', itemId: ITEM },
    { kind: 'context.add', itemId: null, role: 'agent', text: 'Hello, how' },
  ]);
});

test('an item from memory of which no word was heard is removed', () => {
  assert.deepEqual(told(said('Hello'), playing(null), heard(20, 2000)), [
    { kind: 'context.remove', itemId: ITEM },
  ]);
});

test('sound from memory without words, such as keys, was never the model’s', () => {
  assert.deepEqual(told(playing(null), heard(20, 2000)), []);
});
