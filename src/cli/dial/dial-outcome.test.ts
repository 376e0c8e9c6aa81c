// How an outgoing call ended, for people and for scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndReason } from '../../frames/reasons.ts';
import { view } from '../../testing/contracts/store-samples.ts';
import { dialOutcome, EXIT } from './dial-outcome.ts';

function call(reason: EndReason, talked: boolean) {
  const sample = view('call_1', 'CA1', { direction: 'outbound' });
  const outcome = sample.outcome === null ? null : { ...sample.outcome, reason, detail: '' };
  return { ...sample, outcome, transcript: talked ? sample.transcript : [] };
}

test('the exit code tells whether somebody was reached', () => {
  const cases: readonly (readonly [EndReason, boolean, boolean, number])[] = [
    ['caller-hangup', true, false, EXIT.reached],
    ['agent-hangup', true, false, EXIT.reached],
    ['caller-hangup', false, false, EXIT.unreached],
    ['busy', false, false, EXIT.unreached],
    ['no-answer', false, false, EXIT.unreached],
    ['call-failed', false, false, EXIT.unreached],
    ['machine', true, false, EXIT.unreached],
    ['machine', true, true, EXIT.reached],
    ['fax', true, false, EXIT.unreached],
  ];
  for (const [reason, talked, left, exitCode] of cases)
    assert.equal(dialOutcome(call(reason, talked), left).exitCode, exitCode, `${reason} ${talked} ${left}`);
});

test('a call that is not over is told with its id', () => {
  const { lines, exitCode } = dialOutcome(
    { ...call('busy', false), status: 'ringing', outcome: null },
    false,
  );
  assert.match(lines.join('\n'), /call_1 is ringing/);
  assert.equal(exitCode, EXIT.reached);
});

test('a machine is told apart by whether the message was left', () => {
  assert.match(dialOutcome(call('machine', true), true).lines.join('\n'), /Message {2}left/);
  assert.match(dialOutcome(call('machine', true), false).lines.join('\n'), /Message {2}not left/);
});
