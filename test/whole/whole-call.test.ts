// Whole calls in virtual time: what holds whoever carries the call (carrier-calls.test.ts) and whoever answers it (pipelines.test.ts).
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { wholeStage } from './whole-stage.ts';

void suite('a whole call', () => {
  for (const credentials of [true, false]) {
    const how = credentials ? 'over REST' : 'by the address behind the stream';
    test(`hands over to a human ${how}`, async () => {
      const stage = await wholeStage({ credentials });
      const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.deepEqual(
        call.record.dials.map(({ to }) => to),
        ['+14155550123'],
      );
      assert.equal(stage.world.socketsOpen, 0);
    });
  }

  test('has in its journal what the carrier says was wrong with its stream, as long as it lives', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    stage.switchboard.streamTrouble(call.carrierCallId, 'MZ1', '31924 protocol');
    stage.switchboard.streamTrouble('another', 'MZ2', 'not ours');
    call.hangUp();
    const { id } = await stage.outcome(call);
    stage.switchboard.streamTrouble(call.carrierCallId, 'MZ1', 'late');
    const events = (await stage.store.journal(id)).map(({ event }) => event);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'carrier.trouble'),
      [{ kind: 'carrier.trouble', streamId: 'MZ1', detail: '31924 protocol' }],
    );
  });

  test('apologises in the carrier’s voice when nothing was ever rendered', async () => {
    const stage = await wholeStage({ model: false, transferTo: null });
    const call = stage.ring();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'model-failed');
    assert.deepEqual(
      call.record.says.map(({ text }) => text),
      [stage.agent.phrases.apology],
    );
  });

  test('turns the caller beyond the cap away in words, and takes the next one when a line is free', async () => {
    const stage = await wholeStage({ callsMax: 1 });
    const first = stage.ring();
    await stage.agentQuiet(first);
    const second = stage.ring();
    await stage.world.until(() => second.ending !== null);
    assert.deepEqual(
      second.record.says.map(({ text }) => text),
      [stage.agent.phrases.busy],
    );
    first.hangUp();
    await stage.outcome(first);
    const third = stage.ring();
    await stage.agentQuiet(third);
    assert.equal(third.record.streams.length, 1);
    third.hangUp();
    await stage.outcome(third);
  });

  test('announces the recording by the caller’s state, and records nothing before', async () => {
    for (const [fromState, announced] of [
      ['CA', true],
      ['TX', false],
    ] as const) {
      const stage = await wholeStage();
      const call = stage.ring({ fromState, fields: {} });
      await stage.agentQuiet(call);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.transcript[0]?.text.includes('recorded'), announced, fromState);
      assert.ok(view.recording !== null);
      const spokenMs = (call.ending?.atMs ?? 0) - (announced ? 1300 : 0);
      assert.ok(view.recording.durationMs < spokenMs + 100, `${view.recording.durationMs} of ${spokenMs}`);
    }
  });

  test('is understood across loss, jitter and disorder', async () => {
    const stage = await wholeStage({ latencyMs: 60 });
    const call = stage.ring({ faults: { lossChance: 0.03, reorderChance: 0.01, duplicateChance: 0.01 } });
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.tools[0]?.name, 'lookup_hours');
  });
});
