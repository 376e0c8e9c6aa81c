// offhook start: takes calls until it is told to stop.
import { Command } from 'commander';
import { loadConfig } from '../agent/load-config.ts';
import type { ReadyAgent } from '../agent/agent.ts';
import { createServer, type OffhookServer } from '../server/create-server.ts';
import { environmentSettings } from '../server/environment.ts';
import type { Settings } from '../server/settings.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { startRehearsal } from './rehearsal.ts';

/** `offhook start`. */
export function startCommand(): Command {
  return new Command('start')
    .description('answer calls with the agent of a config file')
    .option('-c, --config <path>', 'the agent: a file, or a directory with an offhook.config.ts', '.')
    .action(start);
}

async function start(options: { readonly config: string }): Promise<void> {
  const settings = environmentSettings();
  const agent = await loadConfig(options.config);
  const world = realWorld(pinoLog(settings.logLevel));
  const rehearses = settings.openai.apiKey === null && settings.openai.baseUrl === null;
  await using rehearsal = rehearses ? await startRehearsal(world) : null;
  await using server = await createServer({
    agent,
    settings,
    world,
    ...(rehearsal === null ? {} : { model: rehearsal.model }),
  });
  const { url } = await server.listen();
  for (const line of introduction(url, agent, server, settings, rehearses)) console.log(line);
  await stopped();
  console.log('Stopping: no new calls; live ones may go on for 30 s. Once more to stop at once.');
}

/** What someone wants to know who has just started it for the first time. */
function introduction(
  url: string,
  agent: ReadyAgent,
  server: OffhookServer,
  settings: Settings,
  rehearses: boolean,
): readonly string[] {
  const store = server.store.kind === 'postgres' ? 'Postgres at DATABASE_URL' : 'SQLite';
  const model = rehearses
    ? 'the rehearsal model (a local stand-in: OPENAI_API_KEY is not set)'
    : `${server.model.name} at ${settings.openai.baseUrl ?? 'OpenAI'}`;
  const next = rehearses
    ? ['  Next      npm run call -- --scenario booking    call it from a second terminal']
    : ['  Next      npm run call                          call it from a second terminal'];
  const carrier =
    settings.twilio.authTokens.length > 0
      ? `point your number's voice webhook at ${settings.publicUrl ?? 'https://<your public host>'}${agent.paths.incoming}`
      : 'set TWILIO_AUTH_TOKEN and PUBLIC_URL for a real number';
  return [
    '',
    `Offhook answers as "${agent.name}".`,
    `  Listens   ${url}`,
    `  Model     ${model}`,
    `  Data      ${settings.dataDir} (${store}, recordings, rendered phrases)`,
    `  API       ${url}/api/calls ${settings.apiKey === null ? '(this machine only: OFFHOOK_API_KEY is not set)' : '(bearer OFFHOOK_API_KEY)'}`,
    ...next,
    `            npm run offhook doctor                see what a real call still needs`,
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
