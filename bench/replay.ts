// How long a ten-minute call takes to be replayed, against the time that it took: npm run bench:replay.
import { gzipSync } from 'node:zlib';
import { planCall } from 'offhook';
import { readTape } from '../src/replay/read-tape.ts';
import { replayTape } from '../src/replay/replay-tape.ts';
import { pricesOf } from '../src/server/prices-file.ts';
import { simulatedWorld } from '../src/testing/world/simulated-world.ts';
import { wholeStage } from '../test/whole/whole-stage.ts';

const TALK_MS = 600_000;
const ROUNDS = 5;

const stage = await wholeStage();
const call = stage.ring();
await stage.agentQuiet(call);
while (call.nowMs < TALK_MS && call.ending === null) await stage.say(call, 'opening-hours');
call.hangUp();
const { id } = await stage.outcome(call);
const [text = ''] = stage.tapes.of(id);
const plan: Parameters<typeof replayTape>[1]['plan'] = (incoming, order, variables) =>
  planCall(
    { ...stage.agent, variables: () => variables },
    incoming,
    { transferTo: '+14155550123' },
    simulatedWorld(),
    order,
  );
const tookMs: number[] = [];
let [lines, tapeMs] = [0, 0];
for (let round = 0; round < ROUNDS; round += 1) {
  const began = performance.now();
  const replay = await replayTape(readTape(text), { plan, price: pricesOf(null) });
  tookMs.push(performance.now() - began);
  if (replay.difference !== null) throw new Error('the call went another way');
  ({ lines, tapeMs } = replay);
}
const sorted = tookMs.toSorted((one, other) => one - other);
const median = sorted[Math.floor(ROUNDS / 2)] ?? 0;
const mb = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
console.log(
  `A call of ${(tapeMs / 1000).toFixed(0)} s in ${lines} lines, ${mb(text.length)}, packed ${mb(gzipSync(text).length)}`,
);
console.log(
  `replayed in ${median.toFixed(0)} ms (median of ${ROUNDS}, ${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)}): ${(tapeMs / median).toFixed(0)} times as fast as it was`,
);
