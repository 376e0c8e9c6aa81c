// What was interrupted stays silent: no sound of it is handed to the carrier after the clear.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

export function silentAfterClear({ seen }: Simulation): void {
  let responses = new Set<string>();
  let interrupted = new Set<string>();
  let items = new Set<string>();
  let cut = new Set<string>();
  const responseOf = new Map<string, string>();
  for (const { atMs, from, frame } of seen) {
    switch (frame.kind) {
      case 'carrier.started':
        // Another conversation: its ids are its own.
        responses = new Set();
        interrupted = new Set();
        items = new Set();
        cut = new Set();
        break;
      case 'response.started':
        responses.add(frame.responseId);
        break;
      case 'response.done':
        responses.delete(frame.responseId);
        break;
      case 'agent.audio':
        if (frame.responseId !== null) responseOf.set(frame.itemId, frame.responseId);
        break;
      case 'playout.audio':
        assert.ok(!cut.has(frame.itemId), `${frame.itemId} sounds at ${atMs} after it was cut`);
        assert.ok(
          !interrupted.has(responseOf.get(frame.itemId) ?? ''),
          `${frame.itemId} sounds at ${atMs} although its response was interrupted`,
        );
        items.add(frame.itemId);
        break;
      case 'interruption':
        for (const id of responses) interrupted.add(id);
        for (const id of items) cut.add(id);
        break;
      case 'response.cancel':
        if (from === 'responses') interrupted.add(frame.responseId);
        break;
      default:
    }
  }
}
