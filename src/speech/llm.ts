// Llm: the contract of whoever thinks in text. A folder beside this file for each vendor.
import type { World } from '../base/world.ts';

/** A function as it is told of. */
export interface LlmTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A function that was called. */
export interface LlmCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as they were written: JSON, or what was taken for JSON. */
  readonly argumentsJson: string;
}

/** One entry of a conversation. Each call of `calls` is followed by its result. */
export type LlmMessage =
  | { readonly role: 'system' | 'caller' | 'agent'; readonly text: string }
  | { readonly role: 'calls'; readonly calls: readonly LlmCall[] }
  | { readonly role: 'result'; readonly callId: string; readonly outputJson: string };

/** A conversation to be gone on with. */
export interface LlmRequest {
  readonly messages: readonly LlmMessage[];
  readonly tools: readonly LlmTool[];
}

/** Tokens that an answer took. Cached tokens are counted among the input tokens. */
export interface LlmUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** What comes of a request, in order: texts and calls, then one `done` or one `fault`. */
export type LlmEvent =
  | { readonly kind: 'text'; readonly delta: string }
  /** A whole call. */
  | { readonly kind: 'call'; readonly call: LlmCall }
  /** `cut`: the answer reached its greatest length. */
  | { readonly kind: 'done'; readonly cut: boolean; readonly usage: LlmUsage | null }
  /** Fatal: another try would fare no better (key, account, model's name). */
  | { readonly kind: 'fault'; readonly code: string; readonly detail: string; readonly fatal: boolean };

/** An answer under way. */
export interface LlmAnswer {
  /** Gives it up; idempotent. Nothing is told of it any more. */
  stop(): void;
}

/** A language model. Holds settings and secrets, no connection. */
export interface Llm {
  /** Of the model, e.g. `gpt-6-luna`. */
  readonly name: string;
  /** Asks at once. Nothing is told before this returns. */
  ask(world: World, request: LlmRequest, hear: (event: LlmEvent) => void): LlmAnswer;
}
