// The data directory: made where it is not there, for its owner's eyes only, or refused by the name of its setting.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { OffhookError } from '../base/errors.ts';

/**
 * Makes `dataDir` unless it is there. What callers said lies in it, so that nobody but its owner may look where we make
 * it. Throws `ENVIRONMENT_INVALID` when it is no directory, or not one to write to.
 */
export function makeDataDir(dataDir: string): void {
  try {
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
