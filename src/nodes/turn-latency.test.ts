// Waiting is measured from the ear of the caller: first sound, and each answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ItemId, ResponseId, ToolCallId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { runNode, type Timed } from '../testing/node-bench.ts';
import { turnLatency } from './turn-latency.ts';

const STREAM = { kind: 'carrier.started', streamId: 'MZ1' } as const;
const STARTED = { kind: 'speech.started' } as const;
const INTERRUPTION = { kind: 'interruption', cause: 'speech' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const sound = (itemId: string): FrameOf<'playout.started'> => ({
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: itemId as ItemId,
  responseId: null,
});

const latency = () => turnLatency({ callMs: (at) => at / 1000 });
const events = (given: readonly Timed<'journal.entry'>[]) => given.map(([, frame]) => frame.event);
const answers = (given: readonly Timed<'journal.entry'>[]) =>
  events(given).filter(({ kind }) => kind === 'turn.answered');

test('the first sound of all is measured from the start of the stream, once', async () => {
  const given = await runNode(latency(), [
    [100, STREAM],
    [220, sound('greeting')],
    [900, sound('more')],
  ]);
  assert.deepEqual(events(given), [{ kind: 'agent.first-audio', afterMs: 120 }]);
});

test('each answer is measured from the end of the caller to the sound that follows', async () => {
  const given = await runNode(latency(), [
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
  assert.deepEqual(answers(given), [
    { kind: 'turn.answered', latencyMs: 640 },
    { kind: 'turn.answered', latencyMs: 500 },
  ]);
});

test('a pause within the turn of the caller is no wait for an answer', async () => {
  const given = await runNode(latency(), [
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
  const given = await runNode(latency(), [
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
  const given = await runNode(latency(), [
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
  const given = await runNode(latency(), [
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
  const given = await runNode(latency(), [
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

const VOICE = { kind: 'voice.ended' } as const;
const COMMITTED = { kind: 'caller.committed', itemId: 'said' as ItemId } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const heard = (itemId: string, agoMs: number) =>
  ({ kind: 'playout.heard', itemId: itemId as ItemId, agoMs }) as const;
const settled = (name: string, tookMs: number) =>
  ({
    kind: 'tool.settled',
    toolCallId: name as ToolCallId,
    name,
    status: 'ok',
    outputJson: '{}',
    tookMs,
  }) as const;
const measured = (given: readonly Timed<'journal.entry'>[]) =>
  events(given).filter(({ kind }) => kind === 'turn.measured');
const TURN = {
  kind: 'turn.measured',
  saidMs: 1500,
  endpointingMs: 400,
  modelMs: 600,
  toolsMs: 0,
  relayMs: 0,
  carrierMs: 0,
  completeMs: null,
  marked: false,
  tool: null,
};

test('a turn is told by its parts, which follow each other, once its reply was heard', async () => {
  const given = await runNode(
    latency(),
    [
      [1_520, VOICE],
      [1_900, STOPPED],
      [1_905, COMMITTED],
      [2_505, { ...sound('answer'), soundsInMs: 50 }],
      [2_900, heard('answer', 215)],
      [4_685, DRAINED],
    ],
    7_000,
  );
  assert.deepEqual(measured(given), [
    { ...TURN, endpointingMs: 405, relayMs: 50, carrierMs: 130, completeMs: 2_000, marked: true },
  ]);
  assert.equal(given.at(-1)?.[0], 6_185);
});

test('tools count for as long as any ran, and the longest is named', async () => {
  const given = await runNode(
    latency(),
    [
      [1_520, VOICE],
      [1_900, STOPPED],
      [1_900, COMMITTED],
      [2_200, { kind: 'tools.busy', busy: true }],
      [2_500, settled('quick', 300)],
      [3_000, settled('slow', 800)],
      [3_000, { kind: 'tools.busy', busy: false }],
      [3_300, { kind: 'response.create', requestId: 'q', instructions: null, tools: true }],
      [3_500, sound('answer')],
      [3_600, INTERRUPTION],
    ],
    4_000,
  );
  assert.deepEqual(measured(given), [{ ...TURN, modelMs: 500, toolsMs: 800, relayMs: 300, tool: 'slow' }]);
});

test('a model that tells of the end of a turn with its answer counts from where speech ended', async () => {
  const given = await runNode(
    latency(),
    [
      [1_520, VOICE],
      [1_900, STOPPED],
      [2_500, COMMITTED],
      [2_505, sound('answer')],
      [3_000, DRAINED],
    ],
    5_000,
  );
  assert.deepEqual(measured(given), [{ ...TURN, modelMs: 605, completeMs: 495 }]);
});

test('a reply goes on over what is under way behind it, and ends when the caller speaks again', async () => {
  const begins = { kind: 'response.started', responseId: 'more' as ResponseId, requestId: null } as const;
  const given = await runNode(
    latency(),
    [
      [1_520, VOICE],
      [1_900, STOPPED],
      [2_500, sound('answer')],
      [2_600, begins],
      [3_000, DRAINED],
      [6_000, sound('more')],
      [8_000, DRAINED],
      [8_100, STARTED],
    ],
    9_000,
  );
  assert.deepEqual(measured(given), [{ ...TURN, modelMs: 600, completeMs: 5_500 }]);
  assert.equal(given.at(-1)?.[0], 8_100);
});

test('an answer that was cut before it sounded is none', async () => {
  const given = await runNode(
    latency(),
    [
      [1_900, STOPPED],
      [2_500, { ...sound('answer'), soundsInMs: 300 }],
      [2_700, INTERRUPTION],
    ],
    5_000,
  );
  assert.deepEqual(measured(given), []);
});

test('the parts of any turn are not negative, and add up to what lies between both ears', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(900), { minLength: 8, maxLength: 8 }), async (waits) => {
      let ms = 0;
      const at = waits.map((wait) => (ms += wait));
      const [voice = 0, stop = 0, commit = 0, busy = 0, idle = 0, ask = 0, answer = 0, mark = 0] = at;
      const given = await runNode(
        latency(),
        [
          [voice + 20, VOICE],
          [stop + 20, STOPPED],
          [commit + 20, COMMITTED],
          [busy + 20, { kind: 'tools.busy', busy: true }],
          [idle + 20, { kind: 'tools.busy', busy: false }],
          [ask + 20, { kind: 'response.create', requestId: 'q', instructions: null, tools: true }],
          [answer + 20, sound('answer')],
          [mark + 21, heard('answer', 0)],
          [mark + 21, DRAINED],
        ],
        mark + 3_000,
      );
      const [turn] = measured(given);
      assert.ok(turn?.kind === 'turn.measured');
      const parts = [turn.endpointingMs, turn.modelMs, turn.toolsMs, turn.relayMs, turn.carrierMs];
      assert.ok(parts.every((part) => part >= 0));
      const [total] = [parts.reduce((sum, part) => sum + part, 0)];
      assert.equal(total, mark + 21 - voice);
    }),
  );
});
