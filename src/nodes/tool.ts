// Tool: one function of the business, as the tool-calls node runs it.
import type { CallId, ToolCallId } from '../base/brand.ts';
import type { Log } from '../base/log.ts';
import type { World } from '../base/world.ts';

/** What a running tool may use beside its arguments. */
export interface ToolContext {
  readonly callId: CallId;
  readonly toolCallId: ToolCallId;
  /** E.164 or SIP URI; PII. */
  readonly from: string;
  readonly to: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts when the time limit is reached or the call ends. */
  readonly signal: AbortSignal;
  readonly http: World['http'];
  readonly log: Log;
  /** Sends the caller to a human once the tool has returned. `to` null: where the agent transfers to. */
  transfer(to: string | null): void;
  /** Ends the call once what the agent says next has been heard. */
  endCall(): void;
}

/** Arguments that fit, or what is wrong with them in words that a model can act on. */
export type ArgumentCheck =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/** A tool ready to run, its types already checked at the border. */
export interface RunnableTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly timeMsMax: number;
  /** Spoken when it has not returned after `fillerAfterMs`; null for silence. */
  readonly filler: string | null;
  readonly fillerAfterMs: number;
  /** Checks arguments given as JSON text. */
  check(argumentsJson: string): ArgumentCheck;
  /** Runs with checked arguments. The result must be JSON. */
  run(value: unknown, context: ToolContext): Promise<unknown>;
}
