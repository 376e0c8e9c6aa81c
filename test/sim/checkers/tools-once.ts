// A function runs at most once for a call id, never before its call is on record, and what was called is settled.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

export function toolsOnce({ bench, runs, seen }: Simulation): void {
  const ids = runs.map(({ toolCallId }) => toolCallId);
  assert.equal(new Set(ids).size, ids.length, 'no call id ran twice');
  for (const { toolCallId, onRecord } of runs)
    assert.ok(onRecord, `${toolCallId} ran before it was on record`);
  const settled = bench.events('tool.settled').map(({ toolCallId }) => toolCallId);
  assert.equal(new Set(settled).size, settled.length, 'no call id settled twice');
  for (const id of ids) assert.ok(settled.includes(id), `${id} is settled`);
  // The model is told each result once, as long as it is there to be told.
  const told = seen.flatMap(({ frame }) => (frame.kind === 'context.tool-result' ? [frame.toolCallId] : []));
  assert.equal(new Set(told).size, told.length, 'no result was told twice');
}
