// Real MCP servers, one a program and one over HTTP, behind an agent's tools.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { readyAgent } from '../../src/agent/ready-agent.ts';
import { equipAgent } from '../../src/server/mcp/mcp-tools.ts';
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
  // A kept socket of the server before is found out to be closed by the first request that takes it.
  await fetch(second.url, { headers: { 'mcp-session-id': 'unknown' } }).catch(() => null);
  try {
    const add = agent.tools.find(({ name }) => name === 'add');
    assert.equal(await add?.run({ a: 2, b: 2 }, simulatedToolContext()), '4');
  } finally {
    await close();
    second.close();
  }
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
