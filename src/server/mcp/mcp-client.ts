// MCP client: what Offhook needs of one connection to a server of tools, whoever makes it.
import type { AgentMcpServer } from '../../agent/agent.ts';

/** A tool as its server tells of it. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Its server says that running it twice does no more than running it once. */
  readonly repeatable: boolean;
}

/** What a call of a tool gave. */
export interface McpResult {
  /** JSON. */
  readonly value: unknown;
  /** The tool says that it failed, and `value` how. */
  readonly failed: boolean;
}

/** One connection. */
export interface McpClient {
  /** All tools, at most `max`. Rejects when the server does not tell. */
  listTools(max: number): Promise<readonly McpTool[]>;
  /** Rejects with `SessionGone` where another connection may do. */
  callTool(name: string, args: Readonly<Record<string, unknown>>, options: McpCall): Promise<McpResult>;
  /** Told once when the connection ends, by whomever. */
  onClosed(listener: () => void): void;
  close(): Promise<void>;
}

/** How one call is bounded. */
export interface McpCall {
  readonly signal: AbortSignal;
  readonly timeMsMax: number;
  /** Where the call stands in a trace, as W3C's header; absent: in none. */
  readonly traceparent?: string;
  /** True: it may be run again where it is not known whether it was run. */
  readonly repeatable: boolean;
}

/** Connects; rejects when that can not be done, or `signal` aborts. */
export type ConnectMcp = (server: AgentMcpServer, signal: AbortSignal) => Promise<McpClient>;

/** The server does not know this connection any more, or is gone from its other end. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
  /** Whether the call that it was found out by was run for all we know. */
  readonly ran: 'never' | 'perhaps';

  constructor(message: string, ran: 'never' | 'perhaps' = 'never') {
    super(message);
    this.ran = ran;
  }
}
