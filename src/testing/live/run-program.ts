// Run program: one run of another program, bounded in time and output; whatever happens to it is a value.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';

/** A program, its input and its bounds. */
export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  /** Written to its standard input, which is then closed. */
  readonly input: string;
  /** It is killed after this long, in milliseconds. */
  readonly timeMsMax: number;
  /** It is killed when it prints more than this. */
  readonly outputBytesMax: number;
}

/** What became of a program. */
export type ProgramOutcome =
  /** It ended with code 0. */
  | { readonly kind: 'done'; readonly output: Uint8Array }
  /** It ended otherwise, or was killed. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'not-installed' };

/** Runs it once. Never rejects; nothing of it is left when the outcome is there. */
export function runProgram(run: ProgramRun): Promise<ProgramOutcome> {
  const outcome = Promise.withResolvers<ProgramOutcome>();
  const child = spawn(run.command, run.args, { stdio: ['pipe', 'pipe', 'ignore'] });
  // spawn's own `timeout` outlives a program that could not be started, and keeps the process from ending.
  const timer = setTimeout(() => child.kill('SIGKILL'), run.timeMsMax);
  const parts: Uint8Array[] = [];
  let size = 0;
  child.stdout.on('data', (part: Uint8Array) => {
    size += part.length;
    if (size > run.outputBytesMax) child.kill('SIGKILL');
    else parts.push(part);
  });
  // A program that ends before it has read its input breaks the pipe; its exit code tells.
  child.stdin.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(timer);
    outcome.resolve({ kind: error.code === 'ENOENT' ? 'not-installed' : 'failed' });
  });
  child.on('close', (code) => {
    clearTimeout(timer);
    outcome.resolve(code === 0 ? { kind: 'done', output: Buffer.concat(parts) } : { kind: 'failed' });
  });
  child.stdin.end(run.input);
  return outcome.promise;
}
