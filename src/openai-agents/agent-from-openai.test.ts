// A RealtimeAgent becomes an agent of Offhook: instructions, functions, approvals, guardrails, handoffs, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handoff, hostedMcpTool, RunContext } from '@openai/agents';
import { backgroundResult, RealtimeAgent, tool, type FunctionTool } from '@openai/agents/realtime';
import { z } from 'zod';
import type { Agent } from '../agent/agent.ts';
import { planCall } from '../agent/plan-call.ts';
import { readyAgent } from '../agent/ready-agent.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import { simulatedToolContext } from '../testing/simulated-tool-context.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { agentFromOpenAI, callOf, type AgentFromOpenaiOptions } from './index.ts';

const CALLER = { from: '+14155550100', to: '+14155550199', fromState: null, carrierCallId: 'CA1' };

const DESK = { name: 'Desk', instructions: 'Greet.' };

async function planOf(agent: Agent) {
  return planCall(await readyAgent(agent, '.'), CALLER, { transferTo: null }, simulatedWorld());
}

function toolOf(agent: Agent, name: string): RunnableTool {
  const found = agent.tools.find((one) => one.name === name);
  assert.ok(found !== undefined, name);
  return found;
}

/** An agent with one function, called with `args`. */
async function run(
  one: Partial<Parameters<typeof tool>[0]> & { readonly execute: (...args: never[]) => unknown },
  options: AgentFromOpenaiOptions<unknown> = {},
  args: object = { city: 'Oslo' },
): Promise<unknown> {
  const made = tool({
    name: 'weather',
    description: 'Tells the weather.',
    parameters: z.object({ city: z.string() }),
    ...(one as object),
  } as never);
  // Which context the SDK's own types let it have depends on what the compiler has seen before.
  const agent = agentFromOpenAI(new RealtimeAgent({ ...DESK, tools: [made as never] }), options);
  const weather = toolOf(agent, 'weather');
  const check = weather.check(JSON.stringify(args));
  assert.ok(check.ok);
  return weather.run(check.value, simulatedToolContext());
}

test("its name, voice and instructions are the agent's, and calls have what Offhook gives them", async () => {
  const desk = new RealtimeAgent({ name: 'Desk № 1', voice: 'verse', instructions: 'Greet {{name|them}}.' });
  const agent = agentFromOpenAI(desk, { greeting: 'Hello.', recording: true, language: 'en-GB' });
  const plan = await planOf(agent);
  assert.deepEqual(
    [plan.agent, plan.voice, plan.instructions, plan.greeting, plan.recording.on, plan.language],
    ['Desk 1', 'verse', 'Greet them.', 'Hello.', true, 'en-GB'],
  );
});

test('instructions by a function are told for each call, in its context', async () => {
  const desk = new RealtimeAgent<{ readonly tier: string }>({
    name: 'Desk',
    instructions: ({ context }, { name }) => `You are ${name} for a ${context.tier} caller.`,
  });
  const agent = agentFromOpenAI(desk, { context: ({ from }) => ({ tier: from.slice(0, 3) }) });
  assert.equal((await planOf(agent)).instructions, 'You are Desk for a +14 caller.');
});

test('a function keeps its schema, is given its arguments, and may use the call', async () => {
  let heard: unknown[] = [];
  const answer = await run({
    execute: ({ city }: { city: string }, runContext?: RunContext) => {
      callOf(runContext)?.endCall();
      heard = [city, callOf(runContext)?.from];
      return { sunny: true };
    },
  });
  assert.deepEqual(answer, { sunny: true });
  assert.deepEqual(heard, ['Oslo', '+15551230001']);
  assert.equal(callOf(new RunContext()), null);
  const weather = tool({
    name: 'weather',
    description: 'x',
    parameters: z.object({ city: z.string() }),
    execute: () => '',
  });
  const { parameters } = toolOf(agentFromOpenAI(new RealtimeAgent({ ...DESK, tools: [weather] })), 'weather');
  assert.deepEqual(parameters['required'], ['city']);
});

test('what does not fit is told to the model, and so is what a function throws', async () => {
  assert.match(String(await run({ execute: () => 'x' }, {}, { city: 5 })), /error/i);
  const threw = () => {
    throw new Error('broken');
  };
  assert.match(String(await run({ execute: threw })), /error/i);
  const weather = toolOf(
    agentFromOpenAI(
      new RealtimeAgent({
        ...DESK,
        tools: [tool({ name: 'weather', description: 'x', parameters: z.object({}), execute: () => '' })],
      }),
    ),
    'weather',
  );
  assert.equal(weather.check('{no').ok, false);
  assert.equal(weather.check('').ok, true);
});

test('a result that nobody is to wait for is told like any other', async () => {
  assert.equal(await run({ execute: () => backgroundResult('noted') }), 'noted');
});

test('a function that needs an approval is declined, unless somebody approves it', async () => {
  let ran = 0;
  const needy = { needsApproval: true, execute: () => `ran ${(ran += 1)}` };
  const declined = {
    error: 'This was not approved, so it was not done. Tell the caller, and offer another way.',
  };
  assert.deepEqual(await run(needy), declined);
  assert.deepEqual(await run(needy, { approveTool: () => false }), declined);
  assert.deepEqual(await run(needy, { approveTool: () => Promise.reject(new Error('secret')) }), declined);
  assert.deepEqual(await run(needy, { approveTool: () => ({ approve: false, reason: 'Over the limit.' }) }), {
    error: `${declined.error} Why: Over the limit.`,
  });
  assert.equal(ran, 0);
  assert.equal(await run(needy, { approveTool: async () => ({ approve: true }) }), 'ran 1');
});

test('who approves is told the function, its arguments, the agent and the call', async () => {
  const asked: unknown[] = [];
  await run(
    {
      needsApproval: async (_context: unknown, { city }: { city: string }) => city === 'Oslo',
      execute: () => 'x',
    } as never,
    {
      approveTool({ tool: name, arguments: args, agent, call }) {
        asked.push([name, args, agent, call.from]);
        return true;
      },
    },
  );
  assert.deepEqual(asked, [['weather', { city: 'Oslo' }, 'Desk', '+15551230001']]);
});

test('a function that is not enabled in this call does not run', async () => {
  assert.match(JSON.stringify(await run({ isEnabled: false, execute: () => 'x' })), /not available/);
});

test('the guardrails of a function hold before it runs and behind it', async () => {
  const rejecting = (type: 'input' | 'output') => ({
    [`${type}Guardrails`]: [
      { name: 'rule', run: async () => ({ behavior: { type: 'rejectContent', message: `${type}: no` } }) },
    ],
  });
  let ran = 0;
  const execute = () => `ran ${(ran += 1)}`;
  assert.equal(await run({ ...rejecting('input'), execute }), 'input: no');
  assert.equal(ran, 0);
  assert.equal(await run({ ...rejecting('output'), execute }), 'output: no');
  assert.equal(ran, 1);
});

test('all functions of a call share one context, and another call has its own', async () => {
  const seen: number[] = [];
  const count = tool({
    name: 'count',
    description: 'Counts.',
    parameters: z.object({}),
    execute: (_, runContext?: RunContext<{ n: number }>) => {
      if (runContext !== undefined) seen.push((runContext.context.n += 1));
    },
  });
  const desk = new RealtimeAgent<{ n: number }>({ ...DESK, tools: [count as never] });
  const counting = toolOf(agentFromOpenAI(desk, { context: () => ({ n: 0 }) }), 'count');
  const call = simulatedToolContext();
  await counting.run({}, call);
  await counting.run({}, { ...call });
  await counting.run({}, simulatedToolContext());
  assert.deepEqual(seen, [1, 2, 1]);
});

test('the time that a function may take is its own, and ten seconds where it says none', () => {
  const timed = (timeoutMs?: number) =>
    tool({
      name: 'slow',
      description: 'x',
      parameters: z.object({}),
      execute: () => '',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  const msOf = (one: FunctionTool<never, never, never>) =>
    toolOf(agentFromOpenAI(new RealtimeAgent({ ...DESK, tools: [one as never] })), 'slow').timeMsMax;
  assert.deepEqual([msOf(timed() as never), msOf(timed(2500) as never)], [10_000, 2500]);
  assert.throws(() => msOf(timed(90_000) as never), { code: 'TOOL_INVALID', message: /slow: timeoutMs/ });
});

test('an output guardrail stops what trips it, and says why', async () => {
  const agent = agentFromOpenAI(new RealtimeAgent(DESK), {
    outputGuardrails: [
      {
        name: 'No prices!',
        policyHint: 'Never tell a price',
        execute: async ({ agentOutput }) => ({
          tripwireTriggered: agentOutput.includes('$'),
          outputInfo: { found: '$' },
        }),
      },
    ],
    outputGuardrailSettings: { debounceTextLength: 20 },
  });
  const [rail] = agent.guardrails;
  assert.deepEqual([rail?.name, rail?.everyChars], ['No-prices-', 20]);
  const context = { ...simulatedToolContext(), agent: 'Desk', language: 'en-US' };
  assert.deepEqual(await rail?.check('Hello.', context), { pass: true });
  assert.deepEqual(await rail?.check('That is $5.', context), {
    pass: false,
    reason: 'Never tell a price: {"found":"$"}',
  });
});

test('agents that hand over to each other are one cast, each with its functions and the guardrails', async () => {
  const handed: unknown[] = [];
  const desk: RealtimeAgent = new RealtimeAgent({ ...DESK, voice: 'verse', instructions: 'Greet.' });
  const billing: RealtimeAgent = new RealtimeAgent({
    name: 'Billing',
    instructions: ({ context }) => `Bill. ${context.history.length}`,
    handoffDescription: 'For bills.',
    handoffs: [desk],
  });
  desk.handoffs.push(
    handoff(billing as never, {
      toolNameOverride: 'to_the_bills',
      inputType: z.object({ about: z.string() }),
      onHandoff: (_, input) => void handed.push(input),
    }) as never,
  );
  const rail = { name: 'rule', execute: async () => ({ tripwireTriggered: false, outputInfo: null }) };
  const agent = agentFromOpenAI(desk, { outputGuardrails: [rail], bargeIn: 'none' });
  const plan = await planOf(agent);
  assert.deepEqual(
    [plan, ...plan.handoffs].map((one) => [
      one.agent,
      one.instructions,
      one.voice,
      one.guardrails.length,
      one.tools.map(({ name }) => name),
    ]),
    [
      ['Desk', 'Greet.', 'verse', 1, ['to_the_bills', 'transfer_to_human', 'end_call']],
      ['Billing', 'Bill. 0', 'verse', 1, ['transfer_to_Desk', 'transfer_to_human', 'end_call']],
    ],
  );
  const to: string[] = [];
  const context = { ...simulatedToolContext(), handOff: (name: string) => (to.push(name), 'done' as const) };
  const output = await toolOf(agent, 'to_the_bills').run({ about: 'May' }, context);
  assert.deepEqual([output, to, handed], ['{"assistant":"Billing"}', ['Billing'], [{ about: 'May' }]]);
  const never = { ...context, handOff: () => 'too-often' as const };
  assert.match(JSON.stringify(await toolOf(agent, 'to_the_bills').run({ about: 'May' }, never)), /too often/);
});

test('what Offhook has not is refused with its name and a way out, also in an agent further on', () => {
  const mcp = hostedMcpTool({ serverLabel: 'wiki', serverUrl: 'https://example.com/mcp' });
  const hosted = new RealtimeAgent({ name: 'Billing', instructions: 'Bill.', tools: [mcp] });
  assert.throws(() => agentFromOpenAI(new RealtimeAgent({ ...DESK, handoffs: [hosted] })), {
    code: 'TOOL_INVALID',
    message: /hosted_mcp.*mcpServers/,
  });
  const prompted = new RealtimeAgent({ ...DESK, prompt: { promptId: 'pmpt_1' } });
  assert.throws(() => agentFromOpenAI(prompted), { code: 'CONFIG_INVALID', message: /Desk: prompt/ });
  const served = new RealtimeAgent({ ...DESK, mcpServers: [{} as never] });
  assert.throws(() => agentFromOpenAI(served), { code: 'CONFIG_INVALID', message: /Desk: mcpServers/ });
});
