// Stand-in: a shell script in the place of a program that may not be installed, or may not fail when a test needs it to.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The path of a program that runs `script` with sh; `after` is told how to remove it. */
export function standIn(script: string, after: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-stand-in-'));
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  after(() => rmSync(folder, { recursive: true, force: true }));
  return path;
}
