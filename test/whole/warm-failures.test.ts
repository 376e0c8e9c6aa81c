// Warm transfers that come to nothing: for each way of failing the caller is with the agent again, or gone, and so is the human.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mailbox, person, type Callee } from '../../src/testing/telephone/callee.ts';
import { frontDeskBrain } from '../../src/testing/rehearsal/front-desk-brain.ts';
import type { Brain } from '../../src/testing/rehearsal/brain.ts';
import { only, texts } from './outbound-stage.ts';
import { outcomes, warmStage, type WarmStage } from './warm-stage.ts';
import { wholeStage } from './whole-stage.ts';

const BACK = 'I am sorry, no person is available right now. Is there anything else I can do for you?';

/** The agent knows why, has said that nobody came, and goes on helping. */
async function isBack(stage: WarmStage, outcome: string, why: RegExp): Promise<void> {
  await stage.callerBack();
  const note = stage.modelTold.find((text) => text.includes('could not be put through')) ?? '';
  assert.match(note, why);
  await stage.say(stage.caller, 'opening-hours');
  stage.caller.hangUp();
  const { caller } = await stage.over();
  assert.deepEqual(outcomes(caller), [outcome]);
  const lines = texts(caller.view, 'agent');
  assert.equal(lines.filter((text) => text === BACK).length, 1);
  assert.equal(caller.view.tools.at(-1)?.name, 'lookup_hours');
  assert.equal(caller.view.outcome?.reason, 'caller-hangup');
  assert.equal(stage.caller.record.streams.length, 1, 'the caller never left the line');
}

void suite('a warm transfer that fails', () => {
  for (const [means, decline] of [
    ['key', (stage: WarmStage) => Promise.resolve(void stage.human.press('2'))],
    ['voice', (stage: WarmStage) => stage.humanSays('no')],
  ] as const)
    test(`because the human declines by ${means} brings the caller back to an agent that knows why`, async () => {
      const stage = await warmStage();
      await stage.briefed();
      await decline(stage);
      await isBack(stage, 'declined', /can not take the call now/);
      const { human } = await stage.over();
      assert.deepEqual(only(human.events, 'briefing.settled'), [
        { kind: 'briefing.settled', outcome: 'declined', by: means },
      ]);
      assert.equal(texts(human.view, 'agent').at(-1), 'All right. I will tell the caller. Goodbye.');
      assert.equal(human.view.outcome?.reason, 'agent-hangup');
    });

  const unanswered: readonly (readonly [string, Callee, string, RegExp])[] = [
    ['nobody picks up', { status: 'no-answer' }, 'no-answer', /nobody picked up/],
    ['the line is busy', { status: 'busy', afterMs: 800 }, 'busy', /the line was busy/],
    [
      'the number leads nowhere',
      { status: 'failed', afterMs: 300, code: '404' },
      'failed',
      /nobody could be reached/,
    ],
    [
      'a voicemail picks up',
      mailbox(new Uint8Array(40_000).fill(0x55)),
      'voicemail',
      /a voicemail picked up/,
    ],
  ];
  for (const [what, callee, outcome, why] of unanswered)
    test(`because ${what} brings the caller back to an agent that knows why`, async () => {
      const stage = await warmStage(callee);
      await isBack(stage, outcome, why);
      assert.deepEqual(stage.human.record.conferences, []);
    });

  test('because the human hangs up in the middle of the briefing brings the caller back', async () => {
    const stage = await warmStage();
    await stage.world.until(() => stage.human.playing, 60_000);
    await stage.world.advance(3000);
    stage.human.hangUp();
    await isBack(stage, 'hung-up', /the person who was asked hung up/);
  });

  test('because the human says nothing asks once more, lets them go, and brings the caller back', async () => {
    const stage = await warmStage();
    await isBack(stage, 'timed-out', /nobody took the call in time/);
    const { human } = await stage.over();
    assert.deepEqual(texts(human.view, 'agent').slice(-2), [
      'Will you take the call? Press 1 or say yes, or press 2 or say no.',
      'I will tell the caller that nobody is available right now. Goodbye.',
    ]);
    assert.equal(human.view.outcome?.reason, 'dormant');
  });

  test('because the human talks and talks without a decision ends by the hold’s own bound', async () => {
    const stage = await warmStage(person(24_000));
    const talk = stage.world.until(() => stage.human.ending !== null, 300_000);
    for (let times = 0; times < 30 && stage.human.ending === null; times += 1)
      void stage.human.speak(stage.lineSound('opening-hours'));
    await talk;
    await isBack(stage, 'timed-out', /nobody took the call in time/);
  });

  test('because the model fails in the briefing brings the caller back', async () => {
    const stage = await warmStage(person(3000), { brain: failingInBriefings() });
    await stage.briefed();
    await stage.humanSays('opening-hours');
    await isBack(stage, 'failed', /nobody could be reached/);
    const { human } = await stage.over();
    assert.equal(human.view.outcome?.reason, 'model-failed');
  });

  test('because the human is gone on the way into the conference brings the caller back', async () => {
    const stage = await warmStage();
    await stage.briefed();
    stage.human.press('1');
    await stage.world.until(() => stage.human.playing, 10_000);
    stage.human.hangUp();
    await isBack(stage, 'hung-up', /the person who was asked hung up/);
  });

  test('because the human is gone before the caller is in the conference brings the caller back', async () => {
    const stage = await warmStage();
    await stage.briefed();
    stage.human.press('1');
    await stage.world.until(() => stage.human.record.verbs.at(-1)?.name === 'Dial', 30_000);
    stage.human.hangUp();
    await stage.agentBack(stage.caller, 2);
    stage.caller.hangUp();
    const { caller } = await stage.over();
    assert.deepEqual(outcomes(caller), ['accepted', 'gone']);
    assert.ok(texts(caller.view, 'agent').includes(stage.agent.phrases.transferFailed));
    assert.deepEqual(stage.caller.record.conferences, []);
    assert.ok(stage.modelTold.some((text) => text.includes('was gone before the caller was there')));
  });

  test('because the human is gone as soon as the two are together brings the caller back', async () => {
    const stage = await warmStage();
    await stage.briefed();
    stage.human.press('1');
    await stage.together();
    await stage.world.advance(500);
    stage.human.hangUp();
    await stage.agentBack(stage.caller, 2);
    assert.ok(stage.caller.nowMs - (stage.caller.record.conferences[0]?.leftMs ?? 0) < 15_000);
    stage.caller.hangUp();
    const { caller } = await stage.over();
    assert.deepEqual(outcomes(caller), ['accepted', 'gone']);
    assert.equal(caller.view.outcome?.reason, 'caller-hangup');
  });

  test('with the caller alone in the conference has the carrier take the caller out again', async () => {
    const stage = await warmStage();
    await stage.briefed();
    const { carrierCallId } = stage.caller;
    // The carrier is being told of the conference, and has not heard it yet.
    stage.switchboard.watch(({ event }, view) => {
      if (event.kind === 'conference.sent' && view.callSid === carrierCallId) stage.human.hangUp();
    });
    stage.human.press('1');
    await stage.agentBack(stage.caller, 2);
    stage.caller.hangUp();
    const { caller } = await stage.over();
    assert.equal(stage.caller.record.conferences[0]?.shared, false);
    assert.ok(texts(caller.view, 'agent').includes(stage.agent.phrases.transferFailed));
  });
});

void suite('a caller on hold', () => {
  test('who hangs up while the phone rings ends the ringing at once', async () => {
    const stage = await warmStage(person(20_000));
    await stage.world.advance(5000);
    stage.caller.hangUp();
    await stage.world.advance(500);
    assert.equal(stage.human.ending?.status, 'canceled');
    const { caller, human } = await stage.over();
    assert.deepEqual(outcomes(caller), ['called-off']);
    assert.deepEqual(
      [caller.view.outcome?.reason, human.view.outcome?.reason],
      ['caller-hangup', 'agent-hangup'],
    );
  });

  test('who hangs up during the briefing costs the human one sentence', async () => {
    const stage = await warmStage();
    await stage.world.until(() => stage.human.playing, 60_000);
    await stage.world.advance(2000);
    stage.caller.hangUp();
    const { human } = await stage.over();
    assert.equal(texts(human.view, 'agent').at(-1), 'The caller does not wait any longer. Goodbye.');
    assert.equal(stage.human.ending?.status, 'completed');
    assert.deepEqual(stage.human.record.conferences, []);
  });

  test('who hangs up as the human accepts leaves nobody in a conference', async () => {
    const stage = await warmStage();
    await stage.briefed();
    stage.human.press('1');
    await stage.world.until(() => stage.human.playing, 10_000);
    stage.caller.hangUp();
    await stage.world.until(() => stage.human.ending !== null, 20_000);
    await stage.over();
    assert.deepEqual(stage.human.record.conferences, []);
    assert.equal(stage.human.record.says.at(-1)?.text, 'The caller does not wait any longer. Goodbye.');
  });

  test('who hangs up when the human waits in the conference ends that', async () => {
    const stage = await warmStage();
    await stage.briefed();
    stage.human.press('1');
    await stage.world.until(() => stage.human.record.verbs.at(-1)?.name === 'Dial', 30_000);
    stage.caller.hangUp();
    await stage.world.advance(1000);
    assert.notEqual(stage.human.ending, null);
    await stage.over();
  });

  test('who presses the star key is with the agent again, and the ringing ends', async () => {
    const stage = await warmStage(person(20_000));
    await stage.world.advance(5000);
    stage.caller.press('*');
    await stage.world.advance(500);
    assert.equal(stage.human.ending?.status, 'canceled');
    await isBack(stage, 'called-off', /pressed the star key/);
  });

  test('whose line breaks is with the agent again, which knows that the transfer broke off', async () => {
    const stage = await warmStage();
    await stage.world.until(() => stage.human.playing, 60_000);
    stage.caller.vanish();
    await stage.agentBack(stage.caller, 2);
    assert.ok(stage.modelTold.some((text) => text.includes('the transfer was broken off')));
    stage.caller.hangUp();
    const { caller, human } = await stage.over();
    assert.deepEqual(outcomes(caller), ['broken-off']);
    assert.equal(texts(human.view, 'agent').at(-1), 'The caller does not wait any longer. Goodbye.');
  });

  test('whose time is up hears so, and the human is let go', async () => {
    const stage = await warmStage(person(20_000), { agent: { durationMsMax: 20_000 } });
    const { caller, human } = await stage.over();
    assert.equal(caller.view.outcome?.reason, 'max-duration');
    assert.equal(texts(caller.view, 'agent').at(-1), stage.agent.phrases.timeUp);
    assert.equal(human.view.outcome?.reason, 'agent-hangup');
    assert.equal(stage.human.ending?.status, 'canceled');
  });

  test('where no human can be asked is sent to one at once, as in a cold transfer, and the log says so', async () => {
    const stage = await wholeStage({
      agent: { transferKind: 'warm', recording: { on: false } },
      credentials: false,
    });
    const caller = stage.ring();
    await stage.agentQuiet(caller);
    void caller.speak(stage.lineSound('human'));
    await stage.world.until(() => caller.record.dials.length > 0, 60_000);
    assert.equal(stage.emulator.calls.size, 1);
    assert.ok(stage.world.logLines.some(({ event }) => event === 'transfer.not-warm'));
    const view = await stage.outcome(caller);
    assert.equal(view.outcome?.reason, 'transferred');
  });
});

/** The front desk's brain, out of its mind where it talks to a human who was asked. */
function failingInBriefings(): Brain {
  const brain = frontDeskBrain({ now: () => 0 as never, wall: () => 0 as never });
  return {
    reply(turn) {
      const asks = turn.tools.some(({ name }) => name === 'accept_call');
      if (asks && turn.perResponseInstructions === null) throw new Error('no');
      return brain.reply(turn);
    },
  };
}
