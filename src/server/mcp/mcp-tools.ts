// MCP tools: the tools of the MCP servers that an agent names, among the agent's own.
import { agentsOf } from '../../agent/plan-cast.ts';
import type { Agent, AgentMcpServer, ReadyAgent } from '../../agent/agent.ts';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import type { ArgumentCheck, RunnableTool } from '../../nodes/tool.ts';
import type { ConnectMcp, McpTool } from './mcp-client.ts';
import { MCP_TOOLS_MAX, McpConnection } from './mcp-connection.ts';
import { connectBySdk } from './sdk-client.ts';

/** An agent with all of its tools, and what ends the connections behind them. */
export interface EquippedAgent {
  readonly agent: ReadyAgent;
  readonly close: () => Promise<void>;
}

/**
 * Connects to every server that the agent, or one it can hand over to, names, and adds their tools. All of them have to
 * be had now: `MCP_UNAVAILABLE` names the first that can not, and `CONFIG_INVALID` tools that clash or are not there.
 */
export async function equipAgent(
  agent: ReadyAgent,
  world: Pick<World, 'timers' | 'log'>,
  connect: ConnectMcp = connectBySdk,
): Promise<EquippedAgent> {
  const everybody = agentsOf(agent);
  const servers = [...new Set(everybody.flatMap(({ mcpServers }) => mcpServers))];
  const connections = servers.map((server) => new McpConnection(server, world, connect));
  const close = async (): Promise<void> => {
    await Promise.all(connections.map((connection) => connection.close()));
  };
  try {
    const tools = new Map(
      await Promise.all(
        connections.map(async (connection) => [connection.server, await toolsOf(connection)] as const),
      ),
    );
    return { agent: withTools(agent, everybody, tools), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function withTools(
  agent: ReadyAgent,
  everybody: readonly Agent[],
  tools: ReadonlyMap<AgentMcpServer, readonly RunnableTool[]>,
): ReadyAgent {
  if (tools.size === 0) return agent;
  const equipped = new Map<Agent, Agent>();
  for (const one of everybody) {
    const added = one.mcpServers.flatMap((server) =>
      [...(tools.get(server) ?? [])].map((tool) => ({ server, tool })),
    );
    const names = new Map(one.tools.map(({ name }) => [name, 'the agent itself']));
    for (const { server, tool } of added) {
      const other = names.get(tool.name);
      if (other !== undefined)
        throw new OffhookError(
          'CONFIG_INVALID',
          `${one.name}: mcpServers: '${server.name}' and ${other} both have a tool '${tool.name}'; give the server a \`prefix\`, or name the \`tools\` that you want of it`,
        );
      names.set(tool.name, `'${server.name}'`);
    }
    const handoffs = (): readonly Agent[] => one.handoffs().map((target) => equipped.get(target) ?? target);
    equipped.set(one, { ...one, tools: [...one.tools, ...added.map(({ tool }) => tool)], handoffs });
  }
  return { ...agent, ...equipped.get(agent), instructions: agent.instructions };
}

async function toolsOf(connection: McpConnection): Promise<readonly RunnableTool[]> {
  const { server } = connection;
  const listed = await connection.open().catch((error: unknown) => {
    if (error instanceof OffhookError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new OffhookError(
      'MCP_UNAVAILABLE',
      `mcpServers: '${server.name}' (${where(server)}) can not be had: ${why}`,
      {
        cause: error,
      },
    );
  });
  const missing = (server.tools ?? []).filter((name) => !listed.some((tool) => tool.name === name));
  if (missing.length > 0)
    throw new OffhookError(
      'CONFIG_INVALID',
      `mcpServers: '${server.name}' has no tool ${missing.map((name) => `'${name}'`).join(', ')}; it has ${listed.map(({ name }) => `'${name}'`).join(', ')}`,
    );
  const wanted = listed.filter(({ name }) => server.tools?.includes(name) ?? true);
  if (wanted.length > MCP_TOOLS_MAX)
    throw new OffhookError(
      'CONFIG_INVALID',
      `mcpServers: '${server.name}' has more than ${MCP_TOOLS_MAX} tools; name the \`tools\` that you want of it`,
    );
  return wanted.map((tool) => runnable(tool, connection));
}

function runnable(tool: McpTool, connection: McpConnection): RunnableTool {
  const { server } = connection;
  const { $schema: _, properties = {}, required = [], ...rest } = tool.inputSchema;
  return {
    // Models take no other characters, and 64 of them.
    name: `${server.prefix}${tool.name}`.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64),
    description: tool.description === '' ? tool.name : tool.description,
    parameters: { ...rest, type: 'object', properties, required },
    timeMsMax: server.timeMsMax,
    filler: server.filler,
    fillerAfterMs: server.fillerAfterMs,
    check: checkObject,
    async run(value, { signal, traceparent }) {
      const trace = traceparent === undefined ? {} : { traceparent };
      const call = { signal, timeMsMax: server.timeMsMax, repeatable: tool.repeatable, ...trace };
      const result = await connection.call(tool.name, value as Record<string, unknown>, call);
      return result.failed ? { error: result.value } : result.value;
    },
  };
}

/** Whether they fit, the server checks: its answer tells the model. */
function checkObject(argumentsJson: string): ArgumentCheck {
  try {
    const value: unknown = JSON.parse(argumentsJson.trim() === '' ? '{}' : argumentsJson);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value };
  } catch {
    // Told below.
  }
  return { ok: false, problem: 'The arguments are not valid JSON. Call again with one JSON object.' };
}

function where({ reach }: AgentMcpServer): string {
  return reach.kind === 'http' ? new URL(reach.url).origin : reach.command;
}
