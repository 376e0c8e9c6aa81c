// Environment: the one place that reads it, and the `.env` file of the working directory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Settings } from './settings.ts';

/** The settings of this process. Throws `ENVIRONMENT_INVALID`. */
export function environmentSettings(directory = process.cwd()): Settings {
  return readSettings(process.env, dotEnvText(directory));
}

function dotEnvText(directory: string): string {
  try {
    return readFileSync(join(directory, '.env'), 'utf8');
  } catch {
    // Most often there is none. One that cannot be read counts as none: the variables it holds will be missed by name.
    return '';
  }
}
