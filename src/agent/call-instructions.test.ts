// Instructions by a function: asked for each call, bounded, and never a reason to let the phone ring on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import type { AgentOptions } from './agent-options.ts';
import { callInstructions, INSTRUCTIONS_MS_MAX } from './call-instructions.ts';
import { defineAgent } from './define-agent.ts';
import { planCall } from './plan-call.ts';
import { readyAgent } from './ready-agent.ts';

const CALL = { from: '+14155550100', to: '+14155550199', variables: {} };

/** What is told of one call, and what was logged. */
async function told(instructions: AgentOptions['instructions'], waitMs = 0) {
  const world = simulatedWorld();
  const agent = defineAgent({ name: 'desk', instructions });
  const telling = callInstructions([agent], CALL, world);
  await world.advance(waitMs);
  const text = (await telling).get(agent) ?? null;
  assert.equal(world.timersPending, 0);
  return { text, events: world.logLines.map(({ event }) => event) };
}

test('a function tells the instructions of each call, with its variables, and templates in it are filled', async () => {
  const agent = defineAgent({
    name: 'desk',
    instructions: ({ from, variables }) => `Help ${variables['name']} on ${from}, {{name}}.`,
    variables: () => ({ name: 'Ada' }),
  });
  const caller = { ...CALL, fromState: null, carrierCallId: 'CA1' };
  const plan = await planCall(await readyAgent(agent, '.'), caller, { transferTo: null }, simulatedWorld());
  assert.equal(plan.instructions, 'Help Ada on +14155550100, Ada.');
});

test('of a function that fails or is late the last answer counts', async () => {
  const answers: (() => string | Promise<string>)[] = [
    () => 'The first.',
    () => Promise.reject(new Error('secret')),
    () => new Promise<string>(() => {}),
    () => ' ',
    () => 'The last.',
  ];
  const instructions = () => answers.shift()?.() ?? '';
  const seen = [];
  for (const waitMs of [0, 0, INSTRUCTIONS_MS_MAX, 0, 0]) seen.push(await told(instructions, waitMs));
  assert.deepEqual(
    seen.map(({ text }) => text),
    ['The first.', 'The first.', 'The first.', 'The first.', 'The last.'],
  );
  assert.deepEqual(
    seen.flatMap(({ events }) => events),
    ['agent.instructions-failed', 'agent.instructions-late', 'agent.instructions-refused'],
  );
});

test('a function that never gave an answer leaves an agent that says so', async () => {
  const { text } = await told(() => Promise.reject(new Error('secret')));
  assert.match(text ?? '', /You are "desk".*not to be had/);
  assert.doesNotMatch(text ?? '', /secret/);
});

test('instructions that are text are nobody to ask', async () => {
  assert.deepEqual(await told('Be kind.'), { text: null, events: [] });
});
