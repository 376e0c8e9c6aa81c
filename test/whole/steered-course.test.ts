// Whole calls that are kept on course: handed from agent to agent, into another language, away from what may not be said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { z } from 'zod';
import { defineTool } from '../../src/agent/define-tool.ts';
import type { Agent } from '../../src/agent/agent.ts';
import type { AgentOptions } from '../../src/agent/agent-options.ts';
import { planCall } from '../../src/agent/plan-call.ts';
import { readyAgent } from '../../src/agent/ready-agent.ts';
import { callBench, type CallBench, type CallBenchOptions } from '../../src/testing/fakes/call-bench.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { CallOrder } from '../../src/call/order.ts';

const CALLER = { from: '+14155550100', to: '+14155550199', fromState: null, carrierCallId: 'CA1' };

async function call(
  agent: Agent,
  options: Omit<CallBenchOptions, 'plan'> = {},
  order: CallOrder | null = null,
): Promise<CallBench> {
  const ready = await readyAgent(agent, '.');
  const plan = await planCall(ready, CALLER, { transferTo: null }, simulatedWorld(), order);
  const bench = callBench({ ...options, plan });
  bench.model.ready();
  await bench.world.advance(2000);
  return bench;
}

/** The model calls a function in an answer of its own. */
async function calls(bench: CallBench, id: string, name: string, args: unknown = {}): Promise<void> {
  bench.model.give({ kind: 'response.started', responseId: id as never, requestId: null });
  bench.model.callTool(id, `call-${id}`, name, args);
  bench.model.done(id);
  await bench.world.advance(10);
}

function pair(change: Partial<AgentOptions> = {}): Agent {
  const desk: Agent = defineAgent({
    name: 'desk',
    instructions: 'You are the desk of {{shop|a shop}}.',
    greeting: 'Hello.',
    handoffs: () => [billing],
    variables: () => ({ shop: 'Acme' }),
    ...change,
  });
  const billing: Agent = defineAgent({
    name: 'Billing Team',
    instructions: 'You do the bills of {{shop|a shop}}.',
    handoffDescription: 'For bills and refunds.',
    voice: 'cedar',
    handoffs: () => [desk],
  });
  return desk;
}

test('a caller is handed over: the next agent has its instructions and functions, and is asked to answer', async () => {
  const bench = await call(pair());
  bench.model.speechStarted();
  bench.model.speechStopped('I want my money back.');
  await calls(bench, 'r1', 'transfer_to_billing_team');
  const update = bench.model.taken.filter((frame) => frame.kind === 'session.update');
  assert.equal(update.length, 1);
  assert.equal(update[0]?.instructions, 'You do the bills of Acme.');
  assert.deepEqual(
    update[0]?.tools?.map(({ name }) => name),
    ['transfer_to_human', 'end_call', 'transfer_to_desk'],
  );
  assert.equal(bench.model.taken.at(-1)?.kind, 'response.create');
  bench.model.respond({ id: 'r2', text: 'Let me see your bill.', ms: 1000, requestId: 'tools-1' });
  await bench.world.advance(2000);
  assert.deepEqual(
    bench.view.steering.handoffs.map(({ from, to, by }) => [from, to, by]),
    [['desk', 'Billing Team', 'model']],
  );
  assert.deepEqual(
    bench.view.transcript.map(({ role, agent, text }) => [role, agent, text]),
    [
      ['agent', 'desk', 'Hello.'],
      ['caller', undefined, 'I want my money back.'],
      ['agent', 'Billing Team', 'Let me see your bill.'],
    ],
  );
});

test('an agent hands the caller back, and the ping-pong between two has an end', async () => {
  const bench = await call(pair());
  await calls(bench, 'r1', 'transfer_to_billing_team');
  await calls(bench, 'r2', 'transfer_to_desk');
  await calls(bench, 'r3', 'transfer_to_billing_team');
  assert.deepEqual(
    bench.view.steering.handoffs.map(({ to }) => to),
    ['Billing Team', 'desk'],
  );
  assert.match(bench.model.last('context.tool-result')?.outputJson ?? '', /too often/);
  bench.model.speechStarted();
  bench.model.speechStopped('Billing, please!');
  await calls(bench, 'r4', 'transfer_to_billing_team');
  assert.equal(bench.view.steering.handoffs.at(-1)?.to, 'Billing Team');
});

test('a function of the desk is not there any more once the caller is with another agent', async () => {
  const bench = await call(pair());
  await calls(bench, 'r1', 'transfer_to_billing_team');
  await calls(bench, 'r2', 'transfer_to_billing_team');
  assert.match(bench.model.last('context.tool-result')?.outputJson ?? '', /There is no function/);
});

test('a voice is changed only when the response is over, and only where the model can', async () => {
  const able = await call(pair(), { changesVoice: true });
  able.call.conversation?.steer({ agent: 'Billing Team' });
  await able.world.advance(0);
  const create = able.model.last('response.create');
  assert.match(create?.instructions ?? '', /taken this caller over from desk/);
  assert.equal(able.model.last('session.update')?.voice, 'cedar');
  const speaking = await call(pair(), { changesVoice: true });
  speaking.model.respond({ id: 'r1', text: 'A long story.', ms: 3000, done: false });
  speaking.call.conversation?.steer({ agent: 'Billing Team' });
  await speaking.world.advance(0);
  assert.equal(speaking.model.last('session.update')?.voice, undefined);
  speaking.model.done('r1');
  assert.equal(speaking.model.last('session.update')?.voice, 'cedar');
  const unable = await call(pair());
  unable.call.conversation?.steer({ agent: 'Billing Team' });
  await unable.world.advance(0);
  assert.equal(unable.model.last('session.update')?.voice, undefined);
});

test('a call whose stream breaks goes on with the agent and the language that it had', async () => {
  const speakers: string[] = [];
  const bench = await call(pair({ languages: ['es-US'] }), {
    dialled: (_, __, speaker) => void speakers.push(`${speaker.agent} ${speaker.language}`),
  });
  await calls(bench, 'r1', 'switch_language', { language: 'es-US' });
  assert.match(bench.model.last('session.update')?.instructions ?? '', /Speak (?:American )?Spanish/);
  await calls(bench, 'r2', 'transfer_to_billing_team');
  bench.carrier.vanish();
  await bench.world.advance(100);
  bench.reconnect();
  assert.deepEqual(speakers, ['desk en-US', 'Billing Team en-US']);
});

test('fixed texts are said in the language that was found in what the caller said', async () => {
  const bench = await call(pair({ languages: ['es-US'] }), { rendered: 'all' });
  bench.model.speechStarted();
  bench.model.speechStopped('Hola, quiero saber dónde está mi pedido, por favor.');
  await bench.world.advance(4000);
  assert.deepEqual(
    bench.view.steering.languages.map(({ from, to, by }) => [from, to, by]),
    [['en-US', 'es-US', 'detected']],
  );
  assert.equal(bench.model.last('session.update')?.language, 'es-US');
  const phrases = bench.model.taken.flatMap((frame) => (frame.kind === 'context.add' ? [frame.text] : []));
  assert.ok(phrases.includes('Un momento, por favor.'), phrases.join(' | '));
});

test('what may not be said is cut off where it is, and something else is said', async () => {
  const bench = await call(
    defineAgent({
      name: 'desk',
      instructions: 'Be kind.',
      greeting: null,
      guardrails: [
        {
          name: 'prices',
          everyCharacters: 20,
          check: (text) => ({ pass: !text.includes('dollars'), reason: 'no prices on the phone' }),
          instead: 'Let me have somebody call you about the price.',
        },
      ],
    }),
  );
  bench.model.respond({ id: 'r1', text: 'That would be nine dollars and', ms: 4000, done: false });
  await bench.world.advance(500);
  assert.deepEqual(bench.model.last('response.cancel')?.responseId, 'r1');
  assert.ok(bench.carrier.events.some((event) => event.kind === 'clear-sent'));
  bench.model.done('r1', 'cancelled');
  await bench.world.advance(2000);
  const [stop] = bench.view.steering.guardrails;
  assert.deepEqual([stop?.guardrail, stop?.reason, stop?.late], ['prices', 'no prices on the phone', false]);
  assert.deepEqual(
    bench.view.interruptions.map(({ cause }) => cause),
    ['guardrail'],
  );
  assert.equal(bench.view.transcript.at(-1)?.heard, 'Let me have somebody call you about the price.');
  assert.notEqual(bench.view.transcript[0]?.heard, bench.view.transcript[0]?.text);
});

test('a late answer and a slow function are bridged by the same words, each after its own time, in turn', async () => {
  const slow = defineTool({
    name: 'slow',
    description: 'Takes long.',
    parameters: z.object({}),
    timeout: '20s',
    run: () => new Promise<null>(() => {}),
  });
  const bench = await call(
    defineAgent({
      name: 'desk',
      instructions: 'Be kind.',
      greeting: null,
      tools: [slow],
      filler: { say: ['Let me see.', 'Still looking.'], answerAfter: '1s', toolAfter: '2s' },
    }),
  );
  bench.model.speechStarted();
  bench.model.speechStopped('Where is it?');
  const said = () => bench.model.taken.flatMap((frame) => (frame.kind === 'context.add' ? [frame.text] : []));
  await bench.world.advance(990);
  assert.deepEqual(said(), []);
  await bench.world.advance(20);
  assert.deepEqual(said(), ['Let me see.']);
  await calls(bench, 'r1', 'slow');
  await bench.world.advance(1980);
  assert.equal(said().length, 1);
  await bench.world.advance(20);
  assert.equal(said().length, 2);
});

test('variables of one call, given when it is placed, stand in every agent, and are told to functions and checks', async () => {
  const told: string[] = [];
  const lookUp = defineTool({
    name: 'look_up',
    description: 'Looks the order up.',
    parameters: z.object({}),
    run: (_, { variables }) => void told.push(`function ${variables['order']}`),
  });
  const billing = defineAgent({
    name: 'billing',
    instructions: 'You know of order {{order}}.',
    tools: [lookUp],
    languages: [{ language: 'es-US', instructions: 'Sabe del pedido {{order}}.' }],
    guardrails: [
      {
        name: 'watch',
        check(_, { variables, agent, language }) {
          told.push(`check ${agent} ${language} ${variables['order']}`);
          return { pass: true };
        },
      },
    ],
  });
  const desk = defineAgent({ name: 'desk', instructions: 'Be kind.', handoffs: [billing] });
  const bench = await call(
    desk,
    {},
    {
      variables: { order: '4711' },
      greeting: null,
      purpose: null,
      voicemail: null,
      answerWithinMs: 30_000,
      durationMsMax: null,
      consultation: null,
    },
  );
  await calls(bench, 'r1', 'transfer_to_billing');
  assert.match(bench.model.last('session.update')?.instructions ?? '', /^You know of order 4711\./);
  await calls(bench, 'r2', 'look_up');
  await calls(bench, 'r3', 'switch_language', { language: 'es-US' });
  assert.match(bench.model.last('session.update')?.instructions ?? '', /^Sabe del pedido 4711\./);
  bench.model.respond({ id: 'r4', text: 'Su pedido está en camino.', ms: 500 });
  await bench.world.advance(10);
  assert.deepEqual(told, ['function 4711', 'check billing es-US 4711']);
});
