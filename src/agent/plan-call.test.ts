// An agent and a caller become a plan, whatever the agent's own function does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedTexts } from '../call/plan.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import type { ReadyAgent } from './agent.ts';
import type { AgentOptions, Caller } from './agent-options.ts';
import { defineAgent } from './define-agent.ts';
import { planCall } from './plan-call.ts';

const CALLER: Caller = {
  from: '+14155550100',
  to: '+12125550199',
  fromState: null,
  carrierCallId: 'CA1',
};
const NOBODY = { transferTo: null };

function agent(options: Partial<AgentOptions> & { readonly instructions?: string } = {}): ReadyAgent {
  const { instructions = 'Be kind.', ...others } = options;
  return { ...defineAgent({ name: 'desk', instructions, ...others }), instructions };
}

test("the plan carries the agent's settings and the caller's variables", async () => {
  const plan = await planCall(
    agent({
      instructions: 'Today is {{today}}, {{time}}. The caller is {{name|a stranger}} on {{from}}.',
      greeting: 'Hello {{name}}!',
      variables: ({ from }) => ({
        name: from === CALLER.from ? 'Ada' : 'Bob',
        visits: 3,
        vip: true,
        note: null,
      }),
    }),
    CALLER,
    NOBODY,
    simulatedWorld({ wallStart: Date.UTC(2026, 6, 4, 16, 5) }),
  );
  assert.equal(plan.greeting, 'Hello Ada!');
  assert.match(
    plan.instructions,
    /^Today is Saturday, July 4, 2026, 4:05\sPM\. The caller is Ada on \+14155550100\.$/,
  );
  assert.deepEqual(
    { ...plan.variables, today: '', time: '' },
    {
      from: '+14155550100',
      to: '+12125550199',
      date: '2026-07-04',
      today: '',
      time: '',
      name: 'Ada',
      visits: '3',
      vip: 'true',
    },
  );
});

test("the day is the one of the agent's time zone, in words of its language", async () => {
  const world = simulatedWorld({ wallStart: Date.UTC(2026, 0, 1, 2) });
  const plan = await planCall(
    agent({ timeZone: 'America/New_York', language: 'de-DE', instructions: '{{today}}' }),
    CALLER,
    NOBODY,
    world,
  );
  assert.equal(plan.variables['date'], '2025-12-31');
  assert.equal(plan.instructions, 'Mittwoch, 31. Dezember 2025');
});

test('a variable without a value leaves no gap in the greeting, and is told in the log', async () => {
  const world = simulatedWorld();
  const plan = await planCall(
    agent({ greeting: 'Hello {{name}}, welcome {{back}}.' }),
    CALLER,
    NOBODY,
    world,
  );
  assert.equal(plan.greeting, 'Hello, welcome.');
  const line = world.logLines.find(({ event }) => event === 'agent.variables-missing');
  assert.equal(line?.fields?.['names'], 'name back');
});

test('variables that take too long count as none, and are told to stop', async () => {
  const world = simulatedWorld();
  let stopped = false;
  const planned = planCall(
    agent({
      greeting: 'Hello {{name|there}}.',
      variables: (_, { signal }) => {
        signal.addEventListener('abort', () => (stopped = true));
        return new Promise(() => undefined);
      },
    }),
    CALLER,
    NOBODY,
    world,
  );
  let settled = false;
  void planned.then(() => (settled = true));
  await world.advance(999);
  assert.equal(settled, false);
  await world.advance(1);
  assert.equal((await planned).greeting, 'Hello there.');
  assert.ok(stopped);
  assert.equal(world.timersPending, 0);
});

test('variables that fail count as none, and the log has no word of the reason', async () => {
  for (const variables of [
    () => {
      throw new Error('secret');
    },
    () => Promise.reject(new Error('secret')),
  ]) {
    const world = simulatedWorld();
    const plan = await planCall(agent({ greeting: 'Hi {{name|you}}.', variables }), CALLER, NOBODY, world);
    assert.equal(plan.greeting, 'Hi you.');
    assert.ok(!JSON.stringify(world.logLines).includes('secret'));
    assert.equal(world.timersPending, 0);
  }
});

test('variables may ask over HTTP', async () => {
  const world = simulatedWorld();
  world.serve('http://crm/', () => ({ status: 200, headers: {}, body: '{"name":"Ada"}' }));
  const plan = await planCall(
    agent({
      greeting: 'Hi {{name}}.',
      variables: async (_, { http, signal }) => {
        const answer = await http({ method: 'GET', url: 'http://crm/1', timeMsMax: 500, signal });
        return JSON.parse(answer.body) as { name: string };
      },
    }),
    CALLER,
    NOBODY,
    world,
  );
  assert.equal(plan.greeting, 'Hi Ada.');
});

test('values that can not stand in a text are left out and counted', async () => {
  const world = simulatedWorld();
  const variables = () => ({ ok: 'yes', 'two words': 'x', deep: { a: 1 } }) as never;
  const plan = await planCall(agent({ variables }), CALLER, NOBODY, world);
  assert.equal(plan.variables['ok'], 'yes');
  assert.ok(!('deep' in plan.variables) && !('two words' in plan.variables));
  assert.equal(
    world.logLines.find(({ event }) => event === 'agent.variables-refused')?.fields?.['refused'],
    2,
  );
});

test('each way to barge in says which of speech and keys interrupts', async () => {
  const ways = {
    none: [false, false],
    dtmf: [false, true],
    speech: [true, false],
    any: [true, true],
  } as const;
  for (const [bargeIn, [speech, digit]] of Object.entries(ways)) {
    const plan = await planCall(
      agent({ bargeIn: bargeIn as keyof typeof ways, interruptDigit: '#' }),
      CALLER,
      NOBODY,
      simulatedWorld(),
    );
    assert.deepEqual(plan.bargeIn, { speech, digit, interruptDigit: '#' });
  }
});

test('a transfer goes to whom the agent names, else to whom the environment names', async () => {
  const settings = { transferTo: '+15550100001' };
  const named = await planCall(
    agent({ transfer: { to: '+15550100002' } }),
    CALLER,
    settings,
    simulatedWorld(),
  );
  assert.equal(named.transferTo, '+15550100002');
  assert.equal((await planCall(agent(), CALLER, settings, simulatedWorld())).transferTo, '+15550100001');
  assert.equal((await planCall(agent(), CALLER, NOBODY, simulatedWorld())).transferTo, null);
});

test("the recording's notice depends on the caller and is among the fixed texts", async () => {
  const recorded = agent({ recording: { consent: 'by-state' } });
  const californian = await planCall(recorded, CALLER, NOBODY, simulatedWorld());
  assert.equal(californian.recording.basis, 'state');
  assert.ok(fixedTexts(californian).includes('This call is being recorded.'));
  const texan = await planCall(recorded, { ...CALLER, fromState: 'TX' }, NOBODY, simulatedWorld());
  assert.deepEqual(texan.recording, { on: true, notice: null, basis: null });
});

test('an outgoing call is planned by its order: its own texts, whoever is called instead of who calls', async () => {
  const order = {
    variables: { name: 'Ada', vip: 'no' },
    greeting: 'Hello {{name}}, this is the desk.',
    purpose: 'The desk calls {{name}}.',
    voicemail: { action: 'message', message: 'Call us back, {{name}}.' },
    answerWithinMs: 30_000,
    durationMsMax: 60_000,
    consultation: null,
  } as const;
  const recording = { consent: 'by-state' } as const;
  const desk = agent({
    greeting: 'Thanks for calling.',
    recording,
    variables: () => ({ vip: 'yes', age: 7 }),
  });
  // New York lets one party record, Los Angeles does not: it is the callee who must consent.
  const call = { ...CALLER, from: '+12125550199', to: '+12135550100' };
  const plan = await planCall(desk, call, NOBODY, simulatedWorld(), order);
  assert.equal(plan.greeting, 'Hello Ada, this is the desk.');
  assert.deepEqual(plan.outbound, {
    purpose: 'The desk calls Ada.',
    voicemail: { action: 'message', message: 'Call us back, Ada.' },
  });
  assert.deepEqual([plan.variables['vip'], plan.variables['age']], ['no', '7']);
  assert.equal(plan.durationMsMax, 60_000);
  assert.equal(plan.recording.basis, 'state');
  assert.match(plan.instructions, /^Be kind\.\n\nThis call is an outgoing one.*The desk calls Ada\./s);
  const quiet = await planCall(desk, CALLER, NOBODY, simulatedWorld(), {
    ...order,
    greeting: null,
    purpose: null,
    voicemail: { action: 'message', message: '{{nothing}}' },
  });
  assert.deepEqual(
    [quiet.greeting, quiet.outbound],
    [null, { purpose: null, voicemail: { action: 'hang-up' } }],
  );
  assert.equal((await planCall(desk, CALLER, NOBODY, simulatedWorld())).outbound, null);
});
