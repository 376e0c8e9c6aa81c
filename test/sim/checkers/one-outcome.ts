// Each call that began has exactly one outcome, as its last word, soon after the caller is gone.
import assert from 'node:assert/strict';
import { ENDING_MS_MAX, type Simulation } from '../simulate-call.ts';

export function oneOutcome({ bench, lastedMs }: Simulation): void {
  assert.equal(bench.over, true, 'the call is over');
  assert.equal(bench.call.ended, true);
  assert.ok(lastedMs < ENDING_MS_MAX, `the call lasted ${lastedMs} ms after its caller`);
  assert.equal(bench.events('call.ended').length, 1, 'one call.ended');
  assert.equal(bench.journal.records.at(-1)?.event.kind, 'call.ended', 'nothing after call.ended');
  assert.notEqual(bench.view.outcome, null);
  assert.equal(bench.events('internal.fault').length, 0, JSON.stringify(bench.events('internal.fault')));
  assert.deepEqual(bench.call.nextStep(), { kind: 'hang-up' });
}
