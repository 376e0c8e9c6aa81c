// The machine's own health: Node, the data directory, the programs that a rehearsal can use.
import { resolve } from 'node:path';
import { broken, ok, open, type Finding } from './finding.ts';
import type { Machine, Patient } from './patient.ts';

/** The least Node: it runs TypeScript as it is, and has SQLite. */
const NODE_MIN = [22, 18] as const;
/** An hour of calls takes 60 MB of recordings. */
const FREE_BYTES_MIN = 500_000_000;

/** Whether this Node is new enough. */
export function checkNode({ nodeVersion }: Pick<Machine, 'nodeVersion'>): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return enough
    ? ok('Node', nodeVersion)
    : broken('Node', `${nodeVersion} is too old.`, `Run Node ${NODE_MIN.join('.')} or newer.`);
}

/** Whether files can be written and there is room for them. */
export async function checkDataDirectory({ machine, settings }: Patient): Promise<Finding> {
  const name = 'Data directory';
  const directory = resolve(settings.dataDir);
  const problem = await machine.unwritable(directory);
  if (problem !== null)
    return broken(
      name,
      `${directory} cannot be written to: ${problem}`,
      'Set DATA_DIR to a directory of this user, or give this user the right to write there.',
    );
  const freeBytes = await machine.freeBytes(directory);
  if (freeBytes === null) return ok(name, directory);
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  return freeBytes < FREE_BYTES_MIN
    ? broken(
        name,
        `${directory} has only ${free}.`,
        'Make room, or set DATA_DIR to another disk: recordings take 1 MB a minute.',
      )
    : ok(name, `${directory}, ${free}`);
}

/** What lets the rehearsal say and understand more than it comes with. */
export async function checkPrograms({ machine }: Patient): Promise<readonly Finding[]> {
  const [speaks, hears] = await Promise.all([
    machine.installed('espeak-ng'),
    machine.installed('pocketsphinx_continuous'),
  ]);
  return [
    speaks
      ? ok('espeak-ng', 'installed: rehearsals speak any text')
      : open('espeak-ng', 'not installed: rehearsals speak their recorded phrases only'),
    hears
      ? ok('pocketsphinx', 'installed: rehearsals understand a small vocabulary')
      : open('pocketsphinx', 'not installed: rehearsals understand their recorded lines only'),
  ];
}
