// offhook spans: where the time of one call went, as a waterfall; and whether each frame of a live call is written down.
import { Command } from 'commander';
import { environmentSettings } from '../server/environment.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { hostOf } from './call/call-target.ts';
import { serverApi } from './dial/server-api.ts';
import { spanLines } from './spans/span-lines.ts';

interface SpansCommandOptions {
  readonly frames?: true;
  readonly trace?: string;
  readonly url?: string;
  readonly json?: true;
}

/** `offhook spans`. */
export function spansCommand(): Command {
  return new Command('spans')
    .description('where the time of a call went: its spans, as a waterfall')
    .argument('<call>', "the call, by our id or the carrier's")
    .option('--frames', 'with the spans of single frames, where they were written down')
    .option('--trace <on|off>', 'of a live call: from now on write each frame down, or stop it')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .option('--json', 'as the API answers it')
    .action(spans);
}

async function spans(call: string, { frames, trace, url, json }: SpansCommandOptions): Promise<void> {
  const { host, port, apiKey } = environmentSettings();
  if (url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(url))
    return refuse(`--url ${url}: give an origin, such as http://127.0.0.1:5050`);
  if (trace !== undefined && trace !== 'on' && trace !== 'off')
    return refuse(`--trace ${trace}: give on or off`);
  const { origin } = new URL(url ?? `http://${hostOf(host)}:${port}`);
  const api = serverApi(realWorld(pinoLog('silent')), { origin, apiKey });
  if (trace !== undefined) {
    const answer = await api.traceFrames(call, trace === 'on');
    if (!answer.ok) return refuse(answer.problem);
    console.log(
      trace === 'on'
        ? 'Each frame of the call is written down from now on.'
        : 'No more frames are written down.',
    );
    return;
  }
  const answer = await api.spans(call, frames === true);
  if (!answer.ok) return refuse(answer.problem);
  if (json === true) console.log(JSON.stringify(answer.spans, null, 2));
  else for (const line of spanLines(answer.spans)) console.log(line);
}

function refuse(problem: string): void {
  console.error(`offhook spans: ${problem}`);
  process.exitCode = 1;
}
