// Whole calls by carriers that a spec tells, in the ways that are theirs alone: REFER, nothing asked, other sounds.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { asteriskCarrier, jambonzCarrier, ownCarrier, sipBridgeCarrier } from './envelope-carriers.ts';
import { vonageCarrier } from './vonage-carrier.ts';
import { wholeStage } from './whole-stage.ts';

void suite('a whole call by jambonz, in its other ways', () => {
  for (const status of ['answered', 'busy'] as const)
    test(`is handed to the caller’s own side by REFER, where the human is ${status}`, async () => {
      const stage = await wholeStage({ carrier: jambonzCarrier('refer') });
      const call = stage.ring({
        human: () => (status === 'busy' ? { status, afterMs: 900 } : { status, afterMs: 900, talkMs: 2000 }),
      });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      if (status === 'busy') {
        await stage.agentBack(call, 2);
        call.hangUp();
      }
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, status === 'busy' ? 'caller-hangup' : 'transferred');
      assert.ok(call.record.verbs.some(({ name }) => name === 'sip:refer'));
    });

  test('dials behind the stream where its REST API cannot be used', async () => {
    const stage = await wholeStage({ carrier: jambonzCarrier(), credentials: false });
    const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    assert.equal((await stage.outcome(call)).outcome?.reason, 'transferred');
    assert.equal(call.record.dials.length, 1);
  });

  test('knows by the clock what was heard of a version whose marks come early', async () => {
    const stage = await wholeStage({ carrier: jambonzCarrier('dial', 'clock') });
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
    assert.deepEqual(call.record.refusals, []);
  });
});

void suite('a whole call by Vonage, without an application', () => {
  test('dials behind the stream, and comes back when the human is busy', async () => {
    const stage = await wholeStage({ carrier: vonageCarrier(), credentials: false });
    const call = stage.ring({ human: () => ({ status: 'busy', afterMs: 3000 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    await stage.agentBack(call, 2);
    call.hangUp();
    assert.equal((await stage.outcome(call)).outcome?.reason, 'caller-hangup');
    assert.deepEqual(
      call.record.dials.map(({ status }) => status),
      ['busy'],
    );
    assert.deepEqual(call.record.refusals, []);
  });
});

void suite('a whole call by a carrier that asks nothing', () => {
  for (const [name, carrier] of [
    ['asterisk', asteriskCarrier('ulaw', false)],
    ['sip-bridge', sipBridgeCarrier({ encoding: 'pcma' }, false)],
  ] as const)
    test(`${name} has its conversation all the same, and hangs up when the agent does`, async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      await stage.say(call, 'goodbye');
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      assert.equal(view.outcome?.reason, 'agent-hangup');
      assert.equal(call.ending?.by, 'document');
      assert.equal(stage.world.socketsOpen, 0);
    });
});

void suite('a whole call in other sounds', () => {
  for (const [how, carrier] of [
    ['asterisk in A-law', asteriskCarrier('alaw')],
    ['asterisk in linear samples at 16 kHz', asteriskCarrier('slin16')],
    ['sip-bridge in linear samples at 16 kHz', sipBridgeCarrier({ encoding: 'pcm16', rateHz: 16_000 })],
  ] as const)
    test(`${how} asks for the hours and hears them`, async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.deepEqual(call.record.refusals, []);
    });
});

void suite('a whole call by a carrier of one’s own', () => {
  test('that can set no header is let in by its secret in the start, and asks what comes next', async () => {
    const stage = await wholeStage({ carrier: ownCarrier() });
    const call = stage.ring({ human: () => ({ status: 'busy', afterMs: 900 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    await stage.agentBack(call, 2);
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.carrier, 'our-pbx');
    assert.equal(view.outcome?.reason, 'caller-hangup');
    assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.transferFailed));
  });

  test('that knows another secret has no call', async () => {
    const stage = await wholeStage({ carrier: ownCarrier('a-guess') });
    const call = stage.ring();
    await stage.world.until(() => call.ending !== null, 60_000);
    assert.equal(await stage.store.call(call.carrierCallId), null);
    assert.equal(call.heardBytes, 0);
    assert.equal(stage.world.socketsOpen, 0);
  });
});
