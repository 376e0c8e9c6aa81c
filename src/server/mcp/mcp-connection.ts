// MCP connection: one server of tools for as long as Offhook runs; lost connections are made anew.
import type { AgentMcpServer } from '../../agent/agent.ts';
import type { Timer, World } from '../../base/world.ts';
import {
  SessionGone,
  type ConnectMcp,
  type McpCall,
  type McpClient,
  type McpResult,
  type McpTool,
} from './mcp-client.ts';

/** How long a connection may take until its server answers. */
export const CONNECT_MS_MAX = 10_000;

/** The wait before a lost connection is tried again: it doubles with each try that fails, up to the greatest. */
const AGAIN_MS_MIN = 1000;
const AGAIN_MS_MAX = 30_000;

/** Tools that one server may have. */
export const MCP_TOOLS_MAX = 128;

/** One server. After `close` nothing is tried any more. */
export class McpConnection {
  readonly server: AgentMcpServer;
  readonly #world: Pick<World, 'timers' | 'log'>;
  readonly #connect: ConnectMcp;
  #client: McpClient | null = null;
  #connecting: Promise<McpClient> | null = null;
  #again: Timer | null = null;
  #waitMs = AGAIN_MS_MIN;
  #closed = false;

  constructor(server: AgentMcpServer, world: Pick<World, 'timers' | 'log'>, connect: ConnectMcp) {
    this.server = server;
    this.#world = world;
    this.#connect = connect;
  }

  /** Connects for the first time and lists the tools; rejects when the server can not be had. */
  async open(): Promise<readonly McpTool[]> {
    const client = await this.#reach();
    return within(this.#world, () => client.listTools(MCP_TOOLS_MAX));
  }

  /** Runs a tool, on a new connection where the old one is lost. */
  async call(name: string, args: Readonly<Record<string, unknown>>, call: McpCall): Promise<McpResult> {
    const client = this.#client ?? (await this.#reach());
    call.signal.throwIfAborted();
    try {
      return await client.callTool(name, args, call);
    } catch (error) {
      if (!(error instanceof SessionGone) || this.#closed) throw error;
      this.#lose(client);
      if (error.ran === 'perhaps' && !call.repeatable) throw error;
      const next = await this.#reach();
      call.signal.throwIfAborted();
      return next.callTool(name, args, call);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#again?.stop();
    const connecting = this.#connecting;
    const client = this.#client ?? (connecting === null ? null : await connecting.catch(() => null));
    this.#client = null;
    await client?.close().catch(() => {});
  }

  #reach(): Promise<McpClient> {
    this.#again?.stop();
    this.#connecting ??= within(this.#world, (signal) => this.#connect(this.server, signal))
      .then((client) => this.#reached(client))
      .finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  #reached(client: McpClient): McpClient {
    this.#waitMs = AGAIN_MS_MIN;
    this.#client = client;
    client.onClosed(() => this.#lose(client));
    return client;
  }

  #lose(client: McpClient): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    void client.close().catch(() => {});
    this.#world.log.warn('mcp.lost', { server: this.server.name });
    this.#tryAgain();
  }

  /** Ahead of the next call, so that no caller waits for a server to start. */
  #tryAgain(): void {
    this.#again = this.#world.timers.after(this.#waitMs, () => {
      this.#waitMs = Math.min(this.#waitMs * 2, AGAIN_MS_MAX);
      if (this.#closed || this.#client !== null) return;
      this.#reach().then(
        () => this.#world.log.info('mcp.found', { server: this.server.name }),
        () => {
          if (!this.#closed) this.#tryAgain();
        },
      );
    });
  }
}

/** Bounded by `CONNECT_MS_MAX`, whether or not it heeds the signal. */
async function within<Value>(
  world: Pick<World, 'timers'>,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const abort = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = world.timers.after(CONNECT_MS_MAX, () => {
    late.reject(new Error(`it did not answer within ${CONNECT_MS_MAX} ms`));
    abort.abort();
  });
  try {
    return await Promise.race([work(abort.signal), late.promise]);
  } finally {
    timer.stop();
  }
}
