// Tool calls: runs the functions the model calls, once each, within their limits, and gives it the results.
import type { ResponseId, ToolCallId, UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node, type TaskResult } from '../graph/node.ts';
import { toolOutput } from './tool-output.ts';
import type { RunnableTool, ToolContext } from './tool.ts';

const TAKES = [
  'tool.called',
  'agent.audio',
  'response.started',
  'response.done',
  'conversation.ended',
] as const;

const GIVES = [
  'tool.settled',
  'tools.busy',
  'context.tool-result',
  'response.wanted',
  'utterance.wanted',
  'end.wanted',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Calls that may run at a time; a model that calls more is told so. */
const RUNNING_MAX = 8;

export interface ToolCallsOptions {
  readonly tools: readonly RunnableTool[];
  /** What a tool may use; its control over the call is added here. */
  readonly context: Omit<ToolContext, 'toolCallId' | 'signal' | 'transfer' | 'endCall' | 'transferTo'>;
  /** Where callers are transferred to; null: nowhere. */
  readonly transferTo: string | null;
  /** Said while the caller is being transferred, unless the model has said something itself. */
  readonly transferring: string;
  /** Resolves when what is in the journal so far would survive a crash: no tool runs before its call is on record. */
  recorded(): Promise<void>;
}

interface Running {
  readonly called: FrameOf<'tool.called'>;
  readonly startedAt: Micros;
  /** What the tool asked to be done with the call once it has returned. */
  wish: { readonly kind: 'transfer'; readonly to: string } | { readonly kind: 'end' } | null;
}

type Settled = FrameOf<'tool.settled'>['status'];

export function toolCalls(options: ToolCallsOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const tools = new Map(options.tools.map((tool) => [tool.name, tool]));
  const seen = new Set<ToolCallId>();
  const running = new Map<ToolCallId, Running>();
  /** Responses still going on, and whether each has spoken. */
  const speaking = new Map<ResponseId, boolean>();
  let spokeLast = false;
  let unanswered = false;
  let ended = false;
  let requests = 0;

  function called(frame: FrameOf<'tool.called'>, at: Micros): Given[] {
    if (ended || seen.has(frame.toolCallId)) return [];
    seen.add(frame.toolCallId);
    const tool = tools.get(frame.name);
    const one: Running = { called: frame, startedAt: at, wish: null };
    if (tool === undefined)
      return settle(one, 'unknown', { error: `There is no function ${frame.name}.` }, at);
    if (running.size === RUNNING_MAX)
      return settle(one, 'error', { error: 'Too many functions are running.' }, at);
    const check = tool.check(frame.argumentsJson);
    if (!check.ok) return settle(one, 'invalid', { error: check.problem }, at);
    running.set(frame.toolCallId, one);
    const given: Given[] = running.size === 1 ? [{ kind: 'tools.busy', busy: true }] : [];
    given.push(
      {
        kind: 'task.start',
        name: frame.toolCallId,
        run: (signal) => execute(one, tool, check.value, signal),
      },
      { kind: 'timer.start', name: `limit:${frame.toolCallId}`, afterMs: tool.timeMsMax },
    );
    if (tool.filler !== null) {
      given.push({ kind: 'timer.start', name: `filler:${frame.toolCallId}`, afterMs: tool.fillerAfterMs });
    }
    return given;
  }

  async function execute(
    one: Running,
    tool: RunnableTool,
    value: unknown,
    signal: AbortSignal,
  ): Promise<unknown> {
    await options.recorded();
    signal.throwIfAborted();
    return tool.run(value, {
      ...options.context,
      toolCallId: one.called.toolCallId,
      signal,
      transferTo: options.transferTo,
      transfer(to) {
        const target = to ?? options.transferTo;
        if (target !== null) one.wish = { kind: 'transfer', to: target };
      },
      endCall: () => void (one.wish = { kind: 'end' }),
    });
  }

  function settle(one: Running, status: Settled, output: unknown, at: Micros): Given[] {
    const { toolCallId, name, responseId } = one.called;
    const given: Given[] = [];
    if (running.delete(toolCallId)) {
      given.push(
        { kind: 'timer.stop', name: `limit:${toolCallId}` },
        { kind: 'timer.stop', name: `filler:${toolCallId}` },
      );
      if (running.size === 0) given.push({ kind: 'tools.busy', busy: false });
    }
    const outputJson = toolOutput(output);
    const tookMs = Math.round(msBetween(one.startedAt, at));
    given.push({ kind: 'tool.settled', toolCallId, name, status, outputJson, tookMs });
    if (ended) return given;
    given.push({ kind: 'context.tool-result', toolCallId, outputJson });
    unanswered = true;
    return [...given, ...(one.wish === null ? answer() : fulfil(one.wish, responseId))];
  }

  /** One response for all results, once no call is open and none can join them. */
  function answer(): Given[] {
    if (!unanswered || running.size > 0 || speaking.size > 0) return [];
    unanswered = false;
    requests += 1;
    return [{ kind: 'response.wanted', requestId: `tools-${requests}`, instructions: null, tools: true }];
  }

  function fulfil(wish: NonNullable<Running['wish']>, responseId: ResponseId): Given[] {
    const spoke = speaking.get(responseId) ?? spokeLast;
    if (wish.kind === 'transfer') {
      unanswered = false;
      const farewell = spoke ? null : options.transferring;
      return [{ kind: 'end.wanted', reason: 'transferred', farewell, transferTo: wish.to }];
    }
    // Said goodbye already? Then it is enough. Otherwise the model answers once more, and that is the farewell.
    if (spoke) unanswered = false;
    return [...answer(), { kind: 'end.wanted', reason: 'agent-hangup', farewell: null, transferTo: null }];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'tool.called':
          return called(frame, at);
        case 'response.started':
          speaking.set(frame.responseId, false);
          return NOTHING;
        case 'agent.audio':
          if (frame.responseId !== null && speaking.has(frame.responseId))
            speaking.set(frame.responseId, true);
          return NOTHING;
        case 'response.done':
          spokeLast = speaking.get(frame.responseId) ?? false;
          speaking.delete(frame.responseId);
          return answer();
        case 'conversation.ended': {
          ended = true;
          return [...running.values()].flatMap((one) => [
            { kind: 'task.stop', name: one.called.toolCallId } as const,
            ...settle(one, 'cancelled', { error: 'The call ended.' }, at),
          ]);
        }
      }
    },
    onTimer(name, at) {
      const [what, id] = name.split(':', 2);
      const one = running.get(id as ToolCallId);
      if (one === undefined) return NOTHING;
      const tool = tools.get(one.called.name);
      if (what === 'filler') {
        const utteranceId = `filler-${id}` as UtteranceId;
        const text = tool?.filler ?? '';
        return [{ kind: 'utterance.wanted', utteranceId, text, protected: false, optional: true }];
      }
      const error = `It did not answer within ${tool?.timeMsMax ?? 0} ms. Tell the caller and offer another way.`;
      return [{ kind: 'task.stop', name: one.called.toolCallId }, ...settle(one, 'timeout', { error }, at)];
    },
    onTask(name, result: TaskResult, at) {
      const one = running.get(name as ToolCallId);
      if (one === undefined) return NOTHING;
      if (result.status === 'done') return settle(one, 'ok', result.value, at);
      // The reason may hold the business's secrets or the caller's data: the model is told only that it failed.
      return settle(
        one,
        'error',
        { error: 'The function failed. Tell the caller and offer another way.' },
        at,
      );
    },
  };
}
