// Config file: found, imported, and named in what is wrong with it.
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OffhookError, type ErrorCode } from '../base/errors.ts';

/** Looked for, in this order, where a directory is given. */
const FILE_NAMES = ['offhook.config.ts', 'offhook.config.mts', 'offhook.config.js', 'offhook.config.mjs'];

/** A config file that was imported. */
export interface ConfigFile {
  /** As it was asked for, for messages. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly exported: Readonly<Record<string, unknown>>;
}

/**
 * Imports `path`: a TypeScript or JavaScript module, or the directory of an `offhook.config.ts`.
 * Throws `CONFIG_NOT_FOUND` when there is no file or it cannot be loaded.
 */
export async function importConfig(path: string): Promise<ConfigFile> {
  const name = await nameOf(path);
  const file = resolve(name);
  try {
    const exported = (await import(pathToFileURL(file).href)) as ConfigFile['exported'];
    return { name, path: file, exported };
  } catch (error) {
    throw inFile(name, error);
  }
}

/** The config's file, by `path` itself or below it. */
async function nameOf(path: string): Promise<string> {
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
    `${path}: there is no such file, nor a directory with an ${FILE_NAMES[0]}; name one with --config`,
  );
}

/** The error with the file's name before it. A config may bring its own copy of Offhook: classes tell nothing, names do. */
export function inFile(name: string, error: unknown): OffhookError {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof Error && error.name === 'OffhookError' && 'code' in error;
  const code = known ? (error.code as ErrorCode) : 'CONFIG_NOT_FOUND';
  const what = known ? message : `can not be loaded: ${message}${mendOf(error)}`;
  return new OffhookError(code, `${name}: ${what}`, { cause: error });
}

/** `npm init` writes `"type": "commonjs"`, and then Node takes no import or export in a file that does not say otherwise. */
function mendOf(error: unknown): string {
  const isScript =
    error instanceof SyntaxError && /outside a module|Unexpected token 'export'/.test(error.message);
  return isScript
    ? '; say `"type": "module"` in the package.json above it, or give the file a name that ends in .mts or .mjs'
    : '';
}
