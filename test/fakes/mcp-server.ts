// An MCP server, really there: over standard input and output where it is run as a program, else over HTTP.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

/** Three tools: `add` has a result, `trace` tells of the trace, `fail` says that it failed. */
function tools(): McpServer {
  const server = new McpServer({ name: 'test', version: '1' });
  server.registerTool(
    'add',
    {
      description: 'Adds two numbers.',
      inputSchema: { a: z.number(), b: z.number() },
      annotations: { idempotentHint: true },
    },
    ({ a, b }) => ({ content: [{ type: 'text', text: `${a + b}` }] }),
  );
  server.registerTool('trace', { description: 'Tells the trace that it is called in.' }, (extra) => {
    const given = extra._meta?.['traceparent'];
    return { content: [{ type: 'text', text: typeof given === 'string' ? given : 'none' }] };
  });
  server.registerTool('fail', { description: 'Fails.' }, () => ({
    isError: true,
    content: [{ type: 'text', text: 'It is broken.' }],
  }));
  return server;
}

/** Serves on loopback until it is closed; `port` 0: any. */
export async function serveMcp(
  port = 0,
): Promise<{ readonly url: string; readonly port: number; close(): void }> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const http: Server = createServer((request, response) => {
    void (async () => {
      const id = request.headers['mcp-session-id'];
      const known = typeof id === 'string' ? sessions.get(id) : undefined;
      if (typeof id === 'string' && known === undefined) return response.writeHead(404).end();
      const transport =
        known ??
        new StreamableHTTPServerTransport({
          sessionIdGenerator: () => randomUUID(),
          onsessioninitialized: (session) => void sessions.set(session, transport),
        });
      if (known === undefined) await tools().connect(transport);
      return transport.handleRequest(request, response);
    })();
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const bound = (http.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}/mcp`,
    port: bound,
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}

if (process.argv[2] === 'stdio') await tools().connect(new StdioServerTransport());
