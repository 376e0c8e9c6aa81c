// The transcript holds each side's words once, in spoken order, and the agent's as they were heard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench, runNode, type Timed } from '../testing/node-bench.ts';
import { LINES_WAITING_MAX, transcript } from './transcript.ts';

// The call opened three seconds before the bench's time began: the phone rang.
const node = () => transcript({ callMs: (at: Micros) => 3_000 + at / 1_000 });
const events = (given: readonly Timed<'journal.entry'>[]) => given.map(([, frame]) => frame.event);
const id = (text: string) => text as ItemId;

const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const ENDED: FrameOf<'conversation.ended'> = {
  kind: 'conversation.ended',
  reason: 'caller-hangup',
  transferTo: null,
  unsaid: null,
};
const committed = (itemId: string): FrameOf<'caller.committed'> => ({
  kind: 'caller.committed',
  itemId: id(itemId),
});
const text = (itemId: string, words: string, final = true): FrameOf<'caller.text'> => ({
  kind: 'caller.text',
  itemId: id(itemId),
  text: words,
  final,
});
const says = (itemId: string, delta: string): FrameOf<'agent.text'> => ({
  kind: 'agent.text',
  itemId: id(itemId),
  delta,
});
const sounds = (itemId: string): FrameOf<'playout.started'> => ({
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: id(itemId),
  responseId: null,
});
const heard = (itemId: string, heardMs: number, producedMs: number): FrameOf<'item.heard'> => ({
  kind: 'item.heard',
  itemId: id(itemId),
  heardMs,
  producedMs,
  whole: heardMs === producedMs,
});

test('the line of the caller is given with its final text, from when the speech began', async () => {
  const given = await runNode(node(), [
    [1_000, STARTED],
    [2_500, committed('in_1')],
    [2_700, text('in_1', 'Are you', false)],
    [2_900, text('in_1', 'Are you open?')],
    [3_000, text('in_1', 'Are you open??')],
  ]);
  assert.deepEqual(given, [
    [
      2_900,
      {
        kind: 'journal.entry',
        event: { kind: 'caller.said', itemId: 'in_1', text: 'Are you open?', startedMs: 4_000 },
      },
    ],
  ]);
});

test('a turn that another session hears again keeps its line, and the next speech its own beginning', async () => {
  const given = await runNode(node(), [
    [1_000, STARTED],
    [2_000, committed('in_1')],
    [2_100, STARTED],
    [2_200, committed('in_1')],
    [2_300, text('in_1', 'first')],
    [5_000, STARTED],
    [6_000, committed('in_2')],
    [6_100, text('in_2', 'second')],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'caller.said', itemId: 'in_1', text: 'first', startedMs: 4_000 },
    { kind: 'caller.said', itemId: 'in_2', text: 'second', startedMs: 8_000 },
  ]);
});

test('speech of which nothing became an item lends its beginning to no later one', async () => {
  const given = await runNode(node(), [
    [1_000, STARTED],
    [2_000, STOPPED],
    [2_000, committed('in_1')],
    [3_000, STARTED],
    [4_000, STOPPED],
    [20_000, STARTED],
    [21_000, STOPPED],
    [21_000, committed('in_2')],
    [21_100, text('in_2', 'second')],
    [21_200, text('in_1', 'first')],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'caller.said', itemId: 'in_2', text: 'second', startedMs: 23_000 },
    { kind: 'caller.said', itemId: 'in_1', text: 'first', startedMs: 4_000 },
  ]);
});

test('texts that come late and crossed belong to the speech they were', async () => {
  const given = await runNode(node(), [
    [1_000, STARTED],
    [2_000, committed('in_1')],
    [3_000, STARTED],
    [4_000, committed('in_2')],
    [5_000, text('in_2', 'second')],
    [6_000, text('in_1', 'first')],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'caller.said', itemId: 'in_2', text: 'second', startedMs: 6_000 },
    { kind: 'caller.said', itemId: 'in_1', text: 'first', startedMs: 4_000 },
  ]);
});

test('a line whose text never comes is given at the end with what there is', async () => {
  const given = await runNode(node(), [
    [1_000, STARTED],
    [2_000, committed('in_1')],
    [3_000, STARTED],
    [4_000, committed('in_2')],
    [4_500, text('in_2', 'Half a', false)],
    [5_000, ENDED],
    [5_001, ENDED],
  ]);
  assert.deepEqual(events(given), [
    { kind: 'caller.said', itemId: 'in_1', text: '', startedMs: 4_000 },
    { kind: 'caller.said', itemId: 'in_2', text: 'Half a', startedMs: 6_000 },
  ]);
});

test('a line of the agent is given when it is known how much of it was heard', async () => {
  const given = await runNode(node(), [
    [10, says('out_1', 'Good morning, ')],
    [12, sounds('out_1')],
    [20, says('out_1', 'how can I help?')],
    [1_900, heard('out_1', 1_850, 1_850)],
  ]);
  assert.deepEqual(given, [
    [
      1_900,
      {
        kind: 'journal.entry',
        event: {
          kind: 'agent.said',
          itemId: 'out_1',
          said: 'Good morning, how can I help?',
          heard: 'Good morning, how can I help?',
          heardMs: 1_850,
          producedMs: 1_850,
          startedMs: 3_012,
        },
      },
    ],
  ]);
});

test('a line that was cut keeps what was said and what was heard', async () => {
  const given = await runNode(node(), [
    [0, says('out_1', 'We open at nine, and close at five.')],
    [0, sounds('out_1')],
    [1_000, heard('out_1', 1_000, 2_000)],
    [1_001, says('out_1', ' And')],
    [2_000, says('out_2', 'Never heard.')],
    [2_000, sounds('out_2')],
    [2_001, heard('out_2', 0, 2_000)],
  ]);
  const lines = events(given).map((event) => event.kind === 'agent.said' && [event.said, event.heard]);
  assert.deepEqual(lines, [
    ['We open at nine, and close at five.', 'We open at nine,'],
    ['Never heard.', ''],
  ]);
});

test('an item that never sounded is no line, and one that nobody accounted for claims nothing heard', async () => {
  const given = await runNode(node(), [
    [0, says('silent', 'Only text.')],
    [10, says('out_1', 'Hello there.')],
    [10, sounds('out_1')],
    [500, ENDED],
  ]);
  const lines = events(given).map((event) => event.kind === 'agent.said' && [event.said, event.heard]);
  assert.deepEqual(lines, [['Hello there.', '']]);
});

test('lines that never become whole are written, oldest first, when too many wait', () => {
  const bench = nodeBench(node());
  for (let index = 0; index < LINES_WAITING_MAX + 2; index += 1) bench.feed(committed(`in_${index}`));
  assert.deepEqual(
    events(bench.given).map((event) => event.kind === 'caller.said' && event.itemId),
    ['in_0', 'in_1'],
  );
  for (let index = 0; index < LINES_WAITING_MAX + 2; index += 1)
    bench.feed(says(`out_${index}`, 'never sounds'));
  assert.equal(bench.given.length, 2);
});

test('a line that waited behind another begins when it sounds, not when it was handed over', async () => {
  const given = await runNode(node(), [
    [0, says('a', 'Hello.')],
    [10, { ...sounds('a'), soundsInMs: 700 }],
    [1500, heard('a', 500, 500)],
  ]);
  const [event] = events(given);
  assert.ok(event?.kind === 'agent.said' && event.startedMs === 3710);
});

test('a line that was cut before it sounded stands where it was handed over, before the words that cut it', async () => {
  const given = await runNode(node(), [
    [0, says('a', 'Hello.')],
    [10, { ...sounds('a'), soundsInMs: 700 }],
    [500, { ...heard('a', 0, 500), whole: false }],
  ]);
  const [event] = events(given);
  assert.ok(event?.kind === 'agent.said' && event.startedMs === 3010);
});

test('sound from memory without words, such as keys, is no line', async () => {
  const given = await runNode(node(), [
    [1_000, sounds('digits-1')],
    [2_000, heard('digits-1', 800, 800)],
    [3_000, ENDED],
  ]);
  assert.deepEqual(given, []);
});
