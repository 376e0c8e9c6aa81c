// offhook erase: has the running server delete all that is kept of a call, or of a caller.
import { Command } from 'commander';
import type { Erasure } from '../server/api.ts';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { erasureReport, ERASE_EXIT } from './forgetting/erasure-report.ts';
import { askForgetting, pathOf, subjectOf } from './forgetting/forgetting-api.ts';
import { serverAt } from './forgetting/server-at.ts';

interface EraseCommandOptions {
  readonly call?: string;
  readonly caller?: string;
  readonly dryRun?: true;
  readonly url?: string;
}

/** `offhook erase`. */
export function eraseCommand(): Command {
  return new Command('erase')
    .description('delete all that is kept of a call, or of every call of a caller')
    .option('--caller <number>', 'every call whose other side is this number, such as +14155550123')
    .option('--call <id>', "one call, by our id or the carrier's")
    .option('--dry-run', 'tell what would be deleted, and delete nothing')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .addHelpText(
      'after',
      `\nExit code: ${ERASE_EXIT.gone} all of it is gone; ${ERASE_EXIT.left} something is held, or is deleted later; ${ERASE_EXIT.fault} nothing was deleted.`,
    )
    .action(erase);
}

async function erase({ call, caller, dryRun, url }: EraseCommandOptions): Promise<void> {
  const subject = subjectOf(call, caller);
  if (typeof subject === 'string') return refuse(subject.replace('a call by its id', '--call and its id'));
  const server = serverAt(environmentSettings(), url);
  if (typeof server === 'string') return refuse(server);
  const path = `${pathOf(subject)}?dryRun=${dryRun === true}`;
  const answer = await askForgetting<Erasure>(realWorld(pinoLog('silent')), server, 'DELETE', path);
  if (!answer.ok) return refuse(answer.problem);
  const { lines, exitCode } = erasureReport(answer.body, dryRun === true);
  for (const line of lines) console.log(line);
  process.exitCode = exitCode;
}

function refuse(problem: string): void {
  console.error(`offhook erase: ${problem}`);
  process.exitCode = ERASE_EXIT.fault;
}
