// Data directory name: tells one data directory from another, wherever it is mounted, to servers that share a store.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'data-dir-name';

/** Reads the name that lies in `dataDir`, which is there, or makes one. */
export function dataDirName(dataDir: string): string {
  const path = join(dataDir, FILE);
  try {
    writeFileSync(path, randomBytes(12).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // It has one, or another process was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
