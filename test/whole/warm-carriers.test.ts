// Warm transfers through the other carriers that place calls and have conferences, and between calls of two kinds.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { suite, test } from 'node:test';
import { person } from '../../src/testing/telephone/callee.ts';
import { texts } from './outbound-stage.ts';
import { bandwidthCarrier } from './bandwidth-carrier.ts';
import { jambonzCarrier, signalwireCarrier } from './envelope-carriers.ts';
import { plivoCarrier, type StageCarrier } from './stage-carriers.ts';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { outcomes, warmStage } from './warm-stage.ts';
import { wholeStage } from './whole-stage.ts';

const CARRIERS: readonly (readonly [string, StageCarrier])[] = [
  ['Plivo', plivoCarrier()],
  ['Bandwidth', bandwidthCarrier],
  ['SignalWire', signalwireCarrier],
  ['jambonz', jambonzCarrier()],
  ['Telnyx, by TeXML', telnyxCarrier({ application: 'texml' })],
  ['Telnyx, by commands', telnyxCarrier({ application: 'call-control' })],
];

for (const [name, carrier] of CARRIERS)
  void suite(`a warm transfer by ${name}`, () => {
    test('brings the two together, and ends for both when one hangs up', async () => {
      const stage = await warmStage(person(3000), { carrier });
      const { world, caller, human } = stage;
      await stage.briefed();
      human.press('1');
      await world.until(() => caller.streamId === null && human.streamId === null, 30_000);
      await world.advance(1000);
      const heard = caller.heardBytes;
      const said = Buffer.from(stage.lineSound('hello'));
      void human.speak(said);
      await world.advance(5000);
      assert.ok(Buffer.from(caller.heard()).subarray(heard).indexOf(said) >= 0);
      human.hangUp();
      const ended = await stage.over();
      assert.deepEqual(outcomes(ended.caller), ['accepted']);
      assert.equal(caller.record.conferences[0]?.shared, true);
      assert.deepEqual([caller.ending?.status, human.ending?.status], ['completed', 'completed']);
      assert.deepEqual(
        [ended.caller.view.outcome?.reason, ended.human.view.outcome?.reason],
        ['transferred', 'transferred'],
      );
      assert.deepEqual([caller.record.refusals, human.record.refusals], [[], []]);
    });

    test('brings the caller back from one who declines', async () => {
      const stage = await warmStage(person(3000), { carrier });
      await stage.briefed();
      stage.human.press('2');
      await stage.callerBack();
      stage.caller.hangUp();
      const { caller } = await stage.over();
      assert.deepEqual(outcomes(caller), ['declined']);
    });

    test('brings a caller who is alone in the conference back to the agent', async () => {
      const stage = await warmStage(person(3000), { carrier });
      await stage.briefed();
      const { carrierCallId } = stage.caller;
      stage.switchboard.watch(({ event }, view) => {
        if (event.kind === 'conference.sent' && view.callSid === carrierCallId) stage.human.hangUp();
      });
      stage.human.press('1');
      await stage.agentBack(stage.caller, 2);
      stage.caller.hangUp();
      const { caller } = await stage.over();
      // By commands the conference is gone with the human, and the caller never gets in.
      assert.notEqual(stage.caller.record.conferences[0]?.shared, true);
      assert.ok(texts(caller.view, 'agent').includes(stage.agent.phrases.transferFailed));
    });

    test('brings the caller back from one who hangs up at once', async () => {
      const stage = await warmStage(person(3000), { carrier });
      await stage.briefed();
      stage.human.press('1');
      await stage.together();
      await stage.world.advance(1500);
      stage.human.hangUp();
      await stage.agentBack(stage.caller, 2);
      stage.caller.hangUp();
      await stage.over();
      assert.equal(stage.caller.record.conferences[0]?.shared, true);
    });

    test('ends for the human when the caller hangs up', async () => {
      const stage = await warmStage(person(3000), { carrier });
      await stage.briefed();
      stage.human.press('1');
      await stage.together();
      await stage.world.advance(8000);
      stage.caller.hangUp();
      const { caller, human } = await stage.over();
      assert.equal(stage.human.ending?.status, 'completed');
      assert.deepEqual(
        [caller.view.outcome?.reason, human.view.outcome?.reason],
        ['transferred', 'transferred'],
      );
    });

    test('lets the human go whose phone rings when the caller hangs up', async () => {
      const stage = await warmStage(person(20_000), { carrier });
      await stage.world.advance(5000);
      stage.caller.hangUp();
      await stage.world.advance(1000);
      assert.notEqual(stage.human.ending, null);
      await stage.over();
    });
  });

test('a call of TeXML is put through at once where calls are placed by commands: the two meet in no conference', async () => {
  const carrier = telnyxCarrier({ application: 'texml' }, {}, 'call-control');
  const stage = await wholeStage({ agent: { transferKind: 'warm', recording: { on: false } }, carrier });
  const caller = stage.ring();
  await stage.agentQuiet(caller);
  void caller.speak(stage.lineSound('human'));
  await stage.world.until(() => caller.record.dials.length > 0, 60_000);
  assert.ok(stage.world.logLines.some(({ event }) => event === 'transfer.not-warm'));
  assert.equal((await stage.outcome(caller)).outcome?.reason, 'transferred');
});
