// What came of a call, by its end and by the functions that succeeded in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndReason } from '../frames/reasons.ts';
import { view } from '../testing/contracts/store-samples.ts';
import type { ToolUse } from './call-view.ts';
import { concludeByRules } from './conclude-by-rules.ts';

const ended = (reason: EndReason, callerTurns = 2) => {
  const call = view('call_a', 'CA');
  assert.ok(call.outcome !== null);
  return {
    ...call,
    tools: [],
    outcome: { ...call.outcome, reason, turns: { caller: callerTurns, agent: 1 } },
  };
};

const used = (name: string, status: ToolUse['status']): ToolUse => ({
  id: name,
  name,
  argumentsJson: '{}',
  status,
  outputJson: '{}',
  atMs: 0,
  tookMs: 1,
});

test('a call is what its end says', () => {
  for (const [reason, disposition] of [
    ['caller-hangup', 'completed'],
    ['agent-hangup', 'completed'],
    ['budget', 'completed'],
    ['transferred', 'transferred'],
    ['machine', 'voicemail'],
    ['no-answer', 'unanswered'],
    ['model-failed', 'failed'],
  ] as const)
    assert.equal(concludeByRules(ended(reason)).disposition, disposition, reason);
});

test('a caller who hung up without a word has abandoned the call', () => {
  assert.equal(concludeByRules(ended('caller-hangup', 0)).disposition, 'abandoned');
});

test('the last function that succeeded and means something says more than the end', () => {
  const byTool = { book: 'booked', cancel: 'cancelled' };
  const call = ended('caller-hangup');
  const of = (...tools: ToolUse[]) => concludeByRules({ ...call, tools }, byTool).disposition;
  assert.equal(of(used('cancel', 'ok'), used('book', 'ok'), used('lookup_hours', 'ok')), 'booked');
  assert.equal(of(used('book', 'error')), 'completed');
  assert.equal(of(used('toString', 'ok')), 'completed');
});

test('rules have read nothing: they tell no summary, and why nobody has', () => {
  assert.deepEqual(concludeByRules(ended('caller-hangup'), {}, 'the model gave no answer'), {
    disposition: 'completed',
    summary: null,
    fields: null,
    by: 'rules',
    note: 'the model gave no answer',
  });
});
