// OpenAI handoff: one handoff of a RealtimeAgent as a tool that hands the caller over within the call.
import { getTransferMessage, type Handoff } from '@openai/agents';
import type { RealtimeContextData } from '@openai/agents/realtime';
import type { RunnableTool, ToolContext } from '../nodes/tool.ts';
import { functionCall, objectOf, TOOL_MS_DEFAULT, type ToolParts } from './openai-tool.ts';

/** A handoff to an agent of the call, and what that agent is called there. */
export interface OpenaiHandoff<TContext> {
  readonly handoff: Handoff<RealtimeContextData<TContext>>;
  readonly target: string;
}

/** Runs the handoff's own callback first, then hands over; the new agent's name is what the model is told, as by the SDK. */
export function openaiHandoff<TContext>(
  { handoff, target }: OpenaiHandoff<TContext>,
  { agent, contexts }: Pick<ToolParts<TContext>, 'agent' | 'contexts'>,
): RunnableTool {
  async function run(value: unknown, context: ToolContext): Promise<unknown> {
    const runContext = contexts.of(context, context);
    if (!(await handoff.isEnabled({ runContext, agent }))) return notNow();
    const { arguments: text } = functionCall(handoff.toolName, value, context);
    const next = await handoff.onInvokeHandoff(runContext, text);
    switch (context.handOff(target)) {
      case 'done':
        agent.emit('agent_handoff', runContext, next);
        return getTransferMessage(next);
      case 'unknown':
        return notNow();
      case 'too-often':
        return { error: 'The caller was handed over too often already. Help as far as you can.' };
    }
  }
  return {
    name: handoff.toolName,
    description: handoff.toolDescription,
    parameters: { ...handoff.inputJsonSchema },
    timeMsMax: TOOL_MS_DEFAULT,
    filler: null,
    fillerAfterMs: 0,
    handsOverTo: target,
    check: objectOf,
    run,
  };
}

function notNow() {
  return { error: 'The caller cannot be handed over to this agent now. Help as far as you can.' };
}
