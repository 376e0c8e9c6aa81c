// OpenAI guardrail: one output guardrail of a RealtimeSession as a guardrail of Offhook.
import type { RealtimeAgent, RealtimeOutputGuardrail } from '@openai/agents/realtime';
import type { Guardrail } from '../agent/steering-options.ts';
import type { RunContexts } from './run-contexts.ts';

/** Characters that Offhook checks at most at a time; of a text that is to be checked as a whole. */
const WHOLE_CHARACTERS = 10_000;

/** What every guardrail of an agent is made with. */
export interface GuardrailParts<TContext> {
  readonly agent: RealtimeAgent<TContext>;
  readonly contexts: RunContexts<TContext>;
  /** Characters of new text before it is asked again; -1: once, with the whole. */
  readonly debounceTextLength: number;
}

/** What trips it stops the agent; the model is told its hint and what it found, and answers anew. */
export function openaiGuardrail<TContext>(
  { name, execute, policyHint = name }: RealtimeOutputGuardrail,
  { agent, contexts, debounceTextLength }: GuardrailParts<TContext>,
): Guardrail {
  return {
    name: name.replaceAll(/[^a-zA-Z0-9_-]+/g, '-').slice(0, 64),
    everyCharacters: debounceTextLength === -1 ? WHOLE_CHARACTERS : debounceTextLength,
    async check(text, call) {
      const { tripwireTriggered, outputInfo } = await execute({
        agent,
        agentOutput: text,
        context: contexts.of(call),
      });
      if (!tripwireTriggered) return { pass: true };
      return { pass: false, reason: [policyHint, ...found(outputInfo)].join(': ') };
    },
  };
}

/** What it found, where it says so. */
function found(outputInfo: unknown): readonly string[] {
  if (outputInfo === undefined || outputInfo === null) return [];
  try {
    return [typeof outputInfo === 'string' ? outputInfo : JSON.stringify(outputInfo)];
  } catch {
    return [];
  }
}
