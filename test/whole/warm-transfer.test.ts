// Warm transfers in virtual time, through every layer: the human accepts, and the two talk.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { suite, test } from 'node:test';
import { holdMusic } from '../../src/media/hold-music.ts';
import { audioBytes } from '../../src/media/audio.ts';
import { person } from '../../src/testing/telephone/callee.ts';
import { only, texts } from './outbound-stage.ts';
import { outcomes, warmStage } from './warm-stage.ts';
import { wholeStage } from './whole-stage.ts';

const HUMAN = '+14155550123';

void suite('a warm transfer', () => {
  test('brings the caller together with a human who has heard what it is about and pressed 1', async () => {
    const stage = await warmStage();
    const { world, caller, human } = stage;
    await stage.briefed();
    const said = Buffer.from(stage.lineSound('hello'));
    human.press('1');
    await stage.together();
    const [callerHeard, humanHeard] = [caller.heardBytes, human.heardBytes];
    void caller.speak(said);
    await world.advance(3000);
    assert.ok(
      Buffer.from(human.heard()).subarray(humanHeard).indexOf(said) >= 0,
      'the human hears the caller',
    );
    void human.speak(said);
    await world.advance(3000);
    assert.ok(
      Buffer.from(caller.heard()).subarray(callerHeard).indexOf(said) >= 0,
      'and the caller the human',
    );
    human.hangUp();
    const ended = await stage.over();
    assert.deepEqual(
      [ended.caller.view.outcome?.reason, ended.human.view.outcome?.reason],
      ['transferred', 'transferred'],
    );
    assert.deepEqual(outcomes(ended.caller), ['accepted']);
    assert.deepEqual(only(ended.human.events, 'briefing.settled'), [
      { kind: 'briefing.settled', outcome: 'accepted', by: 'key' },
    ]);
    assert.equal(caller.ending?.status, 'completed');
    assert.deepEqual([caller.record.refusals, human.record.refusals], [[], []]);
    const [inIt] = caller.record.conferences;
    assert.ok(inIt?.shared);
    assert.match(inIt.room, /^\w{32}$/);
  });

  test('is accepted by a human who says yes, and each call names the other', async () => {
    const stage = await warmStage();
    await stage.briefed();
    await stage.humanSays('yes');
    await stage.together();
    await stage.world.advance(10_000);
    stage.caller.hangUp();
    const { caller, human } = await stage.over();
    assert.deepEqual(
      only(human.events, 'briefing.settled').map(({ by }) => by),
      ['voice'],
    );
    assert.deepEqual(
      only(caller.events, 'transfer.consulting').map(({ to, callId }) => [to, callId]),
      [[HUMAN, human.view.id]],
    );
    assert.deepEqual(
      caller.view.consultations.map(({ callId, to, outcome }) => [callId, to, outcome]),
      [[human.view.id, HUMAN, 'accepted']],
    );
    assert.deepEqual([caller.view.consultedFor, human.view.consultedFor], [null, caller.view.id]);
    assert.deepEqual(
      [caller.view.outcome?.reason, human.view.outcome?.reason, stage.human.ending?.status],
      ['transferred', 'transferred', 'completed'],
    );
  });

  test('tells the human who, why and what was tried, before the caller hears anything of them', async () => {
    const agent = { transferKind: 'warm', recording: { on: false } } as const;
    const stage = await wholeStage({ agent, call: { callee: () => person(1000) } });
    const caller = stage.ring();
    await stage.agentQuiet(caller);
    const { id } = stage.switchboard.live()[0] ?? {};
    stage.switchboard.transfer(id ?? '', {
      to: '+12125550111',
      briefing: { reason: 'A refund.', caller: 'Ada "Countess" Lovelace', tried: 'looked up the order' },
    });
    await stage.world.until(() => stage.emulator.calls.size === 2, 60_000);
    const human = stage.placed();
    await stage.world.until(() => human.playing, 60_000);
    await stage.world.until(() => human.quietMs >= 2500, 60_000);
    const heard = stage.switchboard.view(human.carrierCallId);
    assert.equal(heard?.to, '+12125550111');
    assert.deepEqual(texts(heard, 'agent'), [
      'Hello. I have a caller on hold for you.',
      'The caller is Ada Countess Lovelace. Why they call: A refund. What was done so far: looked up the order. Press 1 or say yes to take the call. Press 2 or say no to decline.',
    ]);
    assert.equal(
      texts(stage.switchboard.view(id ?? '') ?? heard, 'agent').at(-1),
      stage.agent.phrases.holding,
    );
    human.press('1');
    await stage.world.until(() => caller.record.verbs.at(-1)?.name === 'Dial', 30_000);
    caller.hangUp();
    await stage.world.until(() => stage.switchboard.live().length === 0, 60_000);
  });

  test('plays music to a caller who waits, whatever the caller says, and the model hears none of it', async () => {
    const stage = await warmStage({ status: 'no-answer' });
    const { world, caller } = stage;
    await world.advance(6000);
    const told = stage.modelTold.length;
    const heard = caller.heardBytes;
    void caller.speak(stage.lineSound('long-story'));
    await world.advance(12_000);
    assert.equal(caller.record.clears.length, 0);
    const music = Buffer.concat(holdMusic().map(audioBytes));
    const piece = Buffer.from(caller.heard()).subarray(heard, heard + 8000);
    assert.ok(Buffer.concat([music, music]).indexOf(piece) >= 0, 'a second of the loop as it was composed');
    assert.ok(caller.heardBytes - heard >= 11_500 * 8, 'without a gap');
    const since = stage.modelTold.slice(told).filter((text) => !text.includes('input_audio_buffer.append'));
    assert.deepEqual(since, []);
    assert.ok(
      stage.modelTold.slice(told).every((text) => !/"audio":"(?!\/+w?=*")/.test(text)),
      'silence alone',
    );
    caller.hangUp();
    const ended = await stage.over();
    assert.deepEqual(only(ended.caller.events, 'interrupted'), []);
    assert.equal(ended.caller.view.transcript.filter(({ role }) => role === 'caller').length, 1);
  });
});
