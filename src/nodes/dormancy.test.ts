// A dormant line is asked once and then ended; any sign of life takes it back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench, runNode, type Timed } from '../testing/node-bench.ts';
import { QUESTION_MS_MAX, dormancy } from './dormancy.ts';

const node = () =>
  dormancy({ quietMs: 10_000, question: 'Are you there?', answerMs: 5_000, farewell: 'Goodbye.' });

const STREAM = { kind: 'carrier.started', streamId: 'MZ1' } as const;
const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const DIGIT = { kind: 'caller.digit', digit: '1' } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const PLAYS: FrameOf<'playout.started'> = {
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: 'out_1' as ItemId,
  responseId: null,
};
const tools = (busy: boolean): FrameOf<'tools.busy'> => ({ kind: 'tools.busy', busy });
const done = (
  number: number,
  result: FrameOf<'utterance.done'>['result'] = 'heard',
): FrameOf<'utterance.done'> => ({
  kind: 'utterance.done',
  utteranceId: `dormancy-${number}` as UtteranceId,
  result,
});

/** What was given, as `ask@ms` and `end@ms`. */
function told(given: readonly Timed<'utterance.wanted' | 'end.wanted'>[]): string[] {
  return given.map(([ms, frame]) => `${frame.kind === 'end.wanted' ? 'end' : 'ask'}@${ms}`);
}

test('a quiet line is asked once, and ended when the question stays without an answer', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [10_050, PLAYS],
      [11_000, DRAINED],
      [11_000, done(1)],
    ],
    100_000,
  );
  assert.deepEqual(given, [
    [
      10_000,
      {
        kind: 'utterance.wanted',
        utteranceId: 'dormancy-1',
        text: 'Are you there?',
        protected: false,
        optional: false,
      },
    ],
    [16_000, { kind: 'end.wanted', reason: 'dormant', farewell: 'Goodbye.', transferTo: null }],
  ]);
});

test('the wait for an answer begins when the line has gone quiet, whichever is told first', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [10_050, PLAYS],
      [11_000, done(1)],
      [13_000, DRAINED],
    ],
    100_000,
  );
  assert.deepEqual(told(given), ['ask@10000', 'end@18000']);
});

test('nothing is dormant while the caller speaks, something plays or a tool runs', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [1_000, PLAYS],
      [60_000, STARTED],
      [61_000, DRAINED],
      [120_000, tools(true)],
      [121_000, STOPPED],
      [180_000, tools(false)],
    ],
    190_500,
  );
  assert.deepEqual(told(given), ['ask@181000']);
});

test('a voice or a key after the question takes it back, and it is asked anew later', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [11_000, done(1)],
      [12_000, STARTED],
      [13_000, STOPPED],
      [24_000, done(2)],
      [25_000, DIGIT],
    ],
    36_000,
  );
  assert.deepEqual(told(given), ['ask@10000', 'ask@23000', 'ask@35000']);
});

test('a caller who speaks into the question is there, however the question comes out', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [10_050, PLAYS],
      [10_500, STARTED],
      [10_510, DRAINED],
      [10_510, done(1, 'cut')],
      [12_000, STOPPED],
    ],
    21_000,
  );
  assert.deepEqual(told(given), ['ask@10000']);
});

test('a key before the question puts it off', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [9_000, DIGIT],
    ],
    20_000,
  );
  assert.deepEqual(told(given), ['ask@19000']);
});

test('a question that cannot be spoken, or never comes to an end, counts as asked', async () => {
  const unsaid = await runNode(
    node(),
    [
      [0, STREAM],
      [10_000, done(1, 'unsaid')],
    ],
    100_000,
  );
  assert.deepEqual(told(unsaid), ['ask@10000', 'end@15000']);
  const lost = await runNode(node(), [[0, STREAM]], 100_000);
  assert.deepEqual(told(lost), ['ask@10000', `end@${10_000 + QUESTION_MS_MAX + 5_000}`]);
});

test('the end is wanted once, and nothing runs before the stream or after the end', async () => {
  const bench = nodeBench(node());
  bench.feed(PLAYS, DRAINED);
  assert.equal(bench.timersPending, 0);
  await bench.feedAt(0, STREAM);
  await bench.feedAt(10_000, done(1));
  await bench.feedAt(15_000, STARTED, STOPPED, DIGIT, PLAYS, DRAINED);
  assert.deepEqual(told(bench.given), ['ask@10000', 'end@15000']);
  assert.equal(bench.timersPending, 0);
});

test('where no dormancy is planned a quiet line stays open', async () => {
  const bench = nodeBench(dormancy(null));
  bench.feed(STREAM, PLAYS, DRAINED, STARTED, STOPPED);
  await bench.advance(3_600_000);
  assert.deepEqual(bench.given, []);
  assert.equal(bench.timersPending, 0);
});

test('nobody is asked while a phone screens the call', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [1000, { kind: 'screening', on: true }],
      [60_000, { kind: 'screening', on: false }],
    ],
    71_000,
  );
  assert.deepEqual(told(given), ['ask@70000']);
});

test('nobody is asked while the model owes an answer, and what was quiet meanwhile counts', async () => {
  const owed = (owed: boolean): FrameOf<'answer.owed'> => ({ kind: 'answer.owed', owed });
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [4_000, owed(true)],
      [5_000, owed(false)],
      [9_000, owed(true)],
      [60_000, owed(false)],
    ],
    62_000,
  );
  // A model that owes nothing any more is given a moment in which it may speak all the same.
  assert.deepEqual(told(given), ['ask@61000']);
});

test('a session that is lost and renewed in a quiet minute does not put the question off', async () => {
  const owed = (owed: boolean): FrameOf<'answer.owed'> => ({ kind: 'answer.owed', owed });
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [8_000, owed(true)],
      [8_500, owed(false)],
    ],
    11_000,
  );
  assert.deepEqual(told(given), ['ask@10000']);
});

test('a voice that the model does not hear is a sign of life all the same', async () => {
  const given = await runNode(
    node(),
    [
      [0, STREAM],
      [9_000, { kind: 'caller.voice' }],
      [20_000, done(1)],
      [23_000, { kind: 'caller.voice' }],
    ],
    34_000,
  );
  assert.deepEqual(told(given), ['ask@19000', 'ask@33000']);
});
