// Program: the command line put together. Each command is a file of its own beside this one.
import { Command } from 'commander';
import { callCommand } from './call.ts';
import { dialCommand } from './dial.ts';
import { doctorCommand } from './doctor.ts';
import { eraseCommand } from './erase.ts';
import { holdCommand, releaseCommand } from './hold.ts';
import { latencyCommand } from './latency.ts';
import { spansCommand } from './spans.ts';
import { migrateCommand } from './migrate.ts';
import { replayCommand } from './replay.ts';
import { startCommand } from './start.ts';
import { testCommand } from './test.ts';

/** `offhook`, with every command; a command rejects with an `OffhookError` for what its user can mend. */
export function program(): Command {
  return new Command('offhook')
    .description('An AI agent on a phone number.')
    .showHelpAfterError()
    .addCommand(startCommand())
    .addCommand(callCommand())
    .addCommand(dialCommand())
    .addCommand(doctorCommand())
    .addCommand(eraseCommand())
    .addCommand(holdCommand())
    .addCommand(releaseCommand())
    .addCommand(latencyCommand())
    .addCommand(replayCommand())
    .addCommand(testCommand())
    .addCommand(spansCommand())
    .addCommand(migrateCommand());
}
