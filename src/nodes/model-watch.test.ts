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

const bench = () => nodeBench(modelWatch({ apology: 'Sorry.', transferTo: '+1555' }));

test('a session that closes, or reports a fatal fault, is given up once', () => {
  for (const end of [
    { kind: 'model.closed', code: 1006, detail: '' },
    { kind: 'model.fault', code: 'invalid_api_key', detail: '', fatal: true },
  ] as const) {
    const node = bench();
    node.feed(STREAM, READY, end, end, TURN);
    assert.deepEqual(node.take(), GIVEN_UP);
    assert.equal(node.timersPending, 0);
  }
});

test('a session that closes because the conversation ends is not given up', () => {
  const node = bench();
  node.feed({ kind: 'conversation.ending' }, { kind: 'model.closed', code: 1000, detail: '' });
  assert.deepEqual(node.take(), []);
});

test('a fault that is not fatal changes nothing', () => {
  const node = bench();
  node.feed({ kind: 'model.fault', code: 'x', detail: '', fatal: false });
  assert.deepEqual(node.take(), []);
});

test('a model that does not listen within ten seconds of the stream is given up', async () => {
  const late = bench();
  late.feed(STREAM);
  await late.advance(9999);
  assert.deepEqual(late.take(), []);
  await late.advance(1);
  assert.deepEqual(late.take(), GIVEN_UP);

  for (const frames of [[STREAM, READY] as const, [READY, STREAM] as const]) {
    const ready = bench();
    ready.feed(...frames);
    await ready.advance(60_000);
    assert.deepEqual(ready.take(), []);
  }
});

test('a turn, or a wanted response, that gets no sound in eight seconds is asked for once more, then given up', async () => {
  for (const cause of [TURN, WANTED]) {
    const node = bench();
    node.feed(cause);
    await node.advance(7999);
    assert.deepEqual(node.take(), []);
    await node.advance(1);
    assert.deepEqual(node.take(), [AGAIN]);
    await node.advance(8000);
    assert.deepEqual(node.take(), GIVEN_UP);
  }
});

test('sound, a function, the caller speaking on, an interruption and a wanted end each stop the wait', async () => {
  const speech = { kind: 'speech.started' } as const;
  const interruption = { kind: 'interruption', cause: 'digit' } as const;
  for (const sign of [SOUND, CALL, speech, interruption, done(), END]) {
    const node = bench();
    node.feed(TURN, sign);
    await node.advance(50_000);
    assert.deepEqual(node.take(), [], sign.kind);
  }
});

test('a model that takes the caller to be speaking for a minute is asked, and given up when it says nothing', async () => {
  const node = bench();
  node.feed({ kind: 'speech.started' });
  await node.advance(59_999);
  assert.deepEqual(node.take(), []);
  await node.advance(1);
  assert.deepEqual(node.take(), [AGAIN]);
  await node.advance(8000);
  assert.deepEqual(node.take(), GIVEN_UP);

  const pausing = bench();
  pausing.feed({ kind: 'speech.started' }, { kind: 'speech.stopped' });
  await pausing.advance(120_000);
  assert.deepEqual(pausing.take(), []);
});

test('a response that was cut off answers nobody: the wait goes on', async () => {
  const node = bench();
  node.feed(TURN, done('cancelled'));
  await node.advance(8000);
  assert.deepEqual(node.take(), [AGAIN]);
});

test('a response that fails is asked for once more; one that succeeds forgives it', () => {
  const node = bench();
  node.feed(done('failed'));
  assert.deepEqual(node.take(), [AGAIN]);
  node.feed(done(), done('failed'));
  assert.deepEqual(node.take(), [AGAIN]);
  node.feed(done('failed'));
  assert.deepEqual(node.take(), GIVEN_UP);
});

test('a failure that is not worth another try is the end of it', () => {
  const node = bench();
  node.feed(done('failed', true));
  assert.deepEqual(node.take(), GIVEN_UP);
});

test('a response that gives nothing more for twenty seconds is a model that hangs', async () => {
  const node = bench();
  node.feed(STARTED);
  await node.feedAt(15_000, SOUND);
  await node.advance(19_999);
  assert.deepEqual(node.take(), []);
  await node.advance(1);
  assert.deepEqual(node.take(), GIVEN_UP);

  const whole = bench();
  whole.feed(STARTED, SOUND, done());
  await whole.advance(60_000);
  assert.deepEqual(whole.take(), []);
});

test('once the end is wanted nobody is asked again, but a model that goes is told', async () => {
  const node = bench();
  node.feed(END, TURN, done('failed'), WANTED);
  await node.advance(60_000);
  assert.deepEqual(node.take(), []);
  node.feed({ kind: 'model.closed', code: 1006, detail: '' });
  assert.deepEqual(node.take(), GIVEN_UP);
});
