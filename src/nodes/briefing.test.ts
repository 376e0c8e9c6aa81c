// A human who is asked hears why, and decides by key or by voice, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseId, ToolCallId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { ACCEPT_TOOL, briefing, DECLINE_TOOL } from './briefing.ts';

const TEXTS = { text: 'It is Ada.', accepted: 'Thank you.', declined: 'All right.', calledOff: 'Gone.' };
const digit = (key: string): FrameOf<'caller.digit'> => ({ kind: 'caller.digit', digit: key });
const tool = (name: string, status: FrameOf<'tool.settled'>['status'] = 'ok'): FrameOf<'tool.settled'> => ({
  kind: 'tool.settled',
  toolCallId: 't1' as ToolCallId,
  name,
  status,
  outputJson: '{}',
  tookMs: 0,
});
const done = (id: string, result: FrameOf<'utterance.done'>['result']): FrameOf<'utterance.done'> => ({
  kind: 'utterance.done',
  utteranceId: id as UtteranceId,
  result,
});

test('the briefing comes behind the first words, but not where these were cut for a machine', () => {
  const node = nodeBench(briefing(TEXTS));
  node.feed(done('question', 'heard'), done('answered', 'cut'));
  assert.deepEqual(node.take(), []);
  node.feed(done('answered', 'heard'));
  assert.deepEqual(node.take(), [
    {
      kind: 'utterance.wanted',
      utteranceId: 'briefing-1',
      text: 'It is Ada.',
      protected: false,
      optional: false,
    },
  ]);
});

for (const [frame, outcome, by, farewell, reason] of [
  [digit('1'), 'accepted', 'key', 'Thank you.', 'transferred'],
  [digit('2'), 'declined', 'key', 'All right.', 'agent-hangup'],
  [tool(ACCEPT_TOOL), 'accepted', 'voice', 'Thank you.', 'transferred'],
  [tool(DECLINE_TOOL), 'declined', 'voice', 'All right.', 'agent-hangup'],
  [{ kind: 'briefing.off' } as const, 'called-off', null, 'Gone.', 'agent-hangup'],
] as const)
  test(`${outcome} by ${by ?? 'the caller'} cuts what is being said, and is the only decision`, () => {
    const node = nodeBench(briefing(TEXTS));
    node.feed(frame);
    assert.deepEqual(node.take(), [
      { kind: 'journal.entry', event: { kind: 'briefing.settled', outcome, by } },
      { kind: 'interruption.wanted', cause: 'code' },
      { kind: 'end.wanted', reason, farewell, transferTo: null },
    ]);
    node.feed(digit('1'), digit('2'), tool(DECLINE_TOOL), { kind: 'briefing.off' });
    assert.deepEqual(node.take(), []);
  });

test('other keys, other functions and functions that failed decide nothing', () => {
  const node = nodeBench(briefing(TEXTS));
  node.feed(digit('3'), digit('*'), tool('lookup'), tool(ACCEPT_TOOL, 'error'));
  assert.deepEqual(node.take(), []);
});

test('behind the decision the model says the farewell and nothing else', () => {
  const node = nodeBench(briefing(TEXTS));
  const started = (requestId: string | null): FrameOf<'response.started'> => ({
    kind: 'response.started',
    responseId: 'r1' as ResponseId,
    requestId,
  });
  node.feed(started('tools-1'), digit('1'));
  node.take();
  node.feed(started('farewell'));
  assert.deepEqual(node.take(), []);
  node.feed(started('tools-1'), started(null));
  assert.equal(node.take().length, 2);
});

test('on an ordinary call it does nothing', () => {
  const node = nodeBench(briefing(null));
  node.feed(digit('1'), tool(ACCEPT_TOOL), done('answered', 'heard'), { kind: 'briefing.off' });
  assert.deepEqual(node.take(), []);
});
