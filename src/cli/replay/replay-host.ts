// Replay host: today's agent and prices, for calls that are run again.
import type { ReadyAgent } from '../../agent/agent.ts';
import { planCall } from '../../agent/plan-call.ts';
import type { ReplayHost } from '../../replay/replay-tape.ts';
import { equipAgent } from '../../server/mcp/mcp-tools.ts';
import { pricesOf } from '../../server/prices-file.ts';
import type { Settings } from '../../server/settings.ts';
import { pinoLog } from '../../server/world/pino-log.ts';
import { realWorld } from '../../server/world/real-world.ts';

/** Connects to the agent's MCP servers, if it has any: which functions they have is part of what goes out. */
export async function replayHost(
  agent: ReadyAgent,
  settings: Settings,
): Promise<ReplayHost & AsyncDisposable> {
  const world = realWorld(pinoLog('silent'));
  const equipped = await equipAgent(agent, world);
  const price = pricesOf(settings.cost.pricesFile);
  const plan: ReplayHost['plan'] = (call, order, variables) =>
    planCall(
      // What was known of the caller then: the function may know otherwise today.
      { ...equipped.agent, variables: () => variables },
      call,
      { transferTo: settings.humanTransferNumber },
      world,
      order,
    );
  return { plan, price, [Symbol.asyncDispose]: () => equipped.close() };
}
