// The data directory: made where it is not there, for its owner's eyes only, or refused by the name of its setting.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OffhookError } from '../base/errors.ts';

/**
 * Makes `dataDir` unless it is there. What callers said lies in it, so that nobody but its owner may look where we make
 * it. Throws `ENVIRONMENT_INVALID` when it is no directory, or not one to write to.
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeOutermost(resolve(dataDir));
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      `DATA_DIR is "${dataDir}", which cannot be used (${cause}): it must be a directory that this user may write to.`,
      { cause: error },
    );
  }
}

/**
 * Makes the outermost folder that is missing on the way to `path`. By itself, for Node's making of all of them tries for
 * ever where a file system makes no folders and says that the one above is missing, as `/proc` does.
 */
function makeOutermost(path: string): void {
  let folder = path;
  while (!existsSync(dirname(folder))) folder = dirname(folder);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // It is there, maybe made by another process just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
