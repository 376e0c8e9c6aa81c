// offhook dial: has the running server place a call, and tells what becomes of it.
import { Command, Option } from 'commander';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import type { LiveEvent } from '../server/api.ts';
import { hostOf } from './call/call-target.ts';
import { FollowedCall } from './call/follow-call.ts';
import { openLiveEvents, type EventFeed } from './call/live-events.ts';
import { Narrator } from './call/narrator.ts';
import { dialOutcome, EXIT } from './dial/dial-outcome.ts';
import { dialWish, type DialOptions } from './dial/dial-wish.ts';
import { serverApi, type ServerApi } from './dial/server-api.ts';

interface DialCommandOptions extends DialOptions {
  readonly url?: string;
  readonly wait?: true;
}

/** `offhook dial`. */
export function dialCommand(): Command {
  const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return new Command('dial')
    .description('have the running server call a number with its agent')
    .argument('<number>', 'who is called: E.164, such as +14155550123, or a SIP URI')
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
    .addHelpText(
      'after',
      `\nExit code: ${EXIT.reached} placed, and with --wait somebody was reached or the message was left; ${EXIT.unreached} nobody was reached; ${EXIT.fault} no call was placed.`,
    )
    .action(dial);
}

async function dial(to: string, options: DialCommandOptions): Promise<void> {
  const settings = environmentSettings();
  const wish = dialWish(to, options);
  if (!wish.ok) return refuse(wish.problem);
  const { host, port, apiKey } = settings;
  if (options.url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(options.url))
    return refuse(`--url ${options.url}: give an origin, such as http://127.0.0.1:5050`);
  const { origin } = new URL(options.url ?? `http://${hostOf(host)}:${port}`);
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
