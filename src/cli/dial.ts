// offhook dial: has the running server place a call, or those of a whole batch, and tells what becomes of them.
import { Command, Option } from 'commander';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import type { LiveEvent } from '../server/api.ts';
import { BatchFault } from './batch/batch-ledger.ts';
import { BATCH_DEFAULTS, type BatchOptions } from './batch/batch-options.ts';
import { dialBatch } from './batch/dial-batch.ts';
import { hostOf } from './call/call-target.ts';
import { FollowedCall } from './call/follow-call.ts';
import { openLiveEvents, type EventFeed } from './call/live-events.ts';
import { Narrator } from './call/narrator.ts';
import { dialOutcome, EXIT } from './dial/dial-outcome.ts';
import { dialWish, type DialOptions } from './dial/dial-wish.ts';
import { serverApi, type ServerApi } from './dial/server-api.ts';

interface DialCommandOptions extends DialOptions, BatchOptions {
  readonly batch?: string;
  readonly url?: string;
  readonly wait?: true;
}

/** `offhook dial`. */
export function dialCommand(): Command {
  const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return new Command('dial')
    .description('have the running server call a number, or everybody in a file, with its agent')
    .argument('[number]', 'who is called: E.164, such as +14155550123, or a SIP URI')
    .option('--batch <file>', 'call everybody in a CSV file: a column `to`, and a column for each variable')
    .option('--from <number>', "shown to who is called (default: the number of the carrier's settings)")
    .option('--carrier <name>', 'who places the call (default: the first one that can)')
    .option('--var <name=value>', 'a variable of the call; may be given several times', collected, [])
    .option('--greeting <text>', 'spoken when somebody picks up (default: who is called speaks first)')
    .option('--purpose <text>', 'who calls and why, as a screening phone is told')
    .option('--voicemail <text>', 'left when a machine picks up, behind its beep')
    .addOption(new Option('--machine <what>', 'when a machine picks up').choices(['hang-up', 'go-on']))
    .option('--ring <duration>', 'how long it may ring (default: 30s)')
    .option('--max <duration>', "the longest the call may take (default: the agent's)")
    .option('--key <text>', 'an idempotency key: the same key never calls twice')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .option('--wait', 'follow the call to its end; Ctrl-C hangs it up')
    .optionsGroup('Batches:')
    .option('--concurrency <number>', 'calls at a time', BATCH_DEFAULTS.concurrency)
    .option('--cps <number>', 'calls dialled in a second, at most', BATCH_DEFAULTS.cps)
    .option('--hours <from-to>', 'when phones may ring, by the clock of who is called', BATCH_DEFAULTS.hours)
    .option('--timezone <name>', 'the zone of those whose number does not tell theirs, such as SIP URIs')
    .option('--do-not-call <file>', 'numbers that are not called, one a line')
    .option(
      '--attempts <number>',
      'attempts where a line is busy, nobody picks up or the carrier fails',
      BATCH_DEFAULTS.attempts,
    )
    .option(
      '--retry-after <duration>',
      'from the first attempt to the second; doubles',
      BATCH_DEFAULTS.retryAfter,
    )
    .option(
      '--stop-after <failures/calls>',
      'stop when so many of the last calls failed, or never',
      BATCH_DEFAULTS.stopAfter,
    )
    .option('--dry-run', 'tell who would be called when, and call nobody')
    .addHelpText(
      'after',
      `\nExit code: ${EXIT.reached} placed, and with --wait somebody was reached or the message was left; ${EXIT.unreached} nobody was reached; ${EXIT.fault} no call was placed.
Of a batch: ${EXIT.reached} everybody was reached; ${EXIT.unreached} everybody has an outcome; ${EXIT.unfinished} somebody is left, the same command goes on; ${EXIT.fault} nobody was called.`,
    )
    .action(dial);
}

async function dial(to: string | undefined, options: DialCommandOptions): Promise<void> {
  const settings = environmentSettings();
  const { host, port, apiKey } = settings;
  if (options.url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(options.url))
    return refuse(`--url ${options.url}: give an origin, such as http://127.0.0.1:5050`);
  const { origin } = new URL(options.url ?? `http://${hostOf(host)}:${port}`);
  if ((to === undefined) === (options.batch === undefined))
    return refuse('give a number, such as +14155550123, or --batch and a CSV file');
  if (to === undefined) return dialEverybody(options, origin, apiKey);
  // Whoever asks for either must not be surprised by a call.
  if (options.dryRun === true || options.doNotCall !== undefined)
    return refuse('--dry-run and --do-not-call are for --batch: give a CSV file in place of the number');
  const wish = dialWish(to, options);
  if (!wish.ok) return refuse(wish.problem);
  const api = serverApi(realWorld(pinoLog('silent')), { origin, apiKey });
  // Opened before the call is: what happens to it at once is told as well.
  const events = options.wait === true ? await openLiveEvents(origin, apiKey) : null;
  if (events !== null && !events.ok) return refuse(events.problem);
  const placed = await api.place(wish.request);
  if (!placed.ok) {
    events?.feed.close();
    return refuse(placed.problem);
  }
  const { call } = placed;
  if (events === null || call.outcome !== null) {
    events?.feed.close();
    return tell(dialOutcome(call, false));
  }
  console.log(`Calling ${call.to} from ${call.from}.`);
  const leftMessage = await follow(events.feed, call.id, api);
  const last = await api.call(call.id);
  if (!last.ok) return refuse(last.problem);
  tell(dialOutcome(last.call, leftMessage));
}

async function dialEverybody(
  options: DialCommandOptions,
  origin: string,
  apiKey: string | null,
): Promise<void> {
  if (options.wait === true || options.key !== undefined)
    return refuse(
      '--wait and --key are for one call: a batch follows each of its calls and makes its own keys',
    );
  const wish = dialWish('', options);
  if (!wish.ok) return refuse(wish.problem);
  const { to: _, ...request } = wish.request;
  const world = realWorld(pinoLog('silent'));
  try {
    process.exitCode = await dialBatch(
      { path: options.batch ?? '', options, request, origin, apiKey },
      {
        world,
        out: {
          write: (text) => void process.stdout.write(text),
          // A terminal may not know how wide it is.
          columns: () => (process.stdout.isTTY ? process.stdout.columns || 80 : null),
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          wall: () => world.clock.wall(),
        },
        onInterrupt(interrupted) {
          for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupted);
          return () => void process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
        },
        leave: (exitCode) => process.exit(exitCode),
      },
    );
  } catch (error) {
    if (!(error instanceof BatchFault)) throw error;
    refuse(error.message);
  }
}

/** Tells the call until it has ended, or the server is gone; whether a message was left to its end. */
async function follow(feed: EventFeed, id: string, api: ServerApi): Promise<boolean> {
  let leftMessage = false;
  const began = performance.now();
  const nowMs = (): number => performance.now() - began;
  const narrator = new Narrator({
    line: (text) => console.log(text),
    styled: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    nowMs,
    other: 'callee',
  });
  const call = new FollowedCall(id, nowMs, (live: LiveEvent) => {
    if (live.event.kind === 'voicemail.left') leftMessage = live.event.whole;
    narrator.event(live);
  });
  const hangUp = (): void => void api.hangUp(id);
  process.once('SIGINT', hangUp);
  void call.over.then(() => feed.close());
  try {
    for await (const event of feed.events) call.take(event);
  } finally {
    process.off('SIGINT', hangUp);
    feed.close();
  }
  return leftMessage;
}

function tell({ lines, exitCode }: ReturnType<typeof dialOutcome>): void {
  for (const line of lines) console.log(line);
  process.exitCode = exitCode;
}

function refuse(problem: string): void {
  console.error(`offhook dial: ${problem}`);
  process.exitCode = EXIT.fault;
}
