#!/usr/bin/env node
// offhook: the command line. It imports the commands only when Node is new enough for what they import.
import { OffhookError } from '../base/errors.ts';

// Whoever reads has seen enough, as `head` has, or is gone. That is no fault, and ends nothing: a server has calls.
process.stdout.on('error', (error) => {
  if (!('code' in error && error.code === 'EPIPE')) throw error;
});

try {
  await import('../base/node-version.ts');
  const { program } = await import('./program.ts');
  await program().parseAsync();
} catch (error) {
  // What the user can mend is told in its own words; anything else is a bug, and its stack is wanted.
  if (error instanceof OffhookError) console.error(`offhook: ${error.message} [${error.code}]`);
  else console.error(error);
  process.exitCode = 1;
}
