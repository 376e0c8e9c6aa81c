// offhook replay: runs a call again through today's code and agent, and says whether it goes the same way.
import { Command } from 'commander';
import { loadConfig } from '../agent/load-config.ts';
import { differenceText } from '../replay/difference.ts';
import { findTapes } from '../replay/find-tapes.ts';
import { readTape } from '../replay/read-tape.ts';
import { replayTape, type Replay } from '../replay/replay-tape.ts';
import { withPlaces } from './replay/places.ts';
import { replayHost } from './replay/replay-host.ts';

interface ReplayCommandOptions {
  readonly config: string;
}

/** `offhook replay`. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('run a call again, from its tape, through the code and the agent of today')
    .argument('<call>', "the call's id, or its carrier's, or a file with a tape")
    .option('-c, --config <path>', 'the agent: a file, or a directory with an offhook.config.ts', '.')
    .action(replay);
}

async function replay(name: string, { config }: ReplayCommandOptions): Promise<void> {
  const agent = await loadConfig(config);
  await withPlaces(async (places) => {
    await using host = await replayHost(agent, places.settings);
    for (const text of await findTapes(name, places)) {
      const tape = readTape(text);
      const began = performance.now();
      const done = await replayTape(tape, host);
      console.log(resultLine(tape.header.callId, done, performance.now() - began, tape.whole));
      if (done.difference === null) continue;
      console.log(differenceText(done.difference));
      process.exitCode = 1;
    }
  });
}

function resultLine(
  callId: string,
  { difference, lines, tapeMs }: Replay,
  tookMs: number,
  whole: boolean,
): string {
  const length = `${(tapeMs / 1000).toFixed(1)} s${whole ? '' : ' (its tape breaks off there)'}`;
  const went = `${callId}: ${length}, ${lines} lines, gone through in ${(tookMs / 1000).toFixed(2)} s`;
  return difference === null ? `${went}. The same, bit for bit.` : `${went}. Not the same.`;
}
