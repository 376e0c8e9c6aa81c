// Whole calls that leave by REFER: a caller who comes by SIP is sent to a human whom their own side calls.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bandwidthCarrier } from './bandwidth-carrier.ts';
import { jambonzCarrier, signalwireCarrier } from './envelope-carriers.ts';
import { twilioCarrier, type StageCarrier } from './stage-carriers.ts';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { wholeStage } from './whole-stage.ts';

const CARRIERS: Readonly<Record<string, StageCarrier>> = {
  twilio: twilioCarrier,
  signalwire: signalwireCarrier,
  'telnyx, by TeXML': telnyxCarrier(),
  'telnyx, by commands': telnyxCarrier({ application: 'call-control' }),
  bandwidth: bandwidthCarrier,
  jambonz: jambonzCarrier('refer'),
};

const DESK = 'sip:desk@pbx.example.com';
/** By which a human is dialled, in each carrier's language. */
const DIALS: ReadonlySet<string> = new Set(['dial', 'transfer']);
const SIP_CALLER = 'sip:anna@pbx.example.com';

const verbsOf = (call: { readonly record: { readonly verbs: readonly { readonly name: string }[] } }) =>
  call.record.verbs.map(({ name }) => name.toLowerCase().replace('sip:', ''));

for (const [how, carrier] of Object.entries(CARRIERS))
  void suite(`a transfer by REFER on ${how}`, () => {
    const setting = { carrier, transferTo: DESK, agent: { transferKind: 'refer' } } as const;

    test('leaves with the caller once the human answers', async () => {
      const stage = await wholeStage(setting);
      const call = stage.ring({
        from: SIP_CALLER,
        human: () => ({ status: 'answered', afterMs: 3000, talkMs: 60_000 }),
      });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.deepEqual(
        call.record.dials.map(({ to, status }) => [to, status]),
        [[DESK, 'completed']],
      );
      assert.ok(verbsOf(call).includes('refer'));
      assert.ok(!verbsOf(call).some((verb) => DIALS.has(verb)));
      assert.equal(stage.world.socketsOpen, 0);
    });

    test('comes back to the agent when the human is busy', async () => {
      const stage = await wholeStage(setting);
      const call = stage.ring({ from: SIP_CALLER, human: () => ({ status: 'busy', afterMs: 2000 }) });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      await stage.agentBack(call, 2);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.ok(view.transcript.some(({ text }) => text === stage.agent.phrases.transferFailed));
      assert.ok(!verbsOf(call).some((verb) => DIALS.has(verb)));
    });

    if (how !== 'jambonz') {
      test('is dialled instead where the caller’s side takes no REFER', async () => {
        const stage = await wholeStage(setting);
        const call = stage.ring({ from: SIP_CALLER, human: () => ({ status: 'failed', afterMs: 500 }) });
        await stage.agentQuiet(call);
        await stage.say(call, 'human');
        await stage.agentBack(call, 2);
        call.hangUp();
        await stage.outcome(call);
        const verbs = verbsOf(call);
        assert.ok(verbs.indexOf('refer') >= 0);
        assert.ok(verbs.findIndex((verb) => DIALS.has(verb)) > verbs.indexOf('refer'));
      });

      test('is dialled at once for a caller from the telephone network, whom a REFER would lose', async () => {
        const stage = await wholeStage(setting);
        const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 2000, talkMs: 9000 }) });
        await stage.agentQuiet(call);
        await stage.say(call, 'human');
        const view = await stage.outcome(call);
        assert.equal(view.outcome?.reason, 'transferred');
        assert.ok(!verbsOf(call).includes('refer'));
      });
    }
  });
