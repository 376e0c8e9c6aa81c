// Ready agent: reads what an agent's definition only points to.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OffhookError } from '../base/errors.ts';
import type { Agent, ReadyAgent } from './agent.ts';
import { agentsOf } from './plan-cast.ts';

/** The agent, and those it can hand over to, with their instructions read from files, relative to `directory`. `CONFIG_INVALID` when that can not be done. */
export async function readyAgent(agent: Agent, directory: string): Promise<ReadyAgent> {
  const ready = new Map<Agent, ReadyAgent>();
  for (const one of agentsOf(agent)) {
    // Agents may name each other: each is looked up when somebody asks.
    const handoffs = (): readonly Agent[] => one.handoffs().map((target) => ready.get(target) ?? target);
    ready.set(one, { ...(await withInstructions(one, directory)), handoffs });
  }
  return ready.get(agent) ?? withInstructions(agent, directory);
}

async function withInstructions(agent: Agent, directory: string): Promise<ReadyAgent> {
  const { instructions } = agent;
  if (typeof instructions !== 'object') return { ...agent, instructions };
  const file = resolve(directory, instructions.file);
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new OffhookError(
      'CONFIG_INVALID',
      `instructions.file: can not be read, ${file}; it is relative to the config file`,
      { cause: error },
    );
  }
  if (text === '') throw new OffhookError('CONFIG_INVALID', `instructions.file: is empty, ${file}`);
  return { ...agent, instructions: text };
}
