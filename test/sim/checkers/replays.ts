// A call goes the same way again, whatever it was: bit for bit, from its tape.
import { differenceText } from '../../../src/replay/difference.ts';
import { readTape } from '../../../src/replay/read-tape.ts';
import { replayTape } from '../../../src/replay/replay-tape.ts';
import type { Simulation } from '../simulate-call.ts';

/** Throws with the first thing that differs. */
export async function replays({ tape, bench }: Simulation): Promise<void> {
  const { difference } = await replayTape(readTape(tape), {
    plan: () => Promise.resolve(bench.plan),
    price: () => null,
  });
  if (difference !== null) throw new Error(differenceText(difference));
}
