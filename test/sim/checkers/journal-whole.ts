// The journal counts without gaps, in order of time, and can be folded at any length.
import assert from 'node:assert/strict';
import { viewOf } from '../../../src/call/view-of.ts';
import type { Simulation } from '../simulate-call.ts';

export function journalWhole({ bench }: Simulation): void {
  const { records } = bench.journal;
  records.forEach((record, index) => {
    assert.equal(record.sequence, index + 1);
    assert.ok(record.atMs >= (records[index - 1]?.atMs ?? 0), `record ${record.sequence} goes back in time`);
  });
  assert.equal(records[0]?.event.kind, 'call.opened');
  for (const length of [1, Math.ceil(records.length / 2), records.length])
    viewOf(records.slice(0, length), () => null);
  assert.equal(bench.view.status, 'ended');
  const lines = bench.view.transcript;
  lines.forEach((line, index) => assert.ok(line.atMs >= (lines[index - 1]?.atMs ?? 0), 'spoken order'));
}
