// Run tool: one function at work: what it may use, and how it says what it wishes for.
import type { ToolCallId } from '../base/brand.ts';
import { NO_BRIEFING } from '../frames/transfer-frames.ts';
import type { Wish } from './tool-answers.ts';
import type { Ask, ToolAsks } from './tool-asks.ts';
import type { ToolCast } from './tool-cast.ts';
import { toolFailure } from './tool-failure.ts';
import type { RunnableTool, ToolContext } from './tool.ts';

/** What a tool may do to the call, and what differs from one to the next: added here. */
type OfTheCall =
  | 'toolCallId'
  | 'traceparent'
  | 'signal'
  | 'transfer'
  | 'endCall'
  | 'handOff'
  | 'switchLanguage'
  | 'transferTo'
  | 'collectDigits'
  | 'sendDigits';

/** What tools may use that is the same for all of them. */
export interface ToolSurroundings extends Omit<ToolContext, OfTheCall> {
  /** Where one call of a function stands in the trace of the phone call, as W3C's header; absent: there is none. */
  readonly traceparentOf?: (toolCallId: ToolCallId) => string;
}

/** What a running tool reports. All that comes of it for the call comes of this, or of its result. */
export type ToolReport = Ask | { readonly kind: 'wish'; readonly wish: Wish };

/** One call of a function, its arguments checked. */
export interface ToolRun {
  readonly toolCallId: ToolCallId;
  readonly tool: RunnableTool;
  readonly value: unknown;
  readonly signal: AbortSignal;
  readonly report: (word: ToolReport) => void;
}

/** The call in which it runs. */
export interface ToolRunOptions {
  readonly context: ToolSurroundings;
  readonly transferTo: string | null;
  readonly cast: ToolCast;
  readonly asks: ToolAsks;
  /** Resolves when what is in the journal so far would survive a crash. */
  readonly recorded: () => Promise<void>;
}

/** Runs it once its call is on record; rejects as it does. */
export async function runTool(
  { toolCallId, tool, value, signal, report }: ToolRun,
  { context, transferTo, cast, asks, recorded }: ToolRunOptions,
): Promise<unknown> {
  const wish = (wanted: Wish): void => report({ kind: 'wish', wish: wanted });
  await recorded();
  signal.throwIfAborted();
  try {
    return await tool.run(value, {
      ...context,
      ...traced(context, toolCallId),
      toolCallId,
      signal,
      transferTo,
      transfer(to, briefing) {
        const target = to ?? transferTo;
        if (target === null) return;
        wish({ kind: 'transfer', to: target, briefing: { ...NO_BRIEFING, ...briefing } });
      },
      endCall: () => wish({ kind: 'end' }),
      handOff(agent) {
        const answer = cast.mayHandOff(agent);
        if (answer === 'done') wish({ kind: 'handoff', agent });
        return answer;
      },
      switchLanguage(language) {
        if (!cast.speaks(language)) return 'unknown';
        wish({ kind: 'language', language });
        return 'done';
      },
      ...asks.begin(toolCallId, report),
    });
  } catch (error) {
    // A function that was told to stop may say so in its own way: that is no failure.
    if (!signal.aborted) context.log.warn('tool.failed', { tool: tool.name, ...toolFailure(error) });
    throw error;
  }
}

/** What the tool asks of others is asked in the call's trace. */
function traced(
  { http, traceparentOf }: ToolSurroundings,
  toolCallId: ToolCallId,
): Pick<ToolContext, 'http' | 'traceparent'> {
  if (traceparentOf === undefined) return { http };
  const traceparent = traceparentOf(toolCallId);
  return {
    traceparent,
    // By any spelling, a header that the tool gives stands.
    http: (request) => {
      const given = Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === 'traceparent');
      return http(given ? request : { ...request, headers: { ...request.headers, traceparent } });
    },
  };
}
