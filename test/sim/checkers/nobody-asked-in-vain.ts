// Behind a call's end nobody rings, listens or waits for its caller any more, and each who was asked has an outcome.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

export function nobodyAskedInVain({ bench, human }: Simulation): void {
  const { consultations, outcome } = bench.view;
  // Two who talk are let go by a process that stops, and by an operator, and talk on.
  const letGo = outcome?.reason === 'shutdown' || outcome?.reason === 'operator-hangup';
  const talks = letGo && bench.events('conference.sent').length > 0;
  if (!talks) assert.equal(human.waiting, 0, 'a human still waits for a caller who is not coming');
  for (const { callId, outcome: cameOfIt } of consultations)
    assert.notEqual(cameOfIt, null, `${callId}: nobody knows what came of it`);
}
