// Functions that are fast, slow, failing or never back by chance, and that count how often they ran.
import type { ToolCallId } from '../../src/base/brand.ts';
import type { RunnableTool, ToolContext } from '../../src/nodes/tool.ts';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { Chance } from './chance.ts';

/** One run of a function. */
export interface ToolRun {
  readonly toolCallId: ToolCallId;
  /** Whether the journal had its call when it began. */
  readonly onRecord: boolean;
}

export interface SimTools {
  readonly tools: readonly RunnableTool[];
  readonly runs: readonly ToolRun[];
}

/** `isOnRecord` looks into the journal. */
export function simTools(
  world: () => SimulatedWorld,
  draw: Chance,
  isOnRecord: (toolCallId: ToolCallId) => boolean,
): SimTools {
  const runs: ToolRun[] = [];

  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = world().timers.after(ms, resolve);
      signal.addEventListener('abort', () => {
        timer.stop();
        reject(new Error('aborted'));
      });
    });
  }

  const tool = (name: string, act: (context: ToolContext) => void): RunnableTool => ({
    name,
    description: name,
    parameters: {},
    timeMsMax: 3000,
    filler: draw.hits(0.5) ? 'One moment please.' : null,
    fillerAfterMs: 800,
    check(argumentsJson) {
      try {
        return { ok: true, value: JSON.parse(argumentsJson) };
      } catch {
        return { ok: false, problem: 'The arguments are not valid JSON.' };
      }
    },
    async run(_, context) {
      runs.push({ toolCallId: context.toolCallId, onRecord: isOnRecord(context.toolCallId) });
      const ms = draw.oneOf([0, 0, 50, 500, 2000, 10_000]);
      if (ms > 0) await wait(ms, context.signal);
      if (draw.hits(0.15)) throw new Error('the business is closed');
      act(context);
      return { done: name };
    },
  });

  return {
    runs,
    tools: [
      tool('lookup', () => {}),
      tool('book', () => {}),
      tool('end_call', (context) => context.endCall()),
      tool('transfer', (context) => context.transfer(null)),
    ],
  };
}
