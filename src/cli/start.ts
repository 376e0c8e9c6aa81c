// offhook start: takes calls until it is told to stop.
import { Command } from 'commander';
import { loadConfig } from '../agent/load-config.ts';
import type { ReadyAgent } from '../agent/agent.ts';
import { createServer, type OffhookServer } from '../server/create-server.ts';
import { loadCarriers } from '../server/own-carriers.ts';
import { environmentSettings } from '../server/environment.ts';
import { hasNoKeys, notSet } from '../server/pipeline-model.ts';
import { accountOf } from '../server/realtime-model.ts';
import type { Settings } from '../server/settings.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { espeak } from '../testing/live/espeak.ts';
import { commandLine } from './command-line.ts';
import { startRehearsal } from './rehearsal.ts';
import { SOMEBODY } from './rehearsal/phones.ts';
import { rehearsesTelephone } from './rehearsal/telephone-address.ts';
import { startTelephone } from './rehearsal/telephone.ts';

/** `offhook start`. */
export function startCommand(): Command {
  return new Command('start')
    .description('answer calls with the agent of a config file')
    .option('-c, --config <path>', 'the agent: a file, or a directory with an offhook.config.ts', '.')
    .action(start);
}

async function start(options: { readonly config: string }): Promise<void> {
  const given = environmentSettings();
  const agent = await loadConfig(options.config);
  const carriers = await loadCarriers(options.config);
  const world = realWorld(pinoLog(given.logLevel));
  const rehearses = hasNoKeys(agent, given);
  await using rehearsal = rehearses ? await startRehearsal(world, agent.pipeline.kind) : null;
  await using telephone =
    carriers.length === 0 && rehearsesTelephone(given)
      ? await startTelephone(world, given, espeak('caller'))
      : null;
  const settings = telephone?.settings ?? given;
  await using server = await createServer({
    agent,
    carriers,
    settings,
    world,
    ...(rehearsal === null ? {} : { model: rehearsal.model }),
  });
  const { url } = await server.listen();
  telephone?.connect(url);
  const rehearsed = { model: rehearses, telephone: telephone !== null };
  for (const line of introduction(url, agent, server, given, rehearsed)) console.log(line);
  await stopped();
  console.log('Stopping: no new calls; live ones may go on for 30 s. Once more to stop at once.');
}

/** What someone wants to know who has just started it for the first time. */
function introduction(
  url: string,
  agent: ReadyAgent,
  server: OffhookServer,
  given: Settings,
  rehearses: { readonly model: boolean; readonly telephone: boolean },
): readonly string[] {
  const store = server.store.kind === 'postgres' ? 'Postgres at DATABASE_URL' : 'SQLite';
  const model = rehearses.model
    ? `the rehearsal model (a local stand-in: ${notSet(agent.pipeline, given)})`
    : `${server.model.name}${agent.pipeline.kind === 'realtime' ? ` at ${accountOf(agent.pipeline.vendor, given).baseUrl ?? (agent.pipeline.vendor === 'openai' ? 'OpenAI' : agent.pipeline.vendor)}` : ''}`;
  const next = [
    {
      line: commandLine(rehearses.model ? 'call --scenario booking' : 'call'),
      what: 'call it from a second terminal',
    },
    ...(rehearses.telephone
      ? [
          {
            line: commandLine(`dial ${SOMEBODY} --wait`),
            what: 'have it call: the rehearsal telephone rings',
          },
        ]
      : []),
    { line: commandLine('doctor'), what: 'see what a real call still needs' },
  ];
  const width = Math.max(...next.map(({ line }) => line.length));
  const carrier =
    given.twilio.authTokens.length > 0
      ? `point your number's voice webhook at ${given.publicUrl ?? 'https://<your public host>'}${agent.paths.incoming}`
      : 'set TWILIO_AUTH_TOKEN and PUBLIC_URL for a real number';
  return [
    '',
    `Offhook answers as "${agent.name}".`,
    `  Listens   ${url}`,
    `  Model     ${model}`,
    `  Data      ${given.dataDir} (${store}, recordings, rendered phrases)`,
    `  API       ${url}/api/calls ${given.apiKey === null ? '(this machine only: OFFHOOK_API_KEY is not set)' : '(bearer OFFHOOK_API_KEY)'}`,
    ...next.map(
      ({ line, what }, at) => `  ${at === 0 ? 'Next' : '    '}      ${line.padEnd(width)}    ${what}`,
    ),
    `  Twilio    ${carrier}`,
    '',
  ];
}

/** Resolves at the first SIGINT or SIGTERM; the second one ends the process. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
}
