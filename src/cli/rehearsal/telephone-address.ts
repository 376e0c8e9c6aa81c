// Telephone address: whether a server has a rehearsal telephone, and how `offhook call` finds it: by a file in the data
// directory they share.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../server/settings.ts';
import { makeDataDir } from '../../store/data-dir.ts';

/** Groups of the settings that are no carrier's. */
const NO_CARRIER: ReadonlySet<string> = new Set([
  'openai',
  'realtime',
  'speech',
  'archive',
  'webhooks',
] satisfies (keyof Settings)[]);
/** How settings are called by which an account is known. */
const ACCOUNT = /(Sid|Id|Key|Token|Secret|Url)$/;

/**
 * True when no carrier is set up at all: whoever has one has real callers, who are put through to real humans. A list in a
 * carrier's settings is one of its secrets, so that a carrier that is yet to come counts as well.
 */
export function rehearsesTelephone(settings: Settings): boolean {
  return Object.entries(settings).every(
    ([group, values]: [string, unknown]) =>
      typeof values !== 'object' ||
      values === null ||
      NO_CARRIER.has(group) ||
      Object.entries(values).every(([name, value]: [string, unknown]) =>
        Array.isArray(value) ? value.length === 0 : !ACCOUNT.test(name) || value === null,
      ),
  );
}

/** Keeps where the telephone of the server at `serverUrl` listens; returns how to forget it. */
export function keepTelephoneAddress(dataDir: string, serverUrl: string, url: string): () => void {
  makeDataDir(dataDir);
  const path = pathOf(dataDir, serverUrl);
  writeFileSync(path, url, { mode: 0o600 });
  return () => rmSync(path, { force: true });
}

/** Where the telephone of the server at this origin listens, or listened; null when it has none. */
export function telephoneAddress(dataDir: string, serverUrl: string): string | null {
  try {
    const url = readFileSync(pathOf(dataDir, serverUrl), 'utf8').trim();
    return /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? url : null;
  } catch {
    return null;
  }
}

/** A port has one server, by whatever name of this machine it is called. */
function pathOf(dataDir: string, serverUrl: string): string {
  return join(dataDir, `rehearsal-telephone-${new URL(serverUrl).port || '80'}`);
}
