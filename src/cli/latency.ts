// offhook latency: how fast the running server's turns were, by agent, model and carrier.
import { Command } from 'commander';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { hostOf } from './call/call-target.ts';
import { serverApi } from './dial/server-api.ts';
import { latencyLines } from './latency/latency-lines.ts';

interface LatencyCommandOptions {
  readonly since: string;
  readonly url?: string;
  readonly json?: true;
}

/** `offhook latency`. */
export function latencyCommand(): Command {
  return new Command('latency')
    .description("how fast turns were, from the caller's last sound to the agent's first that was heard")
    .option('--since <span>', 'turns from then on: 30m, 24h, 7d, or an instant in ISO 8601', '24h')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .option('--json', 'as the API answers it')
    .action(latency);
}

async function latency({ since, url, json }: LatencyCommandOptions): Promise<void> {
  const { host, port, apiKey } = environmentSettings();
  if (url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(url))
    return refuse(`--url ${url}: give an origin, such as http://127.0.0.1:5050`);
  const { origin } = new URL(url ?? `http://${hostOf(host)}:${port}`);
  const answer = await serverApi(realWorld(pinoLog('silent')), { origin, apiKey }).latency(since);
  if (!answer.ok) return refuse(answer.problem);
  if (json === true) console.log(JSON.stringify(answer.report, null, 2));
  else for (const line of latencyLines(answer.report)) console.log(line);
}

function refuse(problem: string): void {
  console.error(`offhook latency: ${problem}`);
  process.exitCode = 1;
}
