// Whole calls that Telnyx brings, by TeXML and by Call Control, in virtual time through every layer of a real one.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { wholeStage } from './whole-stage.ts';

for (const application of ['texml', 'call-control'] as const) {
  const carrier = telnyxCarrier({ application });
  const transferTo = '+14155550123';

  void suite(`a whole call by Telnyx, ${application}`, () => {
    test('asks for the hours and hears them, after a greeting that was there at once', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.carrier, 'telnyx');
      assert.equal(view.from, '+12125550100');
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.equal(view.outcome.firstAudioMs, 0);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      assert.equal(view.transcript[1]?.text, 'What are your opening hours?');
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.equal(stage.world.socketsOpen, 0);
      assert.deepEqual(call.record.refusals, []);
    });

    test('stops when spoken over, and knows to the frame what was heard', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      const heard = call.heardBytes;
      void call.speak(stage.lineSound('opening-hours'));
      await stage.world.until(() => call.heardBytes > heard + 8 * 4000);
      void call.speak(stage.lineSound('stop'));
      await stage.world.until(() => call.record.clears.length > 0, 3000);
      const heardMs = call.heardBytes / 8;
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.interruptions, 1);
      const cut = view.transcript.find((line) => line.role === 'agent' && line.heard !== line.text);
      assert.ok(cut?.heard !== undefined && cut.heard !== '' && cut.text.startsWith(cut.heard), cut?.heard);
      const journal = await stage.store.journal(view.id);
      const believedMs = journal.reduce(
        (sum, { event }) => sum + (event.kind === 'agent.said' ? event.heardMs : 0),
        0,
      );
      assert.ok(Math.abs(believedMs - heardMs) <= 20, `${believedMs} ms believed, ${heardMs} ms heard`);
    });

    test('says goodbye by itself, and the phone is hung up', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'goodbye');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'agent-hangup');
      assert.equal(view.transcript.at(-1)?.heard, view.transcript.at(-1)?.text);
      assert.equal(call.record.verbs.at(-1)?.name, 'Hangup');
      assert.equal(call.ending?.by, 'document');
    });

    test('hands over to a human', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.deepEqual(
        call.record.dials.map(({ to, status }) => [to, status]),
        [[transferTo, 'completed']],
      );
      assert.equal(stage.world.socketsOpen, 0);
    });

    for (const status of ['busy', 'no-answer', 'failed'] as const)
      test(`comes back to the agent when the human’s line is ${status}`, async () => {
        const stage = await wholeStage({ carrier });
        const call = stage.ring({ human: () => ({ status, afterMs: 4000 }) });
        await stage.agentQuiet(call);
        await stage.say(call, 'human');
        await stage.agentBack(call, 2);
        await stage.say(call, 'opening-hours');
        call.hangUp();
        const view = await stage.outcome(call);
        assert.equal(view.outcome?.reason, 'caller-hangup');
        assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.transferFailed));
        assert.match(view.transcript.at(-1)?.text ?? '', /open/);
        const journal = await stage.store.journal(view.id);
        const told = journal.flatMap(({ event }) => (event.kind === 'transfer.ended' ? [event.status] : []));
        assert.deepEqual(told, [status]);
      });

    test('survives a stream that breaks: the stream is started anew and the conversation goes on', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      call.vanish();
      await stage.agentBack(call, 2);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.resumed));
      assert.equal(call.record.streams.length, 2);
    });

    test('turns the caller beyond the cap away in words', async () => {
      const stage = await wholeStage({ carrier, callsMax: 1 });
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
    });

    test('apologises in the carrier’s voice when nothing was ever rendered', async () => {
      const stage = await wholeStage({ carrier, model: false, transferTo: null });
      const call = stage.ring();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'model-failed');
      assert.deepEqual(
        call.record.says.map(({ text }) => text),
        [stage.agent.phrases.apology],
      );
    });

    test('is understood by a phone that speaks A-law while we speak µ-law, across loss and disorder', async () => {
      const ways = { application, phone: { codec: 'PCMA', translates: false } } as const;
      const stage = await wholeStage({ carrier: telnyxCarrier(ways), latencyMs: 60 });
      const call = stage.ring({
        faults: { lossChance: 0.03, reorderChance: 0.01, duplicateChance: 0.01 },
      });
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      assert.deepEqual(call.record.refusals, []);
    });
  });
}

void suite('a whole call by Telnyx, in other sounds', () => {
  for (const [how, ways, sound] of [
    ['in A-law both ways', { phone: { codec: 'PCMA' } }, { receive: 'PCMA', send: 'PCMA' }],
    [
      'in linear samples, the lower byte first',
      { phone: { codec: 'L16' } },
      { receive: 'L16', send: 'L16', rateHz: 16_000 },
    ],
    [
      'in linear samples, the higher byte first',
      { phone: { codec: 'L16', byteOrder: 'big' } },
      { receive: 'L16', send: 'L16', rateHz: 8000, byteOrder: 'big' },
    ],
  ] as const)
    test(`asks for the hours and hears them, ${how}`, async () => {
      const stage = await wholeStage({ carrier: telnyxCarrier(ways, sound) });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.deepEqual(call.record.refusals, []);
    });

  test('ends as the caller’s hang-up when the caller does not wait for the human', async () => {
    const stage = await wholeStage({ carrier: telnyxCarrier({ application: 'call-control' }) });
    const call = stage.ring({ human: () => ({ status: 'no-answer', afterMs: 20_000 }) });
    await stage.agentQuiet(call);
    void call.speak(stage.lineSound('human'));
    await stage.world.until(() => call.record.verbs.at(-1)?.name === 'Dial', 60_000);
    await stage.world.advance(2000);
    call.hangUp();
    assert.equal((await stage.outcome(call)).outcome?.reason, 'caller-hangup');
  });

  test('is not left in silence when commands are impossible: TeXML still dials behind the stream', async () => {
    const stage = await wholeStage({ carrier: telnyxCarrier(), credentials: false });
    const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    assert.equal((await stage.outcome(call)).outcome?.reason, 'transferred');
  });
});
