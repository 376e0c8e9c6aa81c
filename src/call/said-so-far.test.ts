// A session that joins is told what was said, what was heard of it, and what was done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ToolCallId } from '../base/brand.ts';
import { renewingBench } from '../testing/fakes/renewing-bench.ts';
import { HISTORY_LINES_MAX } from './history.ts';

test('the new session is told what was said, in order, and of the agent only what was heard', () => {
  const b = renewingBench();
  b.session.ready();
  b.tell({ kind: 'context.add', itemId: 'greeting' as ItemId, role: 'agent', text: 'Hello?' });
  b.session.speechStarted();
  b.session.speechStopped();
  b.session.respond({ id: 'r1', text: 'one two three four five six seven eight nine ten', ms: 4000 });
  const itemId = 'caller-1' as ItemId;
  b.session.give({ kind: 'caller.text', itemId, text: 'Count.', final: true });
  b.session.respond({ id: 'r2', text: 'never heard', ms: 1000 });
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 1310 });
  b.session.give({ kind: 'agent.text', itemId: 'item-r1' as ItemId, delta: ', and on' });
  b.tell({ kind: 'context.remove', itemId: 'item-r2' as ItemId });
  b.tell({ kind: 'context.add', itemId: null, role: 'system', text: 'The caller pressed 5 on the keypad.' });
  b.session.respond({ id: 'r3', text: 'written only', ms: 0 });
  b.lose();
  b.session.ready();
  assert.deepEqual(b.lines, [
    'agent: Hello?',
    'caller: Count.',
    'agent: one two three',
    'system: The caller pressed 5 on the keypad.',
  ]);
  const ids = b.session.taken.flatMap((frame) => (frame.kind === 'context.add' ? [frame.itemId] : []));
  assert.deepEqual(ids, ['greeting', null, 'item-r1', null]);
});

test('an item of a lost session that is cut later is replaced by what was heard of it', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'one two three four', ms: 4000 });
  b.lose();
  b.session.ready();
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 2000 });
  assert.deepEqual(b.session.taken.slice(-2), [
    { kind: 'context.remove', itemId: 'item-r1' },
    { kind: 'context.add', itemId: null, role: 'agent', text: 'one two' },
  ]);
  b.session.respond({ id: 'r2', text: 'five six seven eight', ms: 4000 });
  b.tell({ kind: 'context.truncate', itemId: 'item-r2' as ItemId, heardMs: 2000 });
  assert.equal(b.session.taken.at(-1)?.kind, 'context.truncate');
});

test('what is corrected while no session serves is told as it stands then', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'one two three four', ms: 4000 });
  b.lose();
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 2000 });
  b.tell({ kind: 'context.add', itemId: null, role: 'agent', text: 'We are still here.' });
  b.session.ready();
  assert.deepEqual(b.lines, ['agent: one two', 'agent: We are still here.']);
  assert.equal(b.session.last('context.truncate'), undefined);
});

test('a function that was called stays known, and its result reaches the session that did not call it', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'One moment.', ms: 200, done: false });
  b.session.callTool('r1', 't1', 'book', { day: 'Monday' });
  b.session.done('r1');
  b.lose();
  b.session.ready();
  assert.equal(
    b.lines.at(-1),
    'system: The function book was called with {"day":"Monday"}. Its result will follow: do not call it again.',
  );
  const result = {
    kind: 'context.tool-result',
    toolCallId: 't1' as ToolCallId,
    outputJson: '{"ok":true}',
  } as const;
  b.tell(result);
  const told = 'system: The function book was called with {"day":"Monday"} and returned {"ok":true}';
  assert.equal(b.session.last('context.tool-result'), undefined);
  assert.equal(b.lines.at(-1), told);
  b.lose();
  b.session.ready();
  assert.deepEqual(b.lines, ['agent: One moment.', told]);
});

test('the result of a function goes to the session that called it as it is', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.callTool('r1', 't1', 'book', {});
  b.tell({ kind: 'context.tool-result', toolCallId: 't1' as ToolCallId, outputJson: '{}' });
  assert.equal(b.session.last('context.tool-result')?.toolCallId, 't1');
});

test('a new session begins with the latest settings, also those of the gap', () => {
  const b = renewingBench();
  b.session.ready();
  b.tell({ kind: 'session.update', instructions: 'Be brief.' });
  b.tell({ kind: 'session.update', interruptible: false });
  b.lose();
  assert.deepEqual(b.session.taken, [
    { kind: 'session.update', instructions: 'Be brief.', interruptible: false },
  ]);
  b.tell({ kind: 'session.update', interruptible: true });
  assert.equal(b.session.last('session.update')?.interruptible, true);
  b.lose();
  assert.deepEqual(b.session.taken, [
    { kind: 'session.update', instructions: 'Be brief.', interruptible: true },
  ]);
});

test('a new session is told of a bounded number of lines, the latest', () => {
  const b = renewingBench();
  b.session.ready();
  for (let line = 1; line <= HISTORY_LINES_MAX + 50; line += 1)
    b.tell({ kind: 'context.add', itemId: null, role: 'system', text: `line ${line}` });
  b.lose();
  b.session.ready();
  assert.equal(b.lines.length, HISTORY_LINES_MAX);
  assert.equal(b.lines[0], 'system: line 51');
});
