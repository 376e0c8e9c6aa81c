// Load config: the agent of a config file, checked and with its instructions read.
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OffhookError, type ErrorCode } from '../base/errors.ts';
import type { Agent, ReadyAgent } from './agent.ts';
import { readyAgent } from './ready-agent.ts';

/** Looked for, in this order, where a directory is given. */
const FILE_NAMES = ['offhook.config.ts', 'offhook.config.mts', 'offhook.config.js', 'offhook.config.mjs'];

/**
 * Imports `path` (a TypeScript or JavaScript module, or the directory of an `offhook.config.ts`) and returns the agent
 * that it exports as default or as `agent`. Node strips types by itself from 22.18 on.
 * Throws `CONFIG_NOT_FOUND` when there is no file or it cannot be loaded, `CONFIG_INVALID` and `TOOL_INVALID` when
 * something in it does not fit; each message begins with the file.
 */
export async function loadConfig(path: string): Promise<ReadyAgent> {
  const file = await fileAt(resolve(path), path);
  let exported: { readonly default?: unknown; readonly agent?: unknown };
  try {
    exported = (await import(pathToFileURL(file).href)) as typeof exported;
  } catch (error) {
    throw inFile(path, error);
  }
  const agent = exported.default ?? exported.agent;
  if (!isAgent(agent)) {
    throw new OffhookError(
      'CONFIG_INVALID',
      `${path}: must export what defineAgent({...}) returns, as default or as \`agent\``,
    );
  }
  try {
    return await readyAgent(agent, dirname(file));
  } catch (error) {
    throw inFile(path, error);
  }
}

async function fileAt(path: string, given: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true) return path;
  if (found?.isDirectory() === true) {
    for (const name of FILE_NAMES) {
      const file = join(path, name);
      if ((await stat(file).catch(() => null))?.isFile() === true) return file;
    }
  }
  throw new OffhookError(
    'CONFIG_NOT_FOUND',
    `${given}: there is no such file, nor a directory with an ${FILE_NAMES[0]}; name one with --config`,
  );
}

function isAgent(value: unknown): value is Agent {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'agent';
}

/** The error with the file's name before it. A config may bring its own copy of Offhook: classes tell nothing, names do. */
function inFile(path: string, error: unknown): OffhookError {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && error.name === 'OffhookError' && 'code' in error;
  const code = known ? (error.code as ErrorCode) : 'CONFIG_NOT_FOUND';
  const what = known ? message : `can not be loaded: ${message}`;
  return new OffhookError(code, `${path}: ${what}`, { cause: error });
}
