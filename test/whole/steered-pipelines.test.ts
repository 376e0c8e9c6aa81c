// Pipelines are kept on course alike: the caller is handed over, and what may not be said is stopped, through every layer.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { calling, saying, type Brain } from '../../src/testing/rehearsal/brain.ts';
import { frontDeskBrain } from '../../src/testing/rehearsal/front-desk-brain.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage } from './whole-stage.ts';

/** Hands over as soon as it can, and tells in its instructions' words who it is. */
function handingOver(): Brain {
  const frontDesk = frontDeskBrain(simulatedWorld().clock);
  return {
    reply(turn) {
      if (turn.perResponseInstructions !== null) return frontDesk.reply(turn);
      if (turn.heardText !== null && turn.tools.some(({ name }) => name === 'transfer_to_hours'))
        return calling('transfer_to_hours', {});
      return saying(
        turn.instructions.startsWith('You tell the hours')
          ? 'We are open from nine to five.'
          : 'One moment, please.',
      );
    },
  };
}

/** Says what may not be said, and something else when it is told. */
function unruly(): Brain {
  const frontDesk = frontDeskBrain(simulatedWorld().clock);
  return {
    reply(turn) {
      // A cascade tells it as the last line of the conversation.
      const told = `${turn.perResponseInstructions} ${JSON.stringify(turn.items.at(-1))}`;
      if (told.includes('breaks a rule')) return saying('One moment, please.');
      if (turn.perResponseInstructions !== null) return frontDesk.reply(turn);
      return saying('We are open from nine to five. Is there anything else I can do for you?');
    },
  };
}

for (const pipeline of [
  'realtime',
  'self-hosted',
  'gemini',
  'live',
  'cascading',
  'managed',
] as const satisfies readonly StagePipeline[])
  void suite(`a call kept on course, ${pipeline}`, () => {
    test('is handed to another agent, who answers and is named', async () => {
      const hours = defineAgent({ name: 'hours', instructions: 'You tell the hours.' });
      const stage = await wholeStage({
        pipeline,
        brain: handingOver(),
        agent: { handoffs: () => [hours] },
      });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.deepEqual(
        view.steering.handoffs.map(({ to, by }) => [to, by]),
        [['hours', 'model']],
      );
      const last = view.transcript.findLast(({ role }) => role === 'agent');
      assert.deepEqual([last?.agent, last?.text], ['hours', 'We are open from nine to five.']);
    });

    test('stops what a guardrail does not pass, and answers anew', async () => {
      const check = (text: string) => ({ pass: !text.includes('nine to five'), reason: 'no hours' });
      const stage = await wholeStage({
        pipeline,
        brain: unruly(),
        agent: {
          guardrails: [
            { name: 'hours', check, everyChars: 20, timeMsMax: 500, onFault: 'pass', instead: null },
          ],
        },
      });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.steering.guardrails[0]?.reason, 'no hours');
      const agent = view.transcript.filter(({ role }) => role === 'agent');
      assert.equal(agent.at(-1)?.heard, 'One moment, please.');
      // A Live model tells its words as they sound: what is heard of them is stopped no earlier.
      const unheard = pipeline === 'live' ? 'anything else' : 'nine to five';
      assert.ok(!agent.some(({ heard }) => heard?.includes(unheard)));
    });
  });
