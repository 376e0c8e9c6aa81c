// A model that joins a call under way is told what was said, as the caller knows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptLine } from './call-view.ts';
import { history, HISTORY_LINES_MAX } from './history.ts';

test("the caller's words and those of the agent's that were heard are told in order", () => {
  const lines: TranscriptLine[] = [
    { role: 'agent', text: 'Hello, how can I help?', heard: 'Hello, how', atMs: 0 },
    { role: 'caller', text: 'Are you open?', atMs: 900 },
    { role: 'agent', text: 'Not heard at all.', heard: '', atMs: 2000 },
    { role: 'caller', text: '', atMs: 3000 },
  ];
  assert.deepEqual(history(lines), [
    { kind: 'context.add', itemId: null, role: 'agent', text: 'Hello, how' },
    { kind: 'context.add', itemId: null, role: 'caller', text: 'Are you open?' },
  ]);
});

test('of a long call the last lines are told', () => {
  const lines = Array.from({ length: HISTORY_LINES_MAX + 5 }, (_, index): TranscriptLine => {
    return { role: 'caller', text: `line ${index}`, atMs: index };
  });
  const told = history(lines);
  assert.equal(told.length, HISTORY_LINES_MAX);
  assert.equal(told[0]?.text, 'line 5');
});
