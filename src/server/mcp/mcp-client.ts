// MCP client: what Offhook needs of one connection to a server of tools, whoever makes it.
import type { AgentMcpServer } from '../../agent/agent.ts';

/** A tool as its server tells of it. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
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
  /** Rejects with `SessionGone` where the tool can not have run and another connection may do. */
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
}

/** Connects; rejects when that can not be done, or `signal` aborts. */
export type ConnectMcp = (server: AgentMcpServer, signal: AbortSignal) => Promise<McpClient>;

/** The server does not know this connection any more: nothing was run. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}
