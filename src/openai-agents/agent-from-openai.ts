// Agent from OpenAI: a RealtimeAgent of the Agents SDK as an agent of Offhook, on any carrier.
import { getHandoff } from '@openai/agents';
import type { RealtimeAgent, RealtimeOutputGuardrail } from '@openai/agents/realtime';
import type { Agent } from '../agent/agent.ts';
import type { AgentOptions } from '../agent/agent-options.ts';
import { defineAgent } from '../agent/define-agent.ts';
import { OffhookError } from '../base/errors.ts';
import { openaiGuardrail } from './openai-guardrail.ts';
import { openaiHandoff, type OpenaiHandoff } from './openai-handoff.ts';
import { openaiTool } from './openai-tool.ts';
import { RunContexts, type ContextOf } from './run-contexts.ts';
import type { ApproveTool } from './tool-approval.ts';

/** What the Agents SDK's agent says itself. */
type Said = 'name' | 'instructions' | 'tools' | 'handoffs' | 'handoffDescription' | 'guardrails';

/** What an agent of the Agents SDK does not say: of `defineAgent` what is about calls, for every agent of a call, and what its session has. */
export interface AgentFromOpenaiOptions<TContext> extends Omit<AgentOptions, Said> {
  /** The application's own context, as a `RealtimeSession` takes it; a function: one for each call. */
  readonly context?: ContextOf<TContext>;
  /** Decides on functions with `needsApproval`. Default: each is declined, and the model told so. */
  readonly approveTool?: ApproveTool;
  /** Checks of what is said, as a `RealtimeSession` takes them; they hold for every agent of a call. */
  readonly outputGuardrails?: readonly RealtimeOutputGuardrail[];
  /** Characters of new text before they are asked again, -1: once, with the whole. Default 100. */
  readonly outputGuardrailSettings?: { readonly debounceTextLength?: number };
}

/** Functions of the Agents SDK have no filler of their own: a caller who waits for one, or for its approval, hears a word. */
const FILLER_AFTER = '1800ms';

/** Characters that a name may have in Offhook. */
const NAME_CHARS_MAX = 64;

/**
 * The agent and all it can hand over to, for `offhook start`, `createServer` and calls of every carrier. What `defineAgent`
 * refuses is refused here; `CONFIG_INVALID` and `TOOL_INVALID` where the Agents SDK has something that Offhook has not.
 */
export function agentFromOpenAI<TContext = unknown>(
  realtimeAgent: RealtimeAgent<TContext>,
  options: AgentFromOpenaiOptions<TContext> = {},
): Agent {
  const { context, approveTool, outputGuardrails = [], outputGuardrailSettings, ...ofCalls } = options;
  const contexts = new RunContexts<TContext>(context);
  const agents = new Map<RealtimeAgent<TContext>, Agent>();

  function made(agent: RealtimeAgent<TContext>): Agent {
    const known = agents.get(agent);
    if (known !== undefined) return known;
    refuseUnknown(agent);
    const parts = { agent, contexts, approveTool };
    const handoffs = handoffsOf(agent);
    const voice = ofCalls.voice ?? agent.voice;
    const debounceTextLength = outputGuardrailSettings?.debounceTextLength ?? 100;
    const one = defineAgent({
      filler: { toolAfter: FILLER_AFTER },
      ...ofCalls,
      name: nameOf(agent),
      instructions: instructionsOf(agent, contexts),
      ...(voice === undefined ? {} : { voice }),
      tools: [
        ...agent.tools.map((tool) => openaiTool(tool, parts)),
        ...handoffs.map((handoff) => openaiHandoff(handoff, parts)),
      ],
      // Agents may name each other.
      handoffs: () => handoffs.map(({ handoff }) => made(handoff.agent as RealtimeAgent<TContext>)),
      ...(agent.handoffDescription === '' ? {} : { handoffDescription: agent.handoffDescription }),
      guardrails: outputGuardrails.map((guardrail) =>
        openaiGuardrail(guardrail, { agent, contexts, debounceTextLength }),
      ),
    });
    agents.set(agent, one);
    return one;
  }

  const first = made(realtimeAgent);
  // What is wrong with one of the others is told now, not when a call comes.
  for (const agent of agents.values()) agent.handoffs();
  return first;
}

/** What `getSystemPrompt` says in the context of each call; of a plain text that is the text. */
function instructionsOf<TContext>(
  agent: RealtimeAgent<TContext>,
  contexts: RunContexts<TContext>,
): AgentOptions['instructions'] {
  if (typeof agent.instructions === 'string') return agent.instructions;
  return async (call) => (await agent.getSystemPrompt(contexts.of(call))) ?? '';
}

function handoffsOf<TContext>(agent: RealtimeAgent<TContext>): readonly OpenaiHandoff<TContext>[] {
  return agent.handoffs.map((one) => {
    const handoff = getHandoff(one);
    return { handoff, target: nameOf(handoff.agent) };
  });
}

/** The agent's name, in the characters that a name has in Offhook. */
function nameOf({ name }: { readonly name: string }): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_-]+/g, ' ').trim();
  return plain.slice(0, NAME_CHARS_MAX);
}

function refuseUnknown(agent: {
  readonly name: string;
  readonly prompt?: unknown;
  readonly mcpServers: readonly unknown[];
}): void {
  if (agent.mcpServers.length > 0)
    throw invalid(
      agent.name,
      'mcpServers: give them as an option of agentFromOpenAI, in the form of defineAgent',
    );
  if (agent.prompt !== undefined)
    throw invalid(agent.name, 'prompt: is kept at OpenAI; give its text as instructions');
}

function invalid(agent: string, problem: string): OffhookError {
  return new OffhookError('CONFIG_INVALID', `${agent}: ${problem}`);
}
