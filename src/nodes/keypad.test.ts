// Digits are told to the model together, when the caller has finished typing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench, runNode, type Timed } from '../testing/node-bench.ts';
import { DIGITS_MAX, DIGITS_PAUSE_MS, keypad } from './keypad.ts';

const digit = (key: string): FrameOf<'caller.digit'> => ({ kind: 'caller.digit', digit: key });
const STARTED = {
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: 'item_1' as ItemId,
  responseId: 'resp_1' as ResponseId,
} as const;
const DRAINED = { kind: 'playout.drained' } as const;

function texts(given: readonly Timed<'context.add' | 'response.wanted'>[]): [number, string][] {
  return given.flatMap(([ms, frame]) => (frame.kind === 'context.add' ? [[ms, frame.text]] : []));
}

test('one digit is told after the pause, and a response is wanted for it', async () => {
  const given = await runNode(keypad({ ignore: null, on: true }), [[100, digit('2')]], 5_000);
  assert.deepEqual(given, [
    [
      100 + DIGITS_PAUSE_MS,
      {
        kind: 'context.add',
        itemId: null,
        role: 'system',
        text: 'The caller pressed 2 on the keypad.',
      },
    ],
    [
      100 + DIGITS_PAUSE_MS,
      { kind: 'response.wanted', requestId: 'keypad-1', instructions: null, tools: true },
    ],
  ]);
});

test('digits in a row are told together, counted from the last', async () => {
  const given = await runNode(
    keypad({ ignore: null, on: true }),
    [
      [0, digit('1')],
      [1_000, digit('2')],
      [2_000, digit('3')],
    ],
    9_000,
  );
  assert.deepEqual(texts(given), [[3_500, 'The caller pressed 1 2 3 on the keypad.']]);
});

test('the pound key ends the typing at once and is told only when it stands alone', async () => {
  const bench = nodeBench(keypad({ ignore: null, on: true }));
  bench.feed(digit('4'), digit('2'), digit('#'));
  assert.deepEqual(texts(bench.given), [[0, 'The caller pressed 4 2 on the keypad.']]);
  assert.equal(bench.timersPending, 0);
  bench.feed(digit('#'));
  assert.deepEqual(texts(bench.given).at(-1), [0, 'The caller pressed # on the keypad.']);
});

test('typing without end is told in pieces of bounded length, each with a request of its own', () => {
  const bench = nodeBench(keypad({ ignore: null, on: true }));
  for (let index = 0; index < DIGITS_MAX * 2; index += 1) bench.feed(digit('7'));
  const requests = bench.given.flatMap(([, frame]) =>
    frame.kind === 'response.wanted' ? [frame.requestId] : [],
  );
  assert.deepEqual(requests, ['keypad-1', 'keypad-2']);
  assert.equal(bench.timersPending, 0);
});

test('the digit that interrupts means nothing else while the agent speaks', async () => {
  const given = await runNode(
    keypad({ ignore: '0', on: true }),
    [
      [0, STARTED],
      [100, digit('0')],
      [200, digit('5')],
      [300, DRAINED],
      [400, digit('0')],
    ],
    5_000,
  );
  assert.deepEqual(texts(given), [[1_900, 'The caller pressed 5 0 on the keypad.']]);
});

test('what was typed before an entry began is told to nobody', async () => {
  const bench = nodeBench(keypad({ ignore: null, on: true }));
  bench.feed(digit('4'), { kind: 'entry.started', private: true });
  await bench.advance(5_000);
  assert.deepEqual(bench.given, []);
  bench.feed(digit('2'));
  await bench.advance(5_000);
  assert.deepEqual(texts(bench.given), [[5_000 + DIGITS_PAUSE_MS, 'The caller pressed 2 on the keypad.']]);
});
