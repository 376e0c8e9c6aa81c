#!/usr/bin/env node
// offhook: the command line. Each command is a file of its own beside this one.
import { Command } from 'commander';
import { OffhookError } from '../base/errors.ts';
import { callCommand } from './call.ts';
import { dialCommand } from './dial.ts';
import { doctorCommand } from './doctor.ts';
import { migrateCommand } from './migrate.ts';
import { startCommand } from './start.ts';

const program = new Command('offhook')
  .description('An AI agent on a phone number.')
  .showHelpAfterError()
  .addCommand(startCommand())
  .addCommand(callCommand())
  .addCommand(dialCommand())
  .addCommand(doctorCommand())
  .addCommand(migrateCommand());

try {
  await program.parseAsync();
} catch (error) {
  // What the user can mend is told in its own words; anything else is a bug, and its stack is wanted.
  if (error instanceof OffhookError) console.error(`offhook: ${error.message} [${error.code}]`);
  else console.error(error);
  process.exitCode = 1;
}
