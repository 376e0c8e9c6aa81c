// A slow turn says in one sentence what made it slow; one that was not slow says nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { TurnMeasured } from '../frames/turn-measured.ts';
import { SLOW_MS_MIN, turnView } from './turn-views.ts';

const TURN: TurnMeasured = {
  kind: 'turn.measured',
  saidMs: 1500,
  endpointingMs: 400,
  modelMs: 350,
  toolsMs: 0,
  relayMs: 0,
  carrierMs: 80,
  completeMs: 2000,
  marked: true,
  tool: null,
};

test('a turn within a second has nothing to say for itself', () => {
  assert.deepEqual(turnView(TURN, 'front-desk'), {
    atMs: 1500,
    agent: 'front-desk',
    latencyMs: 830,
    endpointingMs: 400,
    modelMs: 350,
    toolsMs: 0,
    relayMs: 0,
    carrierMs: 80,
    completeMs: 2000,
    why: null,
  });
});

for (const [changes, why] of [
  [{ modelMs: 1900 }, 'The model took 1900 of 2380 ms to its first sound.'],
  [{ endpointingMs: 1200 }, 'It took 1200 of 1630 ms to decide that the caller had finished.'],
  [{ toolsMs: 700, tool: 'find_order' }, 'Tools ran for 700 of 1530 ms, find_order the longest.'],
  [
    { relayMs: 600 },
    'The answer was held for 600 of 1430 ms, behind other sound or until the model could be asked.',
  ],
  [{ carrierMs: 900 }, 'The carrier took 900 of 1650 ms to sound what it had been handed.'],
] as const)
  test(`a slow turn says why: ${why}`, () => {
    assert.equal(turnView({ ...TURN, ...changes }, 'front-desk').why, why);
  });

test('whatever a turn is like, its parts add up, and it says why just where it is slow', () => {
  const ms = fc.nat(5000);
  const parts = fc.record({ endpointingMs: ms, modelMs: ms, toolsMs: ms, relayMs: ms, carrierMs: ms });
  fc.assert(
    fc.property(parts, (part) => {
      const view = turnView({ ...TURN, ...part }, 'a');
      assert.equal(
        view.latencyMs,
        Object.values(part).reduce((sum, one) => sum + one, 0),
      );
      assert.equal(view.why !== null, view.latencyMs > SLOW_MS_MIN);
    }),
  );
});
