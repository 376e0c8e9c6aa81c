// The tools of MCP servers are an agent's tools: listed at the start, called on a connection that is made anew when lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgentOptions } from '../../agent/agent-options.ts';
import { defineAgent } from '../../agent/define-agent.ts';
import { readyAgent } from '../../agent/ready-agent.ts';
import { OffhookError } from '../../base/errors.ts';
import { simulatedToolContext } from '../../testing/simulated-tool-context.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { SessionGone, type ConnectMcp, type McpClient, type McpResult } from './mcp-client.ts';
import { CONNECT_MS_MAX } from './mcp-connection.ts';
import { equipAgent } from './mcp-tools.ts';

const CRM = { name: 'crm', url: 'https://crm.example.com/mcp' } as const;

/** A server of two tools whose connections a test can break. */
function fakeServer(answer: (name: string) => McpResult = (name) => ({ value: { name }, failed: false })) {
  const connections: { drop(): void; closed: boolean }[] = [];
  const calls: string[] = [];
  const state: { reachable: boolean; gone: 'never' | 'perhaps' | null } = { reachable: true, gone: null };
  const schema = { $schema: 'x', type: 'object', properties: { id: { type: 'string' } } };
  const connect: ConnectMcp = () => {
    if (!state.reachable) return Promise.reject(new Error('connection refused'));
    let closed: () => void = () => {};
    const connection = { drop: () => closed(), closed: false };
    connections.push(connection);
    const client: McpClient = {
      listTools: () =>
        Promise.resolve([
          { name: 'find.customer', description: 'Finds a customer.', inputSchema: schema, repeatable: true },
          { name: 'delete_customer', description: '', inputSchema: schema, repeatable: false },
        ]),
      callTool(name) {
        if (state.gone !== null) {
          const { gone } = state;
          state.gone = null;
          return Promise.reject(new SessionGone('unknown session', gone));
        }
        calls.push(name);
        return Promise.resolve(answer(name));
      },
      onClosed: (listener) => void (closed = listener),
      close() {
        connection.closed = true;
        return Promise.resolve();
      },
    };
    return Promise.resolve(client);
  };
  return { connect, connections, calls, state };
}

async function equip(server: ReturnType<typeof fakeServer>, change: Partial<AgentOptions> = {}) {
  const world = simulatedWorld();
  const agent = defineAgent({ name: 'desk', instructions: 'Be kind.', mcpServers: [CRM], ...change });
  return { world, ...(await equipAgent(await readyAgent(agent, '.'), world, server.connect)) };
}

const refusal = async (equipping: Promise<unknown>): Promise<string> => {
  const error: unknown = await equipping.then(
    () => null,
    (fault: unknown) => fault,
  );
  assert.ok(error instanceof OffhookError, String(error));
  return `${error.code} ${error.message}`;
};

test('tools of a server are tools of the agent, under names that a model can call', async () => {
  const server = fakeServer();
  const { agent, close } = await equip(server);
  assert.deepEqual(
    agent.tools.map(({ name }) => name),
    ['transfer_to_human', 'end_call', 'find_customer', 'delete_customer'],
  );
  const found = agent.tools.find(({ name }) => name === 'find_customer');
  assert.deepEqual(found?.parameters, {
    type: 'object',
    properties: { id: { type: 'string' } },
    required: [],
  });
  assert.deepEqual(await found?.run({ id: '7' }, simulatedToolContext()), { name: 'find.customer' });
  await close();
  assert.deepEqual(
    server.connections.map(({ closed }) => closed),
    [true],
  );
});

test('only the tools that were named are there, and one that the server does not have is refused', async () => {
  const { agent } = await equip(fakeServer(), { mcpServers: [{ ...CRM, tools: ['find.customer'] }] });
  assert.equal(
    agent.tools.some(({ name }) => name === 'delete_customer'),
    false,
  );
  const wrong = equip(fakeServer(), { mcpServers: [{ ...CRM, tools: ['find'] }] });
  assert.match(await refusal(wrong), /CONFIG_INVALID .*no tool 'find'; it has 'find\.customer'/);
});

test('two tools of one name are refused with a way out, and a prefix is one', async () => {
  const twice = [CRM, { ...CRM, name: 'old-crm' }];
  assert.match(
    await refusal(equip(fakeServer(), { mcpServers: twice })),
    /CONFIG_INVALID desk: mcpServers: 'old-crm' and 'crm' both have a tool 'find_customer'; give the server a `prefix`/,
  );
  const { agent } = await equip(fakeServer(), { mcpServers: [CRM, { ...CRM, name: 'old', prefix: 'old_' }] });
  assert.ok(agent.tools.some(({ name }) => name === 'old_find_customer'));
});

test('a server that can not be had stops the start with its name, and what was opened is closed', async () => {
  const server = fakeServer();
  const down: ConnectMcp = (one, signal) =>
    one.name === 'crm' ? server.connect(one, signal) : Promise.reject(new Error('connection refused'));
  const mcpServers = [CRM, { name: 'files', command: 'no-such-program' }];
  const equipping = equip({ ...server, connect: down }, { mcpServers });
  assert.match(
    await refusal(equipping),
    /MCP_UNAVAILABLE mcpServers: 'files' \(no-such-program\) can not be had: connection refused/,
  );
  assert.equal(server.connections[0]?.closed, true);
});

test('a server that never answers is given up after a while', async () => {
  const world = simulatedWorld();
  const agent = defineAgent({ name: 'desk', instructions: 'Be kind.', mcpServers: [CRM] });
  const ready = await readyAgent(agent, '.');
  const refused = refusal(equipAgent(ready, world, () => new Promise<McpClient>(() => {})));
  await world.advance(CONNECT_MS_MAX);
  assert.match(await refused, /did not answer within 10000 ms/);
});

test('a lost connection is made anew by itself, more and more slowly, and at once for a call', async () => {
  const server = fakeServer();
  const { agent, world, close } = await equip(server);
  const find = agent.tools.find(({ name }) => name === 'find_customer');
  server.connections[0]?.drop();
  await world.advance(1000);
  assert.equal(server.connections.length, 2);
  server.state.reachable = false;
  server.connections[1]?.drop();
  await world.advance(60_000);
  await assert.rejects(find?.run({}, simulatedToolContext()) ?? Promise.resolve(), /connection refused/);
  server.state.reachable = true;
  assert.deepEqual(await find?.run({}, simulatedToolContext()), { name: 'find.customer' });
  assert.equal(server.connections.length, 3);
  await close();
  await world.advance(60_000);
  assert.equal(server.connections.length, 3);
});

test('a call that the server refused, since it was started anew, is made once more', async () => {
  const server = fakeServer();
  const { agent } = await equip(server);
  const find = agent.tools.find(({ name }) => name === 'find_customer');
  server.state.gone = 'never';
  assert.deepEqual(await find?.run({}, simulatedToolContext()), { name: 'find.customer' });
  assert.deepEqual(server.calls, ['find.customer']);
  assert.equal(server.connections.length, 2);
});

test('a call that broke off is made once more where its server says that this does no harm', async () => {
  const server = fakeServer();
  const { agent, world } = await equip(server);
  const tool = (called: string) => agent.tools.find(({ name }) => name === called);
  server.state.gone = 'perhaps';
  assert.deepEqual(await tool('find_customer')?.run({}, simulatedToolContext()), { name: 'find.customer' });
  server.state.gone = 'perhaps';
  await assert.rejects(
    tool('delete_customer')?.run({}, simulatedToolContext()) ?? Promise.resolve(),
    /unknown session/,
  );
  assert.deepEqual(server.calls, ['find.customer']);
  await world.advance(1000);
  assert.equal(server.connections.length, 3);
});

test('a tool that says it failed tells the model so', async () => {
  const { agent } = await equip(fakeServer(() => ({ value: 'No such customer.', failed: true })));
  const find = agent.tools.find(({ name }) => name === 'find_customer');
  assert.deepEqual(await find?.run({}, simulatedToolContext()), { error: 'No such customer.' });
  assert.equal(find?.check('[1]').ok, false);
  assert.equal(find.check('').ok, true);
});

test('an agent to whom callers are handed over has the tools of its own servers', async () => {
  const billing = defineAgent({ name: 'billing', instructions: 'Bills.', mcpServers: [CRM] });
  const { agent } = await equip(fakeServer(), { mcpServers: [], handoffs: [billing] });
  const [target] = agent.handoffs();
  assert.ok(target?.tools.some(({ name }) => name === 'find_customer'));
  assert.equal(
    agent.tools.some(({ name }) => name === 'find_customer'),
    false,
  );
});
