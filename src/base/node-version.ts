// Node's version, looked at before anything is imported that an older Node lacks: importing this file is the check.
import { OffhookError } from './errors.ts';

/** The oldest Node that reads a config in TypeScript as it stands and brings SQLite; `engines` in package.json says the same. */
export const NODE_VERSION_MIN = '22.18.0';

/** Throws `NODE_TOO_OLD` when `version`, as in `process.versions.node`, is older than Offhook needs. */
export function checkNode(version: string): void {
  const [wanted, found] = [numbers(NODE_VERSION_MIN), numbers(version)];
  const differs = wanted.findIndex((number, place) => number !== found[place]);
  if (differs === -1 || (found[differs] ?? 0) > (wanted[differs] ?? 0)) return;
  throw new OffhookError(
    'NODE_TOO_OLD',
    `Offhook needs Node ${NODE_VERSION_MIN} or newer, and this is ${version}: get one from https://nodejs.org/en/download, ` +
      'or for the scripts of this project alone with `npm install node@24`, after which `npx offhook` uses it too.',
  );
}

function numbers(version: string): readonly number[] {
  return version.split('.').map((number) => Number.parseInt(number, 10));
}

checkNode(process.versions.node);
