// OpenAI tool: one function of a RealtimeAgent as a tool that Offhook runs, with its approval, limit and guardrails.
import { runToolInputGuardrails, runToolOutputGuardrails } from '@openai/agents';
import { isBackgroundResult, type FunctionTool, type RealtimeAgent } from '@openai/agents/realtime';
import { OffhookError } from '../base/errors.ts';
import type { ArgumentCheck, RunnableTool, ToolContext } from '../nodes/tool.ts';
import type { RunContexts } from './run-contexts.ts';
import { refusalOf, type ApproveTool } from './tool-approval.ts';

/** How long a function may take that does not say so itself. */
export const TOOL_MS_DEFAULT = 10_000;

/** Limits of a function's time, in milliseconds: a caller waits. */
const TOOL_MS_MIN = 100;
const TOOL_MS_MAX = 60_000;

/** What every tool of an agent is made with. */
export interface ToolParts<TContext> {
  readonly agent: RealtimeAgent<TContext>;
  readonly contexts: RunContexts<TContext>;
  readonly approveTool: ApproveTool | undefined;
}

/**
 * The function, by its own name, description and JSON schema. It checks its arguments itself. `TOOL_INVALID` where it
 * runs at OpenAI rather than here, or has no limit that a caller can wait for.
 */
export function openaiTool<TContext>(
  tool: RealtimeAgent<TContext>['tools'][number],
  parts: ToolParts<TContext>,
): RunnableTool {
  if (tool.type !== 'function')
    throw invalid(
      tool.name,
      `is a ${tool.type}, which does not run here; give a function, or \`mcpServers\` for MCP`,
    );
  const { timeoutMs = TOOL_MS_DEFAULT } = tool;
  if (!(timeoutMs >= TOOL_MS_MIN && timeoutMs <= TOOL_MS_MAX))
    throw invalid(tool.name, `timeoutMs: must be ${TOOL_MS_MIN} to ${TOOL_MS_MAX}, not ${timeoutMs}`);
  return {
    name: tool.name,
    description: tool.description,
    parameters: { ...tool.parameters },
    timeMsMax: timeoutMs,
    filler: null,
    fillerAfterMs: 0,
    check: objectOf,
    run: (value, context) => run(tool as FunctionTool, parts, value, context),
  };
}

async function run<TContext>(
  tool: FunctionTool,
  { agent, contexts, approveTool }: ToolParts<TContext>,
  value: unknown,
  context: ToolContext,
): Promise<unknown> {
  const runContext = contexts.of(context, context);
  const toolCall = functionCall(tool.name, value, context);
  if (!(await tool.isEnabled(runContext, agent)))
    return { error: 'This function is not available now. Offer the caller another way.' };
  if (await tool.needsApproval(runContext, value as never, toolCall.callId)) {
    const wish = { tool: tool.name, arguments: value, agent: agent.name, call: context };
    const refusal = await refusalOf(approveTool, wish);
    if (refusal !== null) return { error: refusal };
    context.signal.throwIfAborted();
  }
  const parts = { context: runContext, agent, toolCall };
  const verdict = await runToolInputGuardrails({ ...parts, guardrails: tool.inputGuardrails ?? [] });
  if (verdict.type === 'reject') return verdict.message;
  agent.emit('agent_tool_start', runContext, tool, { toolCall });
  const answer = await tool.invoke(runContext, toolCall.arguments, { toolCall, signal: context.signal });
  // On a phone there is no result that nobody waits for: the model is given it like any other.
  const result: unknown = isBackgroundResult<unknown>(answer) ? answer.content : answer;
  const toolOutput = await runToolOutputGuardrails({
    ...parts,
    guardrails: tool.outputGuardrails ?? [],
    toolOutput: result,
  });
  agent.emit('agent_tool_end', runContext, tool, textOf(toolOutput), { toolCall });
  return toolOutput;
}

/** A call of the model as the Agents SDK writes it down. */
export function functionCall(name: string, value: unknown, { toolCallId }: ToolContext) {
  return {
    type: 'function_call',
    callId: String(toolCallId),
    name,
    arguments: JSON.stringify(value),
    status: 'in_progress',
  } as const;
}

/** The arguments as an object; whether they fit is for the function to say. */
export function objectOf(argumentsJson: string): ArgumentCheck {
  let value: unknown;
  try {
    value = JSON.parse(argumentsJson.trim() === '' ? '{}' : argumentsJson);
  } catch {
    return { ok: false, problem: 'The arguments are not valid JSON. Call again with one JSON object.' };
  }
  return { ok: true, value };
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
}

function invalid(tool: string, problem: string): OffhookError {
  return new OffhookError('TOOL_INVALID', `${tool}: ${problem}`);
}
