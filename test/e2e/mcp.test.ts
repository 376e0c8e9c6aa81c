// Real MCP servers, one a program and one over HTTP, behind an agent's tools.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { readyAgent } from '../../src/agent/ready-agent.ts';
import { equipAgent } from '../../src/server/mcp/mcp-tools.ts';
import { connectBySdk, goneOf } from '../../src/server/mcp/sdk-client.ts';
import { createServer } from '../../src/server/create-server.ts';
import { readSettings } from '../../src/server/settings.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { pinoLog } from '../../src/server/world/pino-log.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { simulatedToolContext } from '../../src/testing/simulated-tool-context.ts';
import { serveMcp } from '../fakes/mcp-server.ts';

const PROGRAM = new URL('../fakes/mcp-server.ts', import.meta.url).pathname;
const STDIO = { name: 'program', command: process.execPath, args: [PROGRAM, 'stdio'], prefix: 'program_' };

async function equipped(mcpServers: Parameters<typeof defineAgent>[0]['mcpServers']) {
  const agent = defineAgent({ name: 'desk', instructions: 'Be kind.', ...(mcpServers && { mcpServers }) });
  return equipAgent(await readyAgent(agent, '.'), realWorld(pinoLog('error')));
}

test('tools of a program and of an address are listed and called', async () => {
  const http = await serveMcp();
  const { agent, close } = await equipped([STDIO, { name: 'address', url: http.url }]);
  try {
    for (const name of ['program_add', 'add']) {
      const tool = agent.tools.find((one) => one.name === name);
      assert.equal(await tool?.run({ a: 2, b: 3 }, simulatedToolContext()), '5', name);
      assert.match(JSON.stringify(await tool?.run({ a: 'x' }, simulatedToolContext())), /error/);
    }
    const trace = agent.tools.find((one) => one.name === 'trace');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    assert.equal(await trace?.run({}, { ...simulatedToolContext(), traceparent }), traceparent);
    assert.equal(await trace?.run({}, simulatedToolContext()), 'none');
    const fail = agent.tools.find((one) => one.name === 'fail');
    assert.deepEqual(await fail?.run({}, simulatedToolContext()), { error: 'It is broken.' });
  } finally {
    await close();
    http.close();
  }
});

test('a server that was started anew serves the next call', async () => {
  const first = await serveMcp();
  const { agent, close } = await equipped([{ name: 'address', url: first.url }]);
  first.close();
  const second = await serveMcp(first.port);
  try {
    const add = agent.tools.find(({ name }) => name === 'add');
    assert.equal(await add?.run({ a: 2, b: 2 }, simulatedToolContext()), '4');
  } finally {
    await close();
    second.close();
  }
});

test('a call that never left, or to a session that is not known, may be made again; one that broke off may have run', async () => {
  const server = await serveMcp();
  const { mcpServers } = defineAgent({
    name: 'desk',
    instructions: 'Be kind.',
    mcpServers: [{ name: 'address', url: server.url }],
  });
  assert.ok(mcpServers[0] !== undefined);
  const client = await connectBySdk(mcpServers[0], AbortSignal.timeout(5000));
  server.close();
  // Sockets that were kept are found out to be closed, and the next one is refused.
  const refused = async (): Promise<unknown> =>
    client
      .callTool(
        'add',
        { a: 1, b: 1 },
        { signal: AbortSignal.timeout(5000), timeMsMax: 5000, repeatable: true },
      )
      .catch((error: unknown) => error);
  await refused();
  assert.match(String(await refused()), /^SessionGone/);
  await client.close();
  const reset = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  assert.equal(goneOf(new TypeError('fetch failed', { cause: reset })), 'perhaps');
  assert.equal(goneOf(new Error('Not connected')), 'never');
  assert.equal(goneOf(new Error('No such tool.')), null);
});

test('a server that can not be put together closes the connections that it has made, and its store', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'offhook-mcp-'));
  const agent = defineAgent({
    name: 'desk',
    instructions: 'Be kind.',
    mcpServers: [STDIO],
    // Two routes of one address: the HTTP server refuses the second one.
    paths: { incoming: '/api/calls' },
  });
  const settings = { ...readSettings({ OPENAI_API_KEY: 'k' }), dataDir };
  const world = simulatedWorld();
  await assert.rejects(createServer({ agent, settings, world }), /api\/calls/);
  assert.equal(world.timersPending, 0);
  // The SDK is done with a program before the program has ended.
  const programs = (): number =>
    process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
  for (let tries = 0; programs() > 0 && tries < 500; tries += 1) await setTimeout(10);
  assert.equal(programs(), 0);
  await rm(dataDir, { recursive: true });
});

test('a program that is not there, and an address where nobody listens, are named', async () => {
  await assert.rejects(
    equipped([{ name: 'nothing', command: '/no/such/program' }]),
    /'nothing' \(\/no\/such\/program\) can not be had/,
  );
  const gone = await serveMcp();
  gone.close();
  await assert.rejects(equipped([{ name: 'gone', url: gone.url }]), /MCP_UNAVAILABLE|'gone'/);
});
