// What happens to the call is written into its journal, each thing once, with what it takes to understand it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import { plusMs, type Micros } from '../base/time.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { journalScribe } from './journal-scribe.ts';

const bench = () => nodeBench(journalScribe({ resumed: true, dialledAt: plusMs(0 as Micros, -250) }));
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
    { kind: 'tool.called', toolCallId, name: 'book', argumentsJson: '{}' },
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
    { kind: 'response.done', status: 'incomplete', reason: 'max_output_tokens', usage: null },
    { kind: 'end.wanted', reason: 'dormant' },
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
