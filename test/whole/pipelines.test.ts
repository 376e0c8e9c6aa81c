// The same conversations in each pipeline, through every layer: what holds of a call does not depend on who thinks and speaks.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage, type WholeStageOptions } from './whole-stage.ts';

for (const pipeline of [
  'realtime',
  'self-hosted',
  'azure',
  'xai',
  'inworld',
  'gemini',
  'live',
  'cascading',
  'ai-sdk',
  'managed',
] as const satisfies readonly StagePipeline[])
  void suite(`a whole call, ${pipeline}`, () => {
    const stageOf = (options: WholeStageOptions = {}) => wholeStage({ ...options, pipeline });

    test('asks for the hours and hears them, after a greeting that was there at once', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.equal(view.outcome.firstAudioMs, 0);
      assert.deepEqual([view.tools[0]?.name, view.tools[0]?.status], ['lookup_hours', 'ok']);
      const said = view.transcript.map((line) => `${line.role}: ${line.text}`);
      assert.match(said[0] ?? '', /^agent: Thank you for calling/);
      assert.equal(said[1], 'caller: What are your opening hours?');
      assert.match(said.at(-1) ?? '', /^agent: We are open/);
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.equal(stage.world.socketsOpen, 0);
      assert.equal(stage.world.timersPending, 0);
      if (pipeline === 'managed') assert.equal(view.recording, null, 'the sound stays with the carrier');
      else assert.ok(view.recording !== null && stage.recordings.stereo(view.id).length > 0);
    });

    test('stops when spoken over, and all know what was heard', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      await stage.agentQuiet(call);
      const heard = call.heardBytes;
      void call.speak(stage.lineSound('opening-hours'));
      await stage.world.until(() => call.heardBytes > heard + 8 * 4000);
      void call.speak(stage.lineSound('stop'));
      await stage.world.until(() => call.record.clears.length > 0, 3000);
      await stage.world.until(() => call.playing, 10_000);
      await stage.agentQuiet(call, 1500);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.interruptions, 1);
      // A full-duplex model has said no more than was heard: it speaks at the pace at which it is played.
      const cut = view.transcript.find(
        (line) => line.role === 'agent' && (line.heard !== line.text || line.text.startsWith('We are open')),
      );
      assert.ok(!/anything else/.test(cut?.heard ?? ''));
      assert.ok(cut?.heard !== undefined && cut.heard !== '' && cut.text.startsWith(cut.heard), cut?.heard);
      assert.match(view.transcript.at(-1)?.text ?? '', /I have stopped/);
    });

    test('books an appointment and says goodbye by itself', async () => {
      const stage = await stageOf();
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
    });

    test('hands over to a human, and comes back when nobody answers', async () => {
      const stage = await stageOf();
      const call = stage.ring({ human: () => ({ status: 'no-answer', afterMs: 20_000 }) });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      await stage.agentBack(call, 2);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.equal(call.record.dials.length, 1);
      assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.transferFailed));
      assert.match(view.transcript.at(-1)?.text ?? '', /open/);
    });

    test('survives a stream that breaks: the conversation goes on where it was', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      await stage.agentQuiet(call);
      call.vanish();
      await stage.agentBack(call, 2);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.resumed));
      assert.equal(view.tools.length, 1);
    });

    test('apologises in the agent’s own voice when the model cannot be had, and sends the caller to a human', async () => {
      const stage = await stageOf();
      stage.breakModel();
      const call = stage.ring();
      // Who only thinks is not missed before there is something to think about.
      if (pipeline === 'managed') {
        await stage.agentQuiet(call);
        void call.speak(stage.lineSound('opening-hours'));
      }
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.ok(view.transcript.some(({ heard }) => heard === stage.agent.phrases.apology));
    });

    test('asks a dormant line once and ends it', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'dormant');
      assert.equal(view.transcript.filter(({ text }) => text.includes('still there')).length, 1);
    });

    test('hears which keys were pressed', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      await stage.agentQuiet(call);
      call.press('2');
      await stage.world.advance(5000);
      await stage.agentQuiet(call);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.match(view.transcript.at(-1)?.text ?? '', /^You pressed 2\./);
    });

    test('sees a gap in the caller’s sound filled, so that the turn still closes', async () => {
      const stage = await stageOf();
      const call = stage.ring({ sendsSilence: false });
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
    });

    test('is steered: a sentence at once, instructions from the next answer on', async () => {
      const stage = await stageOf();
      const call = stage.ring();
      await stage.agentQuiet(call);
      const live = stage.switchboard.live().find(({ callSid }) => callSid === call.carrierCallId);
      assert.ok(live !== undefined);
      stage.switchboard.steer(live.id, {
        say: 'How can I help you?',
        instructions: 'Speak of nothing but hats.',
      });
      await stage.world.until(() => call.playing, 10_000);
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.ok(view.transcript.some(({ heard }) => heard === 'How can I help you?'));
      assert.ok(stage.modelTold.some((message) => message.includes('nothing but hats')));
    });
  });
