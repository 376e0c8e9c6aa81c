// Whole calls of a RealtimeAgent of the Agents SDK, by several carriers: functions, an approval, a handoff, a guardrail, all on record.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RealtimeAgent, tool } from '@openai/agents/realtime';
import { z } from 'zod';
import { readyAgent } from '../../src/agent/ready-agent.ts';
import { agentFromOpenAI, callOf } from '../../src/openai-agents/index.ts';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { asteriskCarrier } from './envelope-carriers.ts';
import { plivoCarrier, twilioCarrier } from './stage-carriers.ts';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { wholeStage } from './whole-stage.ts';

interface Shop {
  readonly shop: string;
  refunded: number;
}

const refund = tool({
  name: 'refund',
  description: 'Gives money back.',
  parameters: z.object({ amount: z.number() }),
  needsApproval: true,
  execute: async ({ amount }, runContext?: { readonly context: Shop }) => {
    if (runContext !== undefined) runContext.context.refunded += amount;
    return `${amount} refunded at ${runContext?.context.shop}`;
  },
});

const goodbye = tool({
  name: 'goodbye',
  description: 'Ends the call.',
  parameters: z.object({}),
  execute: (_, runContext) => {
    callOf(runContext)?.endCall();
    return 'Say goodbye.';
  },
});

const billing = new RealtimeAgent<Shop>({
  name: 'Billing',
  instructions: 'You do the bills.',
  tools: [goodbye],
});
const desk = new RealtimeAgent<Shop>({
  name: 'Desk',
  instructions: ({ context }) => `You are the desk of ${context.shop}.`,
  tools: [refund as never],
  handoffs: [billing],
});

for (const [name, carrier] of Object.entries({
  twilio: twilioCarrier,
  plivo: plivoCarrier(),
  telnyx: telnyxCarrier(),
  asterisk: asteriskCarrier(),
}))
  void suite(`a RealtimeAgent on a call of ${name}`, () => {
    test('asks for approval, hands over, is stopped by a guardrail and ends the call, and all of it is on record', async () => {
      const approvals: unknown[] = [];
      const agent = agentFromOpenAI(desk, {
        greeting: 'Hello.',
        recording: true,
        context: () => ({ shop: 'Acme', refunded: 0 }),
        approveTool({ tool: wanted, arguments: args }) {
          approvals.push([wanted, args]);
          return (args as { amount: number }).amount <= 10;
        },
        outputGuardrails: [
          {
            name: 'no-prices',
            policyHint: 'Never tell a price',
            execute: async ({ agentOutput }) => ({
              tripwireTriggered: agentOutput.includes('$'),
              outputInfo: null,
            }),
          },
        ],
      });
      const brain = scriptedBrain([
        calling('refund', { amount: 500 }),
        calling('refund', { amount: 5 }),
        'You have your money back.',
        calling('transfer_to_Billing', {}),
        'That would be $5 each month.',
        'I may not tell you that.',
        calling('goodbye', {}),
        'Goodbye.',
      ]);
      const stage = await wholeStage({ agent: await readyAgent(agent, '.'), brain, carrier, renders: false });
      const call = stage.ring();
      await stage.agentQuiet(call);
      for (const line of ['opening-hours', 'book-appointment', 'goodbye']) await stage.say(call, line);
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'agent-hangup');
      assert.deepEqual(approvals, [
        ['refund', { amount: 500 }],
        ['refund', { amount: 5 }],
      ]);
      assert.deepEqual(
        view.tools.map((one) => [one.name, one.status]),
        ['refund', 'refund', 'transfer_to_Billing', 'goodbye'].map((one) => [one, 'ok']),
      );
      assert.match(brain.turns[0]?.instructions ?? '', /the desk of Acme/);
      assert.match(brain.turns.at(-1)?.instructions ?? '', /You do the bills/);
      assert.deepEqual(
        view.steering.handoffs.map(({ from, to, by }) => [from, to, by]),
        [['Desk', 'Billing', 'model']],
      );
      const journal = await stage.store.journal(view.id);
      const stopped = journal.map(({ event }) => event).find(({ kind }) => kind === 'guardrail.stopped');
      assert.ok(stopped?.kind === 'guardrail.stopped');
      assert.deepEqual([stopped.guardrail, stopped.reason], ['no-prices', 'Never tell a price']);
      assert.ok(view.recording !== null && stage.recordings.stereo(view.id).length > 0);
      assert.equal(stage.world.socketsOpen, 0);
      assert.equal(stage.world.timersPending, 0);
    });
  });

test('an approval that nobody gives ends with the time of its function: the caller hears a word meanwhile, the model is told, and a late yes does nothing', async () => {
  const late = Promise.withResolvers<boolean>();
  let ran = 0;
  const slow = tool({
    name: 'refund',
    description: 'Gives money back.',
    parameters: z.object({ amount: z.number() }),
    needsApproval: true,
    timeoutMs: 8000,
    execute: () => (ran += 1),
  });
  const agent = agentFromOpenAI(new RealtimeAgent({ name: 'Desk', instructions: 'Greet.', tools: [slow] }), {
    greeting: 'Hello.',
    approveTool: () => late.promise,
  });
  const brain = scriptedBrain([calling('refund', { amount: 5 }), 'Nobody was there to approve it.']);
  const stage = await wholeStage({ agent: await readyAgent(agent, '.'), brain });
  const call = stage.ring();
  await stage.agentQuiet(call);
  await stage.say(call, 'opening-hours');
  await stage.world.advance(12_000);
  late.resolve(true);
  await stage.agentQuiet(call, 3000);
  call.hangUp();
  const view = await stage.outcome(call);
  assert.deepEqual(
    view.tools.map((one) => [one.name, one.status]),
    [['refund', 'timeout']],
  );
  assert.equal(ran, 0);
  assert.deepEqual(
    view.transcript.slice(2).map(({ text }) => text),
    ['One moment, please.', 'Nobody was there to approve it.'],
  );
  assert.equal(stage.world.timersPending, 0);
});
