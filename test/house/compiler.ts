// Compiler: one run of TypeScript, for tests about declarations and about examples in the documentation.
import { spawnSync } from 'node:child_process';
import { ROOT } from './source-files.ts';

/** Runs `tsc` with these arguments at the root of the repository. Its messages; '' when it has none. */
export function compile(...args: readonly string[]): string {
  const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
  const { stdout, stderr, error } = spawnSync(process.execPath, [tsc, ...args, '--pretty', 'false'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return stdout + stderr;
}
