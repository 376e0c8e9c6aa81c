// Each turn is told once, by parts that are not negative, and lies within its call.
import assert from 'node:assert/strict';
import { turnView } from '../../../src/call/turn-views.ts';
import type { Simulation } from '../simulate-call.ts';

export function turnsAddUp({ bench }: Simulation): void {
  const answered = bench.events('turn.answered').length;
  const turns = bench.events('turn.measured');
  assert.ok(turns.length <= answered, `${turns.length} turns were measured of ${answered}`);
  for (const turn of turns) {
    const view = turnView(turn, '');
    for (const part of ['endpointingMs', 'modelMs', 'toolsMs', 'relayMs', 'carrierMs', 'completeMs'] as const)
      assert.ok((view[part] ?? 0) >= 0, `${part} is ${view[part]}`);
    const { durationMs = Infinity } = bench.view.outcome ?? {};
    assert.ok(view.atMs >= 0 && view.atMs + view.latencyMs <= durationMs + 1, 'a turn goes beyond its call');
  }
  assert.ok(bench.view.turns.length === turns.length);
}
