// Replays: holds that a call that was on the stage goes the same way again, bit for bit.
import assert from 'node:assert/strict';
import { planCall, type ReadyAgent } from 'offhook';
import { differenceText } from '../../src/replay/difference.ts';
import { readTape } from '../../src/replay/read-tape.ts';
import { replayTape } from '../../src/replay/replay-tape.ts';
import { pricesOf } from '../../src/server/prices-file.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';

/** Runs the call again from each of its tapes, and throws with the first thing that differs. */
export async function replays(tapes: readonly string[], agent: ReadyAgent, transferTo: string | null) {
  for (const text of tapes) {
    const { difference } = await replayTape(readTape(text), {
      plan: (call, order, variables) =>
        planCall({ ...agent, variables: () => variables }, call, { transferTo }, simulatedWorld(), order),
      price: pricesOf(null),
    });
    assert.equal(difference, null, difference === null ? '' : differenceText(difference));
  }
}
