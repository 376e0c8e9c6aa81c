// Whole calls by each carrier, in virtual time, through every layer that a real one goes through.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bandwidthCarrier } from './bandwidth-carrier.ts';
import {
  asteriskCarrier,
  exotelCarrier,
  jambonzCarrier,
  signalwireCarrier,
  sipBridgeCarrier,
} from './envelope-carriers.ts';
import { plivoCarrier, twilioCarrier, type StageCarrier } from './stage-carriers.ts';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { vonageCarrier } from './vonage-carrier.ts';
import { wholeStage } from './whole-stage.ts';

/** How calls of one carrier differ from those of others. */
interface Ways {
  readonly carrier: StageCarrier;
  /** How far what is believed to have been heard may be from what was. Default: a frame. */
  readonly heardErrorMsMax?: number;
  /** Of the carrier. Default: that of the suite. */
  readonly name?: string;
  /** False: the carrier has no voice of its own. Default true. */
  readonly speaks?: boolean;
  /** False: it asks nothing before its stream. Default true. */
  readonly asks?: boolean;
  /** By which a human is dialled, in lower case. Default `dial`. */
  readonly dialVerb?: string;
}

const CARRIERS: Readonly<Record<string, Ways>> = {
  twilio: { carrier: twilioCarrier },
  plivo: { carrier: plivoCarrier() },
  'telnyx, by TeXML': { carrier: telnyxCarrier(), name: 'telnyx' },
  'telnyx, by commands': { carrier: telnyxCarrier({ application: 'call-control' }), name: 'telnyx' },
  jambonz: { carrier: jambonzCarrier(), heardErrorMsMax: 40 },
  signalwire: { carrier: signalwireCarrier },
  vonage: { carrier: vonageCarrier(), dialVerb: 'connect' },
  'vonage, in a wider band': {
    carrier: vonageCarrier(16_000, 'returned'),
    name: 'vonage',
    dialVerb: 'connect',
  },
  bandwidth: { carrier: bandwidthCarrier, heardErrorMsMax: 40, dialVerb: 'transfer' },
  exotel: { carrier: exotelCarrier(), heardErrorMsMax: 120, speaks: false, dialVerb: 'connect' },
  'exotel, straight': {
    carrier: exotelCarrier(true),
    heardErrorMsMax: 120,
    speaks: false,
    name: 'exotel',
    dialVerb: 'connect',
  },
  asterisk: { carrier: asteriskCarrier(), heardErrorMsMax: 40, speaks: false },
  'sip-bridge': { carrier: sipBridgeCarrier(), heardErrorMsMax: 40, asks: false },
};

const HUMAN = '+14155550123';

type Verbs = { readonly record: { readonly verbs: readonly { readonly name: string }[] } };

for (const [
  how,
  { carrier, heardErrorMsMax = 20, speaks = true, asks = true, name = how, dialVerb = 'dial' },
] of Object.entries(CARRIERS))
  void suite(`a whole call by ${how}`, () => {
    // The first verb is the stream's, and on some carriers by the same name.
    const dials = ({ record: { verbs } }: Verbs): boolean =>
      verbs.length > 1 && verbs.at(-1)?.name.toLowerCase() === dialVerb;

    test('asks for the hours and hears them, after a greeting that was there at once', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.carrier, name);
      assert.equal(view.from, '+12125550100');
      assert.equal(view.to, '+14155550199');
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.equal(view.outcome.firstAudioMs, 0);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      const said = view.transcript.map((line) => `${line.role}: ${line.text}`);
      assert.match(said[0] ?? '', /^agent: Thank you for calling/);
      assert.equal(said[1], 'caller: What are your opening hours?');
      assert.match(said.at(-1) ?? '', /^agent: We are open/);
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.equal(stage.world.socketsOpen, 0);
      assert.deepEqual(call.record.refusals, []);
    });

    test('has the carrier’s last word in its journal, behind an end that it does not change', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      // It is we who end it: the carrier's word can only come behind.
      await stage.say(call, 'goodbye');
      const view = await stage.outcome(call);
      const journal = await stage.store.journal(view.id);
      const end = journal.findIndex(({ event }) => event.kind === 'call.ended');
      assert.deepEqual(
        journal.slice(end + 1).map(({ event }) => event),
        [{ kind: 'carrier.status', progress: 'completed', code: null }],
      );
      assert.equal(view.outcome?.reason, 'agent-hangup');
    });

    test('stops when spoken over, and knows what was heard', async () => {
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
      const error = believedMs - heardMs;
      assert.ok(Math.abs(error) <= heardErrorMsMax, `${believedMs} ms believed, ${heardMs} ms heard`);
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
        [[HUMAN, 'completed']],
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

    test('ends as the caller’s hang-up when the caller does not wait for the human', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring({ human: () => ({ status: 'no-answer', afterMs: 20_000 }) });
      await stage.agentQuiet(call);
      void call.speak(stage.lineSound('human'));
      await stage.world.until(() => dials(call), 60_000);
      await stage.world.advance(2000);
      call.hangUp();
      assert.equal((await stage.outcome(call)).outcome?.reason, 'caller-hangup');
    });

    test('is transferred when it is the caller who hangs up on the human', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 90_000 }) });
      await stage.agentQuiet(call);
      void call.speak(stage.lineSound('human'));
      await stage.world.until(() => dials(call), 60_000);
      await stage.world.advance(40_000);
      call.hangUp();
      assert.equal((await stage.outcome(call)).outcome?.reason, 'transferred');
    });

    test('survives a stream that breaks: the carrier comes back and the conversation goes on', async () => {
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
      assert.equal(view.tools.length, 1);
      assert.equal(call.record.streams.length, 2);
    });

    test('says goodbye by itself, and the phone is hung up', async () => {
      const stage = await wholeStage({ carrier });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'goodbye');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'agent-hangup');
      assert.equal(view.transcript.at(-1)?.heard, view.transcript.at(-1)?.text);
      assert.equal(call.ending?.by, 'document');
    });

    test('ends, with an apology where the carrier has a voice, when nothing was ever rendered', async () => {
      const stage = await wholeStage({ carrier, model: false, transferTo: null });
      const call = stage.ring();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'model-failed');
      const said = call.record.says.map(({ text }) => text);
      assert.deepEqual(said, speaks ? [stage.agent.phrases.apology] : []);
    });

    test('is turned away beyond the cap', async () => {
      const stage = await wholeStage({ carrier, callsMax: 1 });
      const first = stage.ring();
      await stage.agentQuiet(first);
      const second = stage.ring();
      await stage.world.until(() => second.ending !== null, 60_000);
      assert.equal(second.heardBytes, 0);
      const said = second.record.says.map(({ text }) => text);
      assert.deepEqual(said, speaks && asks ? [stage.agent.phrases.busy] : []);
      first.hangUp();
      assert.equal((await stage.outcome(first)).outcome?.reason, 'caller-hangup');
    });

    test('is understood across jitter and loss, and by keys', async () => {
      const stage = await wholeStage({ carrier, latencyMs: 60 });
      const call = stage.ring({ faults: { lossChance: 0.03 } });
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.press('2');
      await stage.world.advance(5000);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      const journal = await stage.store.journal(view.id);
      assert.ok(journal.some(({ event }) => event.kind === 'caller.digit' && event.digit === '2'));
      assert.deepEqual(call.record.refusals, []);
    });
  });
