// Local token: what a rehearsed carrier signs with while no real one is configured. Made once per data directory.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from '../store/data-dir.ts';

const FILE = 'local-carrier-token';

/** Reads the token below `dataDir`, or makes it. Only this user can read the file: whoever has it can place calls. */
export function localToken(dataDir: string): string {
  const path = join(dataDir, FILE);
  const kept = readToken(path);
  if (kept !== null) return kept;
  makeDataDir(dataDir);
  try {
    writeFileSync(path, randomBytes(16).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process was faster; its token counts.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8').trim();
}

/** The private key of a rehearsed Telnyx, base64 of 32 bytes: whoever has the token has it as well. */
export function localSeed(dataDir: string): string {
  return createHash('sha256')
    .update(`telnyx ${localToken(dataDir)}`)
    .digest('base64');
}

function readToken(path: string): string | null {
  try {
    const token = readFileSync(path, 'utf8').trim();
    return token === '' ? null : token;
  } catch {
    return null;
  }
}
