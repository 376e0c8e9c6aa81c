// Call instructions: what agents are told in one call, where a function says it.
import type { World } from '../base/world.ts';
import type { Agent } from './agent.ts';
import type { InstructionsOf } from './agent-options.ts';
import { INSTRUCTIONS_CHARS_MAX } from './schema-parts.ts';

/** How long an agent's `instructions` function may take: the phone rings meanwhile. */
export const INSTRUCTIONS_MS_MAX = 1000;

/** What the function last said: it counts again when it fails. */
const LAST = new WeakMap<InstructionsOf, string>();

const LATE = Symbol('late');

/**
 * What each function among the agents' instructions says of this call; agents whose instructions are text are left out.
 * Never rejects: of a function that fails or is late the last answer counts, else the agent is told to keep the caller.
 */
export async function callInstructions(
  agents: readonly Agent[],
  call: Parameters<InstructionsOf>[0],
  world: World,
): Promise<ReadonlyMap<Agent, string>> {
  const told = await Promise.all(
    agents.map(async (agent) => [agent, await instructionsOf(agent, call, world)] as const),
  );
  return new Map(told.filter((one): one is [Agent, string] => one[1] !== null));
}

async function instructionsOf(
  { name, instructions: ask }: Agent,
  call: Parameters<InstructionsOf>[0],
  world: World,
): Promise<string | null> {
  if (typeof ask !== 'function') return null;
  const log = world.log.with({ agent: name });
  const late = Promise.withResolvers<typeof LATE>();
  const timer = world.timers.after(INSTRUCTIONS_MS_MAX, () => late.resolve(LATE));
  try {
    const answer: unknown = await Promise.race([(async () => ask(call))(), late.promise]);
    if (typeof answer === 'string' && answer.trim() !== '') {
      const text = answer.slice(0, INSTRUCTIONS_CHARS_MAX);
      LAST.set(ask, text);
      return text;
    }
    if (answer === LATE) log.warn('agent.instructions-late', { msMax: INSTRUCTIONS_MS_MAX });
    else log.warn('agent.instructions-refused');
  } catch {
    // The message may hold the caller's data or a key.
    log.warn('agent.instructions-failed');
  } finally {
    timer.stop();
  }
  return LAST.get(ask) ?? lost(name);
}

function lost(name: string): string {
  return `You are "${name}" and answer the phone. What you can help with is not to be had at the moment: say so in a few words, and offer a human where you can, or to call again later.`;
}
