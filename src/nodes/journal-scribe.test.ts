// What happens to the call is written into its journal, each thing once, with what it takes to understand it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import { msBetween, plusMs, type Micros } from '../base/time.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { journalScribe } from './journal-scribe.ts';

const bench = () =>
  nodeBench(
    journalScribe({
      resumed: true,
      dialledAt: plusMs(0 as Micros, -250),
      callMs: (at) => 1000 + msBetween(0 as Micros, at),
    }),
  );
const events = (node: ReturnType<typeof bench>) => node.take().map(({ event }) => event);
const playing = (itemId: string, soundsInMs = 0) =>
  ({ kind: 'playout.started', soundsInMs, itemId: itemId as ItemId, responseId: null }) as const;
const INTERRUPTION = { kind: 'interruption', cause: 'speech' } as const;

test('the stream, the model and the keys are written as they come', async () => {
  const node = bench();
  node.feed({ kind: 'carrier.started', streamId: 's' });
  await node.feedAt(500, { kind: 'model.ready' });
  node.feed(
    { kind: 'caller.digit', digit: '5' },
    { kind: 'model.fault', code: 'x', detail: 'y', fatal: false },
    { kind: 'model.closed', code: 1006, detail: 'gone' },
    { kind: 'carrier.stopped', cause: 'lost', detail: 'z' },
  );
  assert.deepEqual(events(node), [
    { kind: 'stream.started', streamId: 's', resumed: true },
    { kind: 'model.ready', tookMs: 750 },
    { kind: 'caller.digit', digit: '5' },
    { kind: 'model.fault', code: 'x', detail: 'y', fatal: false },
    { kind: 'model.closed', code: 1006, detail: 'gone' },
    { kind: 'stream.stopped', cause: 'lost', detail: 'z' },
  ]);
});

test('an interruption names the item that was playing, if one was', () => {
  const node = bench();
  node.feed(
    INTERRUPTION,
    playing('a'),
    playing('b'),
    INTERRUPTION,
    { kind: 'playout.drained' },
    INTERRUPTION,
  );
  assert.deepEqual(
    events(node).map((event) => event.kind === 'interrupted' && event.itemId),
    [null, 'b', null],
  );
});

test('an interruption names the item that sounds, not one that waits behind it', async () => {
  const node = bench();
  node.feed(playing('notice'), playing('greeting', 2000), playing('answer', 3000));
  await node.feedAt(1999, INTERRUPTION);
  await node.feedAt(2000, INTERRUPTION);
  await node.feedAt(2500, playing('more', 4000), INTERRUPTION);
  await node.feedAt(3100, INTERRUPTION);
  assert.deepEqual(
    events(node).map((event) => event.kind === 'interrupted' && event.itemId),
    ['notice', 'greeting', 'greeting', 'answer'],
  );
});

test('a function is written when it is called, with its arguments, and when it has settled', () => {
  const node = bench();
  const toolCallId = 't' as ToolCallId;
  node.feed(
    { kind: 'tool.called', responseId: 'r' as ResponseId, toolCallId, name: 'book', argumentsJson: '{}' },
    { kind: 'tool.settled', toolCallId, name: 'book', status: 'ok', outputJson: '1', tookMs: 7 },
  );
  assert.deepEqual(events(node), [
    {
      kind: 'tool.called',
      toolCallId,
      name: 'book',
      argumentsJson: '{}',
      responseId: 'r' as ResponseId,
    },
    { kind: 'tool.settled', toolCallId, name: 'book', status: 'ok', outputJson: '1', tookMs: 7 },
  ]);
});

test('a response is written with what it took, and only the first wanted end', () => {
  const node = bench();
  const end = { kind: 'end.wanted', farewell: null, transferTo: null } as const;
  node.feed({
    kind: 'response.done',
    responseId: 'r' as ResponseId,
    status: 'incomplete',
    reason: 'max_output_tokens',
    fatal: false,
    usage: null,
  });
  node.feed({ ...end, reason: 'dormant' }, { ...end, reason: 'max-duration' });
  assert.deepEqual(events(node), [
    {
      kind: 'response.done',
      status: 'incomplete',
      reason: 'max_output_tokens',
      usage: null,
      responseId: 'r' as ResponseId,
    },
    { kind: 'end.wanted', reason: 'dormant' },
  ]);
});

test('a response is written with when it began, when it first sounded, and what each vendor took', async () => {
  const node = bench();
  const responseId = 'r' as ResponseId;
  await node.feedAt(100, { kind: 'response.started', responseId, requestId: null });
  await node.feedAt(350, { ...playing('a'), responseId });
  await node.feedAt(500, { ...playing('b'), responseId });
  const llm = { part: 'llm', startedAt: 100_000, firstAt: null, endedAt: 300_000 } as const;
  node.feed({
    kind: 'response.done',
    responseId,
    status: 'completed',
    reason: null,
    fatal: false,
    usage: null,
    steps: [{ ...llm, startedAt: llm.startedAt as Micros, endedAt: llm.endedAt as Micros }],
  });
  assert.deepEqual(events(node), [
    {
      kind: 'response.done',
      status: 'completed',
      reason: null,
      usage: null,
      responseId,
      startedMs: 1100,
      firstAudioMs: 1350,
      steps: [{ part: 'llm', startedMs: 1100, firstMs: null, endedMs: 1300 }],
    },
  ]);
});

test("the caller's speech is written when it is over, with when it began and when the voice ended", async () => {
  const node = bench();
  await node.feedAt(50, { kind: 'caller.voice' });
  await node.feedAt(200, { kind: 'speech.started' });
  await node.feedAt(900, { kind: 'caller.voice' });
  await node.feedAt(1400, { kind: 'speech.stopped' });
  await node.feedAt(2000, { kind: 'speech.started' });
  await node.feedAt(2600, { kind: 'speech.stopped' });
  assert.deepEqual(events(node), [
    { kind: 'caller.spoke', startedMs: 1200, voiceEndedMs: 1900 },
    { kind: 'caller.spoke', startedMs: 3000, voiceEndedMs: null },
  ]);
});

test('an entry is written with its length and its end, its keys only when it is not private', () => {
  const entry = { kind: 'entry.done', entryId: 'e', begun: true, status: 'entered', digits: '42' } as const;
  const open = bench();
  open.feed(
    { kind: 'entry.started', private: false },
    { kind: 'entry.key', digit: '4' },
    { ...entry, private: false },
  );
  assert.deepEqual(events(open), [
    { kind: 'entry.started', private: false },
    { kind: 'caller.digit', digit: '4' },
    { kind: 'entry.ended', private: false, length: 2, status: 'entered' },
  ]);
  const hidden = bench();
  hidden.feed(
    { kind: 'entry.started', private: true },
    { kind: 'entry.key', digit: null },
    { ...entry, private: true },
    { ...entry, begun: false, private: true },
  );
  assert.deepEqual(events(hidden), [
    { kind: 'entry.started', private: true },
    { kind: 'entry.ended', private: true, length: 2, status: 'entered' },
  ]);
});

test('keys that were sent are written, and whether they sounded', () => {
  const node = bench();
  node.feed({ kind: 'digits.sent', sendingId: 's', digits: '1w2#', status: 'cut' });
  assert.deepEqual(events(node), [{ kind: 'digits.sent', digits: '1w2#', status: 'cut' }]);
});
