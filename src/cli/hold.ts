// offhook hold and release: keep a call, or every call of a caller, from being deleted; or let them go again.
import { Command } from 'commander';
import type { HoldList } from '../server/api.ts';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { askForgetting, pathOf, subjectOf, type ForgettingAnswer } from './forgetting/forgetting-api.ts';
import { serverAt } from './forgetting/server-at.ts';

interface HoldCommandOptions {
  readonly caller?: string;
  readonly reason?: string;
  readonly list?: true;
  readonly url?: string;
}

/** `offhook hold`. */
export function holdCommand(): Command {
  return new Command('hold')
    .description('keep a call, or every call of a caller, from being deleted, by age or by request')
    .argument('[call]', "the call, by our id or the carrier's")
    .option('--caller <number>', 'every call of this number, those to come among them')
    .option('--reason <text>', 'who wants it, and why')
    .option('--list', 'tell what is held')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .action(hold);
}

/** `offhook release`. */
export function releaseCommand(): Command {
  return new Command('release')
    .description('let what was held be deleted again')
    .argument('[call]', "the call, by our id or the carrier's")
    .option('--caller <number>', 'what was held by this number')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .action(release);
}

async function hold(call: string | undefined, options: HoldCommandOptions): Promise<void> {
  if (options.list === true) return list(options.url);
  const subject = subjectOf(call, options.caller);
  if (typeof subject === 'string') return refuse('hold', subject);
  const body = { reason: options.reason ?? '' };
  const answer = await ask<{ readonly changed: boolean }>(
    'PUT',
    `${pathOf(subject)}/hold`,
    options.url,
    body,
  );
  if (!answer.ok) return refuse('hold', answer.problem);
  console.log(answer.body.changed ? 'Held.' : 'It was held already.');
}

async function release(call: string | undefined, { caller, url }: HoldCommandOptions): Promise<void> {
  const subject = subjectOf(call, caller);
  if (typeof subject === 'string') return refuse('release', subject);
  const answer = await ask<{ readonly changed: boolean }>('DELETE', `${pathOf(subject)}/hold`, url);
  if (!answer.ok) return refuse('release', answer.problem);
  console.log(answer.body.changed ? 'Released.' : 'It was not held.');
}

async function list(url: string | undefined): Promise<void> {
  const answer = await ask<HoldList>('GET', '/api/holds', url);
  if (!answer.ok) return refuse('hold', answer.problem);
  const { holds } = answer.body;
  if (holds.length === 0) console.log('Nothing is held.');
  for (const { kind, subject, reason, heldAt } of holds)
    console.log(`${heldAt}  ${kind.padEnd(6)}  ${subject}  ${reason}`.trimEnd());
}

async function ask<Body>(
  method: 'GET' | 'PUT' | 'DELETE',
  path: string,
  url: string | undefined,
  json?: object,
): Promise<ForgettingAnswer<Body>> {
  const server = serverAt(environmentSettings(), url);
  if (typeof server === 'string') return { ok: false, problem: server };
  return askForgetting<Body>(realWorld(pinoLog('silent')), server, method, path, json);
}

function refuse(command: string, problem: string): void {
  console.error(`offhook ${command}: ${problem}`);
  process.exitCode = 2;
}
