// Whole calls in virtual time, through every layer that a real one goes through.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { wholeStage } from './whole-stage.ts';

void suite('a whole call', () => {
  test('asks for the hours and hears them, after a greeting that was there at once', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'caller-hangup');
    assert.equal(view.outcome.firstAudioMs, 0);
    assert.equal(view.tools[0]?.name, 'lookup_hours');
    assert.equal(view.tools[0].status, 'ok');
    const said = view.transcript.map((line) => `${line.role}: ${line.text}`);
    assert.match(said[0] ?? '', /^agent: Thank you for calling/);
    assert.equal(said[1], 'caller: What are your opening hours?');
    assert.match(said.at(-1) ?? '', /^agent: We are open/);
    for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
    assert.equal(stage.world.socketsOpen, 0);
    assert.deepEqual(call.record.refusals, []);
  });

  test('stops when spoken over, and keeps what was heard', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    const heard = call.heardBytes;
    void call.speak(stage.lineSound('opening-hours'));
    await stage.world.until(() => call.heardBytes > heard + 8 * 4000);
    void call.speak(stage.lineSound('stop'));
    await stage.world.until(() => call.record.clears.length > 0, 3000);
    await stage.agentQuiet(call, 1500);
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.interruptions, 1);
    const cut = view.transcript.find((line) => line.role === 'agent' && line.heard !== line.text);
    assert.ok(cut?.heard !== undefined && cut.heard !== '' && cut.text.startsWith(cut.heard), cut?.heard);
  });

  test('books an appointment and says goodbye by itself', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    for (const line of ['book-appointment', 'tomorrow-at-ten', 'goodbye']) await stage.say(call, line);
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'agent-hangup');
    assert.deepEqual(
      view.tools.map(({ name, status }) => [name, status]),
      [
        ['book_appointment', 'ok'],
        ['end_call', 'ok'],
      ],
    );
    assert.equal(view.transcript.at(-1)?.heard, view.transcript.at(-1)?.text);
    assert.equal(call.record.verbs.at(-1)?.name, 'Hangup');
  });

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

  test('comes back to the agent when no human answers, and the agent knows what was said', async () => {
    const stage = await wholeStage();
    const call = stage.ring({ human: () => ({ status: 'no-answer', afterMs: 20_000 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    await stage.agentBack(call, 2);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'caller-hangup');
    assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.transferFailed));
    assert.match(view.transcript.at(-1)?.text ?? '', /open/);
  });

  test('ends as the caller’s hang-up when the caller does not wait for the human', async () => {
    const stage = await wholeStage();
    const call = stage.ring({ human: () => ({ status: 'no-answer', afterMs: 20_000 }) });
    await stage.agentQuiet(call);
    void call.speak(stage.lineSound('human'));
    await stage.world.until(() => call.record.dials.length === 1, 60_000);
    call.hangUp();
    assert.equal((await stage.outcome(call)).outcome?.reason, 'caller-hangup');
  });

  test('survives a stream that breaks: the carrier comes back and the conversation goes on', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    call.vanish();
    await stage.agentBack(call, 2);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'caller-hangup');
    assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.resumed));
    assert.equal(view.tools.length, 1);
  });

  test('apologises in the agent’s own voice when the model cannot be had, and sends the caller to a human', async () => {
    const stage = await wholeStage();
    stage.breakModel();
    const call = stage.ring();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'transferred');
    assert.ok(view.transcript.some(({ heard }) => heard === stage.agent.phrases.apology));
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

  test('asks a dormant line once and ends it', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    const view = await stage.outcome(call);
    assert.equal(view.outcome?.reason, 'dormant');
    assert.equal(view.transcript.filter(({ text }) => text.includes('still there')).length, 1);
  });

  test('tells the model which keys were pressed', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    call.press('2');
    await stage.world.advance(5000);
    await stage.agentQuiet(call);
    call.hangUp();
    const view = await stage.outcome(call);
    assert.ok(view.transcript.length >= 2, JSON.stringify(view.transcript));
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

  test('sees a gap in the caller’s sound filled, so that the turn still closes', async () => {
    const stage = await wholeStage();
    const call = stage.ring({ sendsSilence: false });
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.tools[0]?.name, 'lookup_hours');
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
