// Run contexts: what the functions of an Agents SDK agent are handed of a call, where Offhook runs it.
import { RunContext } from '@openai/agents';
import type { RealtimeContextData } from '@openai/agents/realtime';
import type { ToolContext } from '../nodes/tool.ts';

/** One call, as far as it is known whoever asks. */
export interface CallFacts {
  /** E.164 or SIP URI; PII. */
  readonly from: string;
  readonly to: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The application's own context of a call: a value for all calls, or what makes one for each. */
export type ContextOf<TContext> = TContext | ((call: CallFacts) => TContext);

const CALLS = new WeakMap<object, ToolContext>();

/**
 * The call that a function runs in: `transfer`, `endCall`, `collectDigits` and the rest of what a tool of Offhook may
 * use. Null elsewhere, and where the Agents SDK runs the function itself.
 */
export function callOf(runContext: object | undefined): ToolContext | null {
  return runContext === undefined ? null : (CALLS.get(runContext) ?? null);
}

/** Makes the contexts of one agent's calls. Within a call all share one `context`, as in a `RealtimeSession`. */
export class RunContexts<TContext> {
  readonly #contextOf: ContextOf<TContext> | undefined;
  /** By the variables, which are one object for all of a call and nothing beyond it. */
  readonly #shared = new WeakMap<object, RealtimeContextData<TContext>>();

  constructor(contextOf: ContextOf<TContext> | undefined) {
    this.#contextOf = contextOf;
  }

  /** A context for one use in a call; `tool` where a function runs. */
  of(call: CallFacts, tool?: ToolContext): RunContext<RealtimeContextData<TContext>> {
    const runContext = new RunContext(this.#sharedOf(call));
    if (tool !== undefined) CALLS.set(runContext, tool);
    return runContext;
  }

  #sharedOf(call: CallFacts): RealtimeContextData<TContext> {
    const known = this.#shared.get(call.variables);
    if (known !== undefined) return known;
    const own = isMaker(this.#contextOf) ? this.#contextOf(call) : this.#contextOf;
    const shared = { ...own, history: [] } as unknown as RealtimeContextData<TContext>;
    this.#shared.set(call.variables, shared);
    return shared;
  }
}

function isMaker<TContext>(
  contextOf: ContextOf<TContext> | undefined,
): contextOf is (call: CallFacts) => TContext {
  return typeof contextOf === 'function';
}
