// A turn is measured as the caller's ear has it, whoever thinks and speaks and however far the carrier is.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TurnView } from '../../src/call/turn-views.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage, type WholeStageOptions } from './whole-stage.ts';

/** By so much the carrier's ear and ours may differ: it sends and plays 20 ms at a time, and a voice is lost in windows of 20. */
const NEAR_MS = 100;

/** One question and its answer: how the server has it, and how long the caller waited by their own ear. */
async function asked(options: WholeStageOptions) {
  const stage = await wholeStage(options);
  const call = stage.ring();
  await stage.agentQuiet(call);
  const now = (): number => stage.world.clock.now() / 1000;
  let spoken = false;
  void call.speak(stage.lineSound('opening-hours')).then(() => (spoken = true));
  await stage.world.until(() => spoken, 20_000);
  const endedAt = now();
  await stage.world.until(() => call.playing, 20_000);
  const waitedMs = now() - endedAt;
  await stage.agentQuiet(call);
  await stage.world.advance(3000);
  call.hangUp();
  const view = await stage.outcome(call);
  const [turn] = view.turns;
  assert.ok(turn !== undefined);
  return { turn, waitedMs, view };
}

function partsOf({ endpointingMs, modelMs, toolsMs, relayMs, carrierMs }: TurnView): readonly number[] {
  return [endpointingMs, modelMs, toolsMs, relayMs, carrierMs];
}

for (const pipeline of [
  'realtime',
  'gemini',
  'live',
  'cascading',
  'managed',
] as const satisfies readonly StagePipeline[])
  void suite(`a turn, ${pipeline}`, () => {
    test('has parts that are not negative and add up, and a reply that was heard to its end', async () => {
      const { turn, waitedMs } = await asked({ pipeline });
      assert.ok(partsOf(turn).every((part) => part >= 0));
      assert.equal(
        partsOf(turn).reduce((sum, part) => sum + part),
        turn.latencyMs,
      );
      assert.ok(turn.completeMs !== null && turn.completeMs > 500);
      assert.equal(turn.agent, 'front-desk');
      // Where the carrier hears for us, how long it took for the end of speech is known to nobody else.
      if (pipeline !== 'managed') assert.ok(Math.abs(turn.latencyMs - waitedMs) < NEAR_MS, `${waitedMs}`);
    });
  });

test('the way to a carrier that is far stands in the part of the carrier', async () => {
  const { turn, waitedMs } = await asked({ latencyMs: 60 });
  assert.equal(turn.carrierMs, 60);
  // The way of the caller's sound to us is in nobody's numbers.
  assert.ok(Math.abs(turn.latencyMs - waitedMs) < NEAR_MS, `${turn.latencyMs}, ${waitedMs}`);
});
