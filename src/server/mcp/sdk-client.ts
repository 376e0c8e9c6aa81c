// SDK client: connections to MCP servers by the official SDK, which is loaded when the first server is named.
// https://modelcontextprotocol.io/specification/2025-06-18
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { AgentMcpServer } from '../../agent/agent.ts';
import { OffhookError } from '../../base/errors.ts';
import { SessionGone, type McpCall, type McpClient, type McpResult, type McpTool } from './mcp-client.ts';

/** Pages of a list of tools; a server that has more goes round in a circle. */
const PAGES_MAX = 20;

/** Connects by the official SDK. `MCP_UNAVAILABLE` when that is not installed. */
export async function connectBySdk(server: AgentMcpServer, signal: AbortSignal): Promise<McpClient> {
  const { Client: SdkClient } = await sdk(() => import('@modelcontextprotocol/sdk/client/index.js'));
  const client = new SdkClient({ name: 'offhook', version: '1' });
  const transport = await transportOf(server);
  try {
    await client.connect(transport, { signal });
  } catch (error) {
    await client.close().catch(() => {});
    throw error;
  }
  return new SdkConnection(client);
}

class SdkConnection implements McpClient {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async listTools(max: number): Promise<readonly McpTool[]> {
    const tools: McpTool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES_MAX && tools.length <= max; page += 1) {
      const answer = await this.#client.listTools(cursor === undefined ? {} : { cursor });
      for (const { name, description = '', inputSchema, annotations = {} } of answer.tools) {
        const repeatable = annotations.readOnlyHint === true || annotations.idempotentHint === true;
        tools.push({ name, description, inputSchema, repeatable });
      }
      cursor = answer.nextCursor;
      if (cursor === undefined) break;
    }
    return tools.slice(0, max + 1);
  }

  async callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
    { signal, timeMsMax, traceparent }: McpCall,
  ): Promise<McpResult> {
    try {
      // https://modelcontextprotocol.io/specification/draft/basic#meta: the trace context has its key there.
      const trace = traceparent === undefined ? {} : { _meta: { traceparent } };
      const params = { name, arguments: { ...args }, ...trace };
      const answer = await this.#client.callTool(params, undefined, { signal, timeout: timeMsMax });
      return resultOf(answer);
    } catch (error) {
      const ran = goneOf(error);
      if (ran !== null) throw new SessionGone(error instanceof Error ? error.message : '', ran);
      throw error;
    }
  }

  onClosed(listener: () => void): void {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the client of the SDK is no event target
    this.#client.onclose = listener;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** Nothing left this machine. */
const NOT_SENT: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE'];
/** The other end went away: it had been restarted while a socket was kept, or went in the middle of the work. */
const BROKE_OFF: readonly unknown[] = ['UND_ERR_SOCKET', 'ECONNRESET'];

/**
 * Whether the call was run, where an error says that its connection is of no use any more; null where it says something else.
 * A server that was started anew answers 404 to a session that it does not know.
 */
export function goneOf(error: unknown): SessionGone['ran'] | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? error.code : null;
  if (code === 404 || NOT_SENT.includes(code) || error.message === 'Not connected') return 'never';
  return BROKE_OFF.includes(code) ? 'perhaps' : goneOf(error.cause);
}

async function transportOf({ reach }: AgentMcpServer): Promise<Transport> {
  if (reach.kind === 'stdio') {
    const { StdioClientTransport } = await sdk(() => import('@modelcontextprotocol/sdk/client/stdio.js'));
    const { command, args, env, cwd } = reach;
    // What it writes to its error output may hold anything, and is no log line of ours.
    const stderr = 'ignore';
    return new StdioClientTransport({
      command,
      args: [...args],
      env: { ...env },
      stderr,
      ...(cwd === null ? {} : { cwd }),
    });
  }
  const { StreamableHTTPClientTransport } = await sdk(
    () => import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  );
  return new StreamableHTTPClientTransport(new URL(reach.url), {
    requestInit: { headers: { ...reach.headers } },
  });
}

async function sdk<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw new OffhookError(
      'MCP_UNAVAILABLE',
      'mcpServers: the package @modelcontextprotocol/sdk is not installed; run `npm install @modelcontextprotocol/sdk`',
      { cause: error },
    );
  }
}

/** Structured content where there is some, else the texts; pictures and the like are named, not sent along. */
function resultOf(answer: Awaited<ReturnType<Client['callTool']>>): McpResult {
  const failed = answer.isError === true;
  if (answer.structuredContent !== undefined) return { value: answer.structuredContent, failed };
  const content = Array.isArray(answer.content) ? (answer.content as readonly unknown[]) : [];
  const texts = content.map((part) => {
    if (typeof part !== 'object' || part === null || !('type' in part)) return '';
    return part.type === 'text' && 'text' in part ? String(part.text) : `[${String(part.type)}]`;
  });
  return { value: texts.join('\n'), failed };
}
