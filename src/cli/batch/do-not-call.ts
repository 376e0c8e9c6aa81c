// Do not call: a list on disk of who must not be called, as it is at the moment it is asked.
import { readFileSync, statSync } from 'node:fs';
import { BatchFault } from './batch-ledger.ts';
import { readNumbers } from './read-numbers.ts';

/**
 * Tells whether somebody, as `partyOf` has them, stands in the file at `path`. It is read anew whenever it has changed: a
 * batch may take days, and people ask not to be called on any of them. Throws `BatchFault` when it cannot be read, or has a
 * line that is no number: then nobody knows who is meant. Null: there is no list.
 */
export function doNotCall(path: string | null): (party: string) => boolean {
  if (path === null) return () => false;
  let version = '';
  let parties: ReadonlySet<string> = new Set();
  function refresh(file: string): void {
    const { mtimeMs, size, ino } = statSync(file);
    const now = `${mtimeMs} ${size} ${ino}`;
    if (now === version) return;
    const read = readNumbers(readFileSync(file, 'utf8'));
    if (!read.ok)
      throw new BatchFault(`the do-not-call list ${file} cannot be read:\n  ${read.problems.join('\n  ')}`);
    ({ parties } = read);
    version = now;
  }
  return (party) => {
    try {
      refresh(path);
    } catch (error) {
      if (error instanceof BatchFault || !(error instanceof Error)) throw error;
      throw new BatchFault(`the do-not-call list cannot be read: ${error.message}`);
    }
    return parties.has(party);
  };
}
