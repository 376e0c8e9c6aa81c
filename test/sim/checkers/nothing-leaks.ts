// Each session, stream, timer and recording that a call took is gone after it.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

export function nothingLeaks({ bench, caller, timersLeft }: Simulation): void {
  bench.models.forEach((model, index) => assert.equal(model.closed, true, `model ${index + 1} is closed`));
  caller.streams.forEach((stream, index) =>
    assert.equal(stream.closed, true, `stream ${index + 1} is closed`),
  );
  assert.equal(timersLeft, 0, 'no timer is left');
  if (bench.recording.bytes > 0) assert.equal(bench.recording.closed, true, 'the recording is closed');
}
