// A model that is dead, refuses or falls silent is noticed in time, tried once more, and given up kindly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { silence } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { modelWatch } from './model-watch.ts';

const STREAM = { kind: 'carrier.started', streamId: 's' } as const;
const READY = { kind: 'model.ready' } as const;
const TURN = { kind: 'caller.committed', itemId: 'c' as ItemId } as const;
const STARTED = { kind: 'response.started', responseId: 'r' as ResponseId, requestId: null } as const;
const SOUND = {
  kind: 'agent.audio',
  responseId: 'r' as ResponseId,
  itemId: 'i' as ItemId,
  audio: silence('pcmu', 20),
} as const;
const CALL = {
  kind: 'tool.called',
  responseId: 'r' as ResponseId,
  toolCallId: 't' as ToolCallId,
  name: 'x',
  argumentsJson: '{}',
} as const;
const WANTED = { kind: 'response.wanted', requestId: 'tools-1', instructions: null, tools: true } as const;
const END = { kind: 'end.wanted', reason: 'dormant', farewell: null, transferTo: null } as const;
const done = (
  status: FrameOf<'response.done'>['status'] = 'completed',
  fatal = false,
): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: 'r' as ResponseId,
  status,
  reason: null,
  fatal,
  usage: null,
});
const GIVEN_UP = [
  { kind: 'model.gone' },
  { kind: 'model.close' },
  { kind: 'end.wanted', reason: 'model-failed', farewell: 'Sorry.', transferTo: '+1555' },
];
const AGAIN = { kind: 'response.wanted', requestId: 'again-1', instructions: null, tools: true };

const WORD = { kind: 'stopgap.wanted', utteranceId: 'one-moment-1', text: 'One moment.' };
const RENEW = { kind: 'session.renew', detail: 'the model was silent while it owed an answer' };
const PLAYS = {
  kind: 'playout.started',
  itemId: 'i' as ItemId,
  responseId: 'r' as ResponseId,
  soundsInMs: 0,
} as const;
const PAUSED = { kind: 'playout.paused' } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const fault = (code: string) => ({ kind: 'model.fault', code, detail: '', fatal: false }) as const;
const LOST = fault('session-lost');

const bench = () =>
  nodeBench(modelWatch({ oneMoment: 'One moment.', apology: 'Sorry.', transferTo: '+1555' }));
type Bench = ReturnType<typeof bench>;
/** What was done; whether an answer is owed is another matter. */
const took = (node: Bench) => node.take().filter(({ kind }) => kind !== 'answer.owed');
/** Whether an answer was owed, each time that changed. */
const owed = (node: Bench) =>
  node.take().flatMap((frame) => (frame.kind === 'answer.owed' ? [frame.owed] : []));

test('a session that closes, or reports a fatal fault, is given up once', () => {
  for (const end of [
    { kind: 'model.closed', code: 1006, detail: '' },
    { kind: 'model.fault', code: 'invalid_api_key', detail: '', fatal: true },
  ] as const) {
    const node = bench();
    node.feed(STREAM, READY, end, end, TURN);
    assert.deepEqual(took(node), GIVEN_UP);
    assert.equal(node.timersPending, 0);
  }
});

test('a session that closes because the conversation ends is not given up', () => {
  const node = bench();
  node.feed({ kind: 'conversation.ending' }, { kind: 'model.closed', code: 1000, detail: '' });
  assert.deepEqual(took(node), []);
});

test('a fault that is not fatal changes nothing', () => {
  const node = bench();
  node.feed(fault('x'));
  assert.deepEqual(took(node), []);
});

test('a model that does not listen within ten seconds of the stream is given up', async () => {
  const late = bench();
  late.feed(STREAM);
  await late.advance(9999);
  assert.deepEqual(took(late), []);
  await late.advance(1);
  assert.deepEqual(took(late), GIVEN_UP);

  for (const frames of [[STREAM, READY] as const, [READY, STREAM] as const]) {
    const ready = bench();
    ready.feed(...frames);
    await ready.advance(60_000);
    assert.deepEqual(took(ready), []);
  }
});

test('silence for an answer is broken by a word, then another session is tried, then the model is given up', async () => {
  const responding = [TURN, STARTED] as const;
  for (const cause of [[TURN], [WANTED], responding]) {
    const node = bench();
    node.feed(READY, ...cause);
    await node.advance(1799);
    assert.deepEqual(took(node), []);
    await node.advance(1);
    assert.deepEqual(took(node), [WORD]);
    await node.advance(4699);
    assert.deepEqual(took(node), []);
    await node.advance(1);
    // What is under way is asked for again when the session's loss has made an end of it.
    assert.deepEqual(took(node), cause === responding ? [RENEW] : [RENEW, AGAIN]);
    if (cause === responding) {
      node.feed(LOST, { ...done('failed'), reason: 'session-lost' });
      assert.deepEqual(took(node), [AGAIN]);
    }
    await node.advance(3999);
    assert.deepEqual(took(node), []);
    await node.advance(1);
    assert.deepEqual(took(node), GIVEN_UP);
    assert.equal(node.timersPending, 0);
  }
});

test('the word that holds the line is sound like any other: silence is counted anew behind it', async () => {
  const node = bench();
  node.feed(READY, TURN);
  await node.advance(1800);
  assert.deepEqual(took(node), [WORD]);
  node.feed(PLAYS);
  await node.feedAt(2800, DRAINED);
  await node.advance(4699);
  assert.deepEqual(took(node), []);
  await node.advance(1);
  assert.deepEqual(took(node), [RENEW, AGAIN]);
});

test('an answer in time is left alone, however long it plays and its response goes on', async () => {
  const node = bench();
  node.feed(READY, TURN, STARTED);
  await node.feedAt(1700, SOUND, PLAYS);
  await node.feedAt(60_000, done());
  await node.feedAt(90_000, DRAINED);
  await node.advance(60_000);
  assert.deepEqual(took(node), []);
});

test('a response that pauses in mid-sentence is waited for from when the caller hears nothing', async () => {
  const node = bench();
  node.feed(READY, STARTED, SOUND, PLAYS);
  await node.feedAt(20_000, PAUSED);
  await node.advance(1799);
  assert.deepEqual(took(node), []);
  await node.advance(1);
  assert.deepEqual(took(node), [WORD]);
  node.feed(SOUND, { kind: 'playout.resumed' });
  await node.feedAt(60_000, PAUSED);
  await node.advance(1800);
  assert.deepEqual(took(node), [{ ...WORD, utteranceId: 'one-moment-2' }]);
  await node.advance(4700);
  assert.deepEqual(took(node), [RENEW]);
});

test('a response that says all it has to say and is never over is a model that hangs', async () => {
  const node = bench();
  node.feed(READY, STARTED, SOUND, PLAYS, DRAINED);
  await node.advance(6500);
  assert.deepEqual(took(node), [WORD, RENEW]);
});

test('sound, a function, the caller speaking on, an interruption and a wanted end each stop the wait', async () => {
  const speech = { kind: 'speech.started' } as const;
  const interruption = { kind: 'interruption', cause: 'digit' } as const;
  for (const sign of [SOUND, CALL, speech, interruption, done(), END]) {
    const node = bench();
    node.feed(READY, TURN, sign);
    await node.advance(50_000);
    assert.deepEqual(took(node), [], sign.kind);
  }
});

test('nobody waits for the model while a function runs or the caller speaks', async () => {
  for (const [begin, end] of [
    [
      { kind: 'tools.busy', busy: true },
      { kind: 'tools.busy', busy: false },
    ],
    [{ kind: 'speech.started' }, { kind: 'speech.stopped' }],
  ] as const) {
    const node = bench();
    node.feed(READY, STARTED, begin);
    await node.feedAt(30_000, end);
    assert.deepEqual(took(node), []);
    await node.advance(1800);
    assert.deepEqual(took(node), [WORD]);
  }
});

test('while no session listens the caller is owed a word, whether they speak or not, and no other session is tried', async () => {
  const node = bench();
  node.feed(READY, { kind: 'speech.started' }, LOST);
  await node.advance(6500);
  assert.deepEqual(took(node), [WORD]);
  await node.advance(4000);
  assert.deepEqual(took(node), GIVEN_UP);

  const back = bench();
  back.feed(READY, LOST);
  await back.feedAt(1500, fault('session-renewed'));
  await back.advance(60_000);
  assert.deepEqual(took(back), []);
});

test('it tells that an answer is owed, and that it is not any more', () => {
  const node = bench();
  node.feed(READY, TURN, STARTED, SOUND, PLAYS);
  assert.deepEqual(owed(node), [true]);
  node.feed(done());
  assert.deepEqual(owed(node), [false]);
  node.feed(TURN, END);
  assert.deepEqual(owed(node), [true, false]);
  node.feed(TURN);
  assert.deepEqual(owed(node), []);
});

test('a response that was cut off answers nobody: the wait goes on', async () => {
  const node = bench();
  node.feed(READY, TURN, done('cancelled'));
  await node.advance(1800);
  assert.deepEqual(took(node), [WORD]);
});

test('a response that fails is asked for once more; one that succeeds forgives it', () => {
  const node = bench();
  node.feed(done('failed'));
  assert.deepEqual(took(node), [AGAIN]);
  node.feed(done(), done('failed'));
  assert.deepEqual(took(node), [{ ...AGAIN, requestId: 'again-2' }]);
  node.feed(done('failed'));
  assert.deepEqual(took(node), GIVEN_UP);
});

test('a response that fails after it called a function is not asked for: the result will be', () => {
  const node = bench();
  node.feed(STARTED, CALL, done('failed'));
  assert.deepEqual(took(node), []);
  node.feed(STARTED, done('failed'));
  assert.deepEqual(took(node), GIVEN_UP);
});

test('a failure that is not worth another try is the end of it', () => {
  const node = bench();
  node.feed(done('failed', true));
  assert.deepEqual(took(node), GIVEN_UP);
});

test('once the end is wanted nobody is asked again, but a model that goes is told', async () => {
  const node = bench();
  node.feed(READY, END, TURN, done('failed'));
  await node.advance(60_000);
  assert.deepEqual(took(node), []);
  node.feed({ kind: 'model.closed', code: 1006, detail: '' });
  assert.deepEqual(took(node), GIVEN_UP);
});

test('once the end is wanted, a model that keeps the farewell waiting is given up without another try', async () => {
  const responding = [STARTED, END] as const;
  for (const frames of [responding, [END, WANTED]]) {
    const node = bench();
    node.feed(READY, ...frames);
    await node.advance(3999);
    assert.deepEqual(took(node), []);
    await node.advance(1);
    assert.deepEqual(took(node), GIVEN_UP);
  }
});
