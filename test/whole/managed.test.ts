// Whole calls in which Twilio hears and speaks: what only that pipeline has, and what the others' calls do not show of it.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { defineAgent } from 'offhook';
import { person } from '../../src/testing/telephone/callee.ts';
import { warmStage } from './warm-stage.ts';
import { wholeStage, type WholeStageOptions } from './whole-stage.ts';

const managed = (options: WholeStageOptions = {}) => wholeStage({ ...options, pipeline: 'managed' });

void suite('Twilio hears and speaks', () => {
  test('Twilio takes every message that a call sends it, and its action is told of the end', async () => {
    const stage = await managed();
    const call = stage.ring();
    await stage.agentQuiet(call);
    for (const line of ['opening-hours', 'goodbye']) await stage.say(call, line);
    await stage.outcome(call);
    assert.deepEqual(call.record.refusals, []);
    assert.equal(call.record.streams.length, 1);
    assert.equal(call.ending?.status, 'completed');
  });

  test('an operator stops the agent in the middle, and all know what was heard', async () => {
    const stage = await managed();
    const call = stage.ring();
    await stage.world.until(() => call.heardBytes > 8 * 1500, 10_000);
    const live = stage.switchboard.live()[0];
    assert.ok(live !== undefined);
    stage.switchboard.interrupt(live.id);
    await stage.world.advance(300);
    const heard = call.heardBytes;
    assert.ok(!call.playing);
    await stage.world.advance(3000);
    assert.equal(call.heardBytes, heard, 'nothing sounds any more');
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    const [greeting] = view.transcript;
    assert.ok(greeting?.heard !== undefined && greeting.heard !== '' && greeting.heard !== greeting.text);
    assert.match(view.transcript.at(-1)?.text ?? '', /^We are open/);
  });

  test('a protected farewell is heard to its end, whatever the caller says', async () => {
    const stage = await managed({ agent: { durationMsMax: 15_000 } });
    const call = stage.ring();
    await stage.world.until(
      () => call.playing && call.quietMs === 0 && stage.world.clock.now() > 15_500_000,
      40_000,
    );
    void call.speak(stage.lineSound('stop'));
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'max-duration');
    assert.ok(view.transcript.some(({ heard }) => heard === stage.agent.phrases.timeUp));
  });

  test('a caller is transferred by what stands behind the session, where no REST API can be used', async () => {
    const stage = await managed({ credentials: false });
    const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 2000, talkMs: 5000 }) });
    await stage.agentQuiet(call);
    void call.speak(stage.lineSound('human'));
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'transferred');
    assert.equal(call.record.dials.length, 1);
    assert.deepEqual(call.record.refusals, []);
  });

  test('an operator switches the language, and Twilio hears and speaks the other one', async () => {
    const agent = defineAgent({ name: 'desk', instructions: 'Help.', languages: ['es-MX'] });
    const stage = await managed({ agent: { languages: agent.languages } });
    const call = stage.ring();
    await stage.agentQuiet(call);
    const live = stage.switchboard.live()[0];
    assert.ok(live !== undefined);
    assert.equal(stage.switchboard.steer(live.id, { language: 'es-MX' }).language, 'applied');
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.deepEqual(call.record.refusals, [], 'Twilio knows the language');
    const journal = await stage.store.journal(view.id);
    assert.ok(journal.some(({ event }) => event.kind === 'language.switched' && event.to === 'es-MX'));
  });

  test('a human who is asked hears what it is about in words too, while music plays to the caller', async () => {
    const stage = await warmStage(person(3000), { pipeline: 'managed' });
    await stage.briefed();
    assert.ok(stage.caller.playing, 'music');
    stage.human.press('1');
    await stage.together();
    await stage.world.advance(2000);
    stage.caller.hangUp();
    const { caller, human } = await stage.over();
    assert.deepEqual(
      [caller.view.outcome?.reason, human.view.outcome?.reason],
      ['transferred', 'transferred'],
    );
    assert.deepEqual([stage.caller.record.refusals, stage.human.record.refusals], [[], []]);
  });

  test('a human who declines sends the caller back to the agent', async () => {
    const stage = await warmStage(person(3000), { pipeline: 'managed' });
    await stage.briefed();
    stage.human.press('2');
    await stage.callerBack();
    stage.caller.hangUp();
    const { caller } = await stage.over();
    assert.equal(caller.view.outcome?.reason, 'caller-hangup');
  });
});
