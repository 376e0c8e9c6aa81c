// Load config: the agent of a config file, checked and with its instructions read.
import { dirname } from 'node:path';
import { OffhookError } from '../base/errors.ts';
import type { Agent, ReadyAgent } from './agent.ts';
import { importConfig, inFile } from './config-file.ts';
import { readyAgent } from './ready-agent.ts';

/**
 * Imports `path` (a TypeScript or JavaScript module, or the directory of an `offhook.config.ts`) and returns the agent
 * that it exports as default or as `agent`. Node strips types by itself from 22.18 on.
 * Throws `CONFIG_NOT_FOUND` when there is no file or it cannot be loaded, `CONFIG_INVALID` and `TOOL_INVALID` when
 * something in it does not fit; each message begins with the file.
 */
export async function loadConfig(path: string): Promise<ReadyAgent> {
  const { name, path: file, exported } = await importConfig(path);
  const agent = exported['default'] ?? exported['agent'];
  if (!isAgent(agent)) {
    throw new OffhookError(
      'CONFIG_INVALID',
      `${name}: must export what defineAgent({...}) returns, as default or as \`agent\``,
    );
  }
  try {
    return await readyAgent(agent, dirname(file));
  } catch (error) {
    throw inFile(name, error);
  }
}

function isAgent(value: unknown): value is Agent {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'agent';
}
