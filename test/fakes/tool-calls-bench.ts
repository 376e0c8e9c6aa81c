// Tool calls bench: the tool-calls node with functions of a test's own, and the frames that a model sends around them.
import type { ItemId, ResponseId, ToolCallId } from '../../src/base/brand.ts';
import type { Log } from '../../src/base/log.ts';
import type { FrameOf } from '../../src/frames/frame.ts';
import { silence } from '../../src/media/audio.ts';
import { toolCalls } from '../../src/nodes/tool-calls.ts';
import type { RunnableTool, ToolContext } from '../../src/nodes/tool.ts';
import { nodeBench } from '../../src/testing/node-bench.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';

/** What a function does. */
export type Run = (value: unknown, context: ToolContext) => Promise<unknown>;

/** A function that does not come to its end. */
export const never: Run = () => new Promise(() => {});
/** A function that takes any JSON. */
export const tool = (name: string, run: Run, change: Partial<RunnableTool> = {}): RunnableTool => ({
  name,
  description: name,
  parameters: {},
  timeMsMax: 3000,
  filler: null,
  fillerAfterMs: 1000,
  check: (json) => ({ ok: true, value: JSON.parse(json) }),
  run,
  ...change,
});

/** The node with these functions. */
export function bench(
  tools: readonly RunnableTool[],
  change: {
    transferTo?: string | null;
    transferKind?: 'warm';
    recorded?: () => Promise<void>;
    log?: Log;
    http?: ToolContext['http'];
    traceparentOf?: (toolCallId: ToolCallId) => string;
  } = {},
) {
  const world = simulatedWorld();
  return nodeBench(
    toolCalls({
      tools,
      context: {
        callId: 'call' as never,
        from: '',
        to: '',
        variables: {},
        http: change.http ?? ((request) => world.http(request)),
        ...(change.traceparentOf === undefined ? {} : { traceparentOf: change.traceparentOf }),
        log: change.log ?? world.log,
        shelf: {
          get: () => Promise.resolve(null),
          put: () => Promise.resolve(),
          add: () => Promise.resolve(true),
          list: () => Promise.resolve([]),
        },
        settings: {},
      },
      transferTo: change.transferTo ?? null,
      transferKind: change.transferKind ?? 'cold',
      transferring: 'One moment.',
      recorded: change.recorded ?? (() => Promise.resolve()),
    }),
  );
}

/** The model calls a function. */
export const called = (name: string, id = 'c1', responseId = 'r'): FrameOf<'tool.called'> => ({
  kind: 'tool.called',
  responseId: responseId as ResponseId,
  toolCallId: id as ToolCallId,
  name,
  argumentsJson: '{"day":"monday"}',
});
/** A response begins. */
export const started = (id = 'r'): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId: null,
});
/** A response is over. */
export const done = (id = 'r'): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
/** A response makes a sound. */
export const speaks = (id = 'r'): FrameOf<'agent.audio'> => ({
  kind: 'agent.audio',
  responseId: id as ResponseId,
  itemId: 'i' as ItemId,
  audio: silence('pcmu', 20),
});
/** The conversation is over. */
export const ENDED: FrameOf<'conversation.ended'> = {
  kind: 'conversation.ended',
  reason: 'caller-hangup',
  transferTo: null,
  unsaid: null,
};
/** What was given, by kind. */
export const kinds = (frames: readonly { readonly kind: string }[]) => frames.map(({ kind }) => kind);
/** The functions that settled, and how. */
export const settled = (frames: readonly { readonly kind: string }[]) =>
  (frames as readonly FrameOf<'tool.settled'>[])
    .filter(({ kind }) => kind === 'tool.settled')
    .map(({ toolCallId, status }) => `${toolCallId} ${status}`);
