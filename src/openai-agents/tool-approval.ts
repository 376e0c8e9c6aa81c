// Tool approval: who says yes to a function that needs it, while the caller is on the phone.
import type { FunctionTool } from '@openai/agents';
import type { RealtimeContextData } from '@openai/agents/realtime';
import type { ToolContext } from '../nodes/tool.ts';

/** A function that waits for a yes. */
export interface ApprovalRequest {
  readonly tool: string;
  /** As the model wrote them, read as JSON; PII. */
  readonly arguments: unknown;
  /** The agent who wants it. */
  readonly agent: string;
  /** The call it would happen in; its `signal` aborts when the time for an answer is over, or the call. */
  readonly call: ToolContext;
}

/** Whether it may run. `reason` is told to the model, in words that it may pass on. */
export type Approval = boolean | { readonly approve: boolean; readonly reason?: string };

/** Decides on a function that needs an approval. What it throws counts as no. */
export type ApproveTool = (request: ApprovalRequest) => Approval | Promise<Approval>;

/** What the model is told of a function that was not approved. */
export const NOT_APPROVED =
  'This was not approved, so it was not done. Tell the caller, and offer another way.';

/** A function of the Agents SDK for an agent that Offhook runs. */
export type AgentTool<TContext> = FunctionTool<RealtimeContextData<TContext>>;

/** What to tell the model instead of running it; null: it may run. */
export async function refusalOf(
  approve: ApproveTool | undefined,
  request: ApprovalRequest,
): Promise<string | null> {
  const answer = approve === undefined ? false : await answered(approve, request);
  const { approve: yes, reason = '' } = typeof answer === 'boolean' ? { approve: answer } : answer;
  if (yes) return null;
  return reason === '' ? NOT_APPROVED : `${NOT_APPROVED} Why: ${reason}`;
}

async function answered(approve: ApproveTool, request: ApprovalRequest): Promise<Approval> {
  try {
    const answer: unknown = await approve(request);
    if (typeof answer === 'boolean') return answer;
    return typeof answer === 'object' && answer !== null && 'approve' in answer && answer.approve === true
      ? { approve: true }
      : { approve: false, reason: reasonIn(answer) };
  } catch {
    // It may hold the business's secrets: the model is told only that it was not approved.
    request.call.log.warn('openai-agents.approval-failed', { tool: request.tool });
    return false;
  }
}

function reasonIn(answer: unknown): string {
  const isText = typeof answer === 'object' && answer !== null && 'reason' in answer;
  return isText && typeof answer.reason === 'string' ? answer.reason : '';
}
