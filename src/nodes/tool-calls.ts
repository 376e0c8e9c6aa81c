// Tool calls: runs the functions the model calls, once each, within their limits, and gives it the results.
import type { ResponseId, ToolCallId, UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { TransferKind } from '../frames/transfer-frames.ts';
import { NOTHING, type Action, type Node, type TaskResult } from '../graph/node.ts';
import type { Cast } from './cast.ts';
import { checkedArguments } from './checked-arguments.ts';
import { ToolAnswers, type Wish } from './tool-answers.ts';
import { runTool, type ToolReport, type ToolSurroundings } from './run-tool.ts';
import { ToolAsks } from './tool-asks.ts';
import { ToolCast } from './tool-cast.ts';
import { NO_JSON, toolOutput } from './tool-output.ts';
import type { RunnableTool } from './tool.ts';

const TAKES = [
  'tool.called',
  'agent.audio',
  'agent.words',
  'response.started',
  'response.done',
  'model.gone',
  'entry.done',
  'digits.sent',
  'caller.committed',
  'speaker.changed',
  'conversation.ended',
] as const;

const GIVES = [
  'tool.settled',
  'tools.busy',
  'context.tool-result',
  'response.wanted',
  'utterance.wanted',
  'entry.wanted',
  'entry.unwanted',
  'digits.wanted',
  'consultation.wanted',
  'handoff.wanted',
  'language.wanted',
  'end.wanted',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Calls that may run at a time; a model that calls more is told so. */
const RUNNING_MAX = 8;

/** The names of a call's timers begin so, and end with its id. */
const LIMIT = 'limit:';
const FILLER = 'filler:';

/** Which tools there are, and what they may use. */
export interface ToolCallsOptions {
  /** Where there is no cast. */
  readonly tools: readonly RunnableTool[];
  /** Whose tools there are, and in which languages. */
  readonly cast?: Cast;
  /** What is said while one runs that has no words of its own; absent: nothing. */
  readonly filler?: { readonly texts: readonly [string, ...string[]]; readonly afterMs: number };
  /** What a tool may use; its control over the call is added here. */
  readonly context: ToolSurroundings;
  /** Where callers are transferred to; null: nowhere. */
  readonly transferTo: string | null;
  readonly transferKind: TransferKind;
  /** Said while the caller is being transferred, unless the model has said something itself. */
  readonly transferring: string;
  /** Resolves when what is in the journal so far would survive a crash: no tool runs before its call is on record. */
  readonly recorded: () => Promise<void>;
}

interface Running {
  readonly called: FrameOf<'tool.called'>;
  /** Null: there is none of this name. */
  readonly tool: RunnableTool | null;
  readonly startedAt: Micros;
  /** Counts once the tool has returned. */
  wish: Wish | null;
}

type Settled = FrameOf<'tool.settled'>['status'];

/** Runs each called tool at most once, and gives the model one result for it whatever happens. */
export function toolCalls(options: ToolCallsOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const { filler: common = null } = options;
  const cast = new ToolCast(options.cast ?? null, options.tools);
  const seen = new Set<ToolCallId>();
  const running = new Map<ToolCallId, Running>();
  const asks = new ToolAsks();
  const answers = new ToolAnswers(options);
  let ended = false;
  let fillers = 0;

  function called(frame: FrameOf<'tool.called'>, at: Micros): Given[] {
    if (ended || seen.has(frame.toolCallId)) return [];
    seen.add(frame.toolCallId);
    const tool = cast.tool(frame.name);
    const one: Running = { called: frame, tool, startedAt: at, wish: null };
    if (tool === null) return settle(one, 'unknown', { error: `There is no function ${frame.name}.` }, at);
    if (running.size === RUNNING_MAX)
      return settle(one, 'error', { error: 'Too many functions are running.' }, at);
    const check = checkedArguments(tool, frame.argumentsJson);
    if (!check.ok) return settle(one, 'invalid', { error: check.problem }, at);
    running.set(frame.toolCallId, one);
    const given: Given[] = running.size === 1 ? [{ kind: 'tools.busy', busy: true }] : [];
    given.push(
      {
        kind: 'task.start',
        name: frame.toolCallId,
        run: (signal, report) =>
          runTool(
            { toolCallId: frame.toolCallId, tool, value: check.value, signal, report },
            { ...options, cast, asks },
          ),
      },
      ...startClock(frame.toolCallId, tool),
    );
    return given;
  }

  /** The tool is what the caller waits for. */
  function startClock(toolCallId: ToolCallId, tool: RunnableTool): Given[] {
    const limit: Given = { kind: 'timer.start', name: `${LIMIT}${toolCallId}`, afterMs: tool.timeMsMax };
    if (tool.filler === null && common === null) return [limit];
    const afterMs = tool.filler === null && common !== null ? common.afterMs : tool.fillerAfterMs;
    return [limit, { kind: 'timer.start', name: `${FILLER}${toolCallId}`, afterMs }];
  }

  function stopClock(toolCallId: ToolCallId): Given[] {
    return [
      { kind: 'timer.stop', name: `${LIMIT}${toolCallId}` },
      { kind: 'timer.stop', name: `${FILLER}${toolCallId}` },
    ];
  }

  /** The tool waits for keys, which have bounds of their own; its own time begins anew behind them. */
  function answered(frame: FrameOf<'entry.done'> | FrameOf<'digits.sent'>): Given[] {
    const one = running.get(asks.answer(frame) ?? ('' as ToolCallId));
    if (one === undefined || one.tool === null || asks.waits(one.called.toolCallId)) return [];
    return startClock(one.called.toolCallId, one.tool);
  }

  function fillerOf(tool: RunnableTool | null): string {
    const texts = common?.texts ?? [''];
    return tool?.filler ?? texts[(fillers - 1) % texts.length] ?? '';
  }

  function settle(one: Running, status: Settled, output: unknown, at: Micros): Given[] {
    const { toolCallId, name, responseId } = one.called;
    const given: Given[] = [];
    if (running.delete(toolCallId)) {
      given.push(...stopClock(toolCallId), ...asks.end(toolCallId));
      if (running.size === 0) given.push({ kind: 'tools.busy', busy: false });
    }
    const outputJson = toolOutput(output);
    const tookMs = Math.round(msBetween(one.startedAt, at));
    given.push({ kind: 'tool.settled', toolCallId, name, status, outputJson, tookMs });
    if (ended) return given;
    given.push({ kind: 'context.tool-result', toolCallId, outputJson });
    answers.settled(responseId, status === 'ok' ? one.wish : null);
    return [...given, ...conclude()];
  }

  function conclude(): readonly Given[] {
    return answers.conclude(running.size > 0);
  }

  function callsOf(responseId: ResponseId): boolean {
    return [...running.values()].some(({ called: { responseId: by } }) => by === responseId);
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'tool.called':
          return called(frame, at);
        case 'response.started':
          answers.responseStarted(frame.responseId);
          return NOTHING;
        case 'agent.audio':
        case 'agent.words':
          if (frame.responseId !== null) answers.responseSpoke(frame.responseId);
          return NOTHING;
        case 'response.done':
          answers.responseOver(frame.responseId, callsOf(frame.responseId));
          return conclude();
        case 'model.gone':
          answers.modelGone();
          return conclude();
        case 'entry.done':
        case 'digits.sent':
          return answered(frame);
        case 'caller.committed':
          cast.callerSpoke();
          return NOTHING;
        case 'speaker.changed':
          cast.changed(frame);
          return NOTHING;
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
      const filler = name.startsWith(FILLER);
      const id = name.slice((filler ? FILLER : LIMIT).length);
      const one = running.get(id as ToolCallId);
      if (one === undefined) return NOTHING;
      const { tool } = one;
      if (filler) {
        fillers += 1;
        // Its item is named by it, and models take short names only.
        const utteranceId = `filler-${fillers}` as UtteranceId;
        const text = fillerOf(tool);
        return [{ kind: 'utterance.wanted', utteranceId, text, protected: false, optional: true }];
      }
      const error = `It did not answer within ${tool?.timeMsMax ?? 0} ms. Tell the caller and offer another way.`;
      return [{ kind: 'task.stop', name: one.called.toolCallId }, ...settle(one, 'timeout', { error }, at)];
    },
    onReport(name, value) {
      // Only what `runTool` reports comes here.
      const word = value as ToolReport;
      const toolCallId = name as ToolCallId;
      if (word.kind !== 'wish') {
        asks.asked(toolCallId, word);
        return [...stopClock(toolCallId), word];
      }
      const one = running.get(toolCallId);
      if (one !== undefined) one.wish = word.wish;
      return NOTHING;
    },
    onTask(name, result: TaskResult, at) {
      const one = running.get(name as ToolCallId);
      if (one === undefined) return NOTHING;
      if (result.status === 'done') {
        const none = toolOutput(result.value) === NO_JSON;
        return settle(one, none ? 'error' : 'ok', result.value, at);
      }
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
