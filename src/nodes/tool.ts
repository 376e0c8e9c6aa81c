// Tool: one function of the business, as the tool-calls node runs it.
import type { CallId, ToolCallId } from '../base/brand.ts';
import type { Log } from '../base/log.ts';
import type { World } from '../base/world.ts';
import type { Briefing } from '../frames/transfer-frames.ts';
import type { Entry, EntryWish, Sending } from './tool-asks.ts';

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
  /** With this call's place in its trace in the head of each request, unless the tool says where itself. */
  readonly http: World['http'];
  /** The same, as W3C's `traceparent`, for services that are asked in another way; absent: there is no trace. */
  readonly traceparent?: string;
  readonly log: Log;
  /** JSON that outlives the call; for sample data and small notes, not for a business's records. */
  readonly shelf: ToolShelf;
  /** Where the tools' own services are, by the name of the environment variable, e.g. `BUSINESS_API_BASE`; absent when unset. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where `transfer(null)` sends the caller, E.164 or SIP URI; null: there is nobody. */
  readonly transferTo: string | null;
  /**
   * Puts the caller through to a human once the tool has returned, in the agent's way. `to` null: where the agent
   * transfers to. `briefing`: what the human is told first where that way is `warm`.
   */
  transfer(to: string | null, briefing?: Partial<Briefing>): void;
  /**
   * Hands the caller over to another agent of the call, by name, once the tool has returned: that one answers then.
   * `unknown`: the call has none of this name, or it speaks already. `too-often`: the caller was handed round enough.
   */
  handOff(agent: string): HandoffAnswer;
  /** Has the agent speak another of its languages, BCP-47, once the tool has returned. `unknown`: it has no such. */
  switchLanguage(language: string): 'done' | 'unknown';
  /** Ends the call once what the agent says next has been heard. */
  endCall(): void;
  /**
   * Waits for the caller to type digits, which nobody else is told of meanwhile. One entry is on at a time: another is
   * `cancelled`. The tool's time limit begins anew when it is over. Rejects with `DIGITS_INVALID`.
   */
  collectDigits(wish: EntryWish): Promise<Entry>;
  /**
   * Sends keys to the other side, as when an agent that calls finds its way through a menu; resolves once they have
   * sounded. `0`–`9`, `A`–`D`, `*`, `#`; `w` waits half a second, `W` a whole one. Rejects with `DIGITS_INVALID`.
   */
  sendDigits(digits: string): Promise<Sending>;
}

/** What became of a wish to hand the caller over. */
export type HandoffAnswer = 'done' | 'unknown' | 'too-often';

/** JSON values by collection and key; a promise of it rejects with `STORE_UNAVAILABLE` when the store is out of reach. */
export interface ToolShelf {
  /** Undefined when nothing stands there. */
  get(collection: string, key: string): Promise<unknown>;
  put(collection: string, key: string, value: unknown): Promise<void>;
  /** Puts only when nothing stands there; whether it did. */
  add(collection: string, key: string, value: unknown): Promise<boolean>;
  list(collection: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
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
  /** The agent to whom it hands callers over, by name: it is there in place of the function that comes with that handoff. */
  readonly handsOverTo?: string;
  /** Checks arguments given as JSON text. */
  check(argumentsJson: string): ArgumentCheck;
  /** Runs with checked arguments. The result must be JSON. */
  run(value: unknown, context: ToolContext): Promise<unknown>;
}
