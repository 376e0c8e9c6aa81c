// offhook replay: runs a call again through today's code and agent, and says whether it goes the same way.
import { Command } from 'commander';
import type { ReadyAgent } from '../agent/agent.ts';
import { loadConfig } from '../agent/load-config.ts';
import { differenceText } from '../replay/difference.ts';
import { findTapes } from '../replay/find-tapes.ts';
import { readTape } from '../replay/read-tape.ts';
import { replayTape, type Replay } from '../replay/replay-tape.ts';
import { fork } from './replay/fork.ts';
import { withPlaces, type Places } from './replay/places.ts';
import { replayHost } from './replay/replay-host.ts';

interface ReplayCommandOptions {
  readonly config: string;
  readonly from?: string;
  readonly live?: true;
  readonly say: readonly string[];
  readonly scenario?: string;
}

/** `offhook replay`. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('run a call again, from its tape, through the code and the agent of today')
    .argument('<call>', "the call's id, or its carrier's, or a file with a tape")
    .option('-c, --config <path>', 'the agent: a file, or a directory with an offhook.config.ts', '.')
    .option('--from <turn>', 'with --live: leave the call before what its caller said in this turn, from 1')
    .option('--live', 'go on from there with a live model and a caller of your own')
    .option('--say <text...>', 'what that caller says, one turn each', [])
    .option('--scenario <name|file>', 'what that caller does (default: what you type)')
    .action(replay);
}

async function replay(name: string, options: ReplayCommandOptions): Promise<void> {
  const { config, from, live = false } = options;
  if (live !== (from !== undefined)) return refuse('give --from <turn> and --live together');
  const agent = await loadConfig(config);
  await withPlaces(async (places) => {
    if (from !== undefined) return forkAt(Number(from), name, agent, places, options);
    await using host = await replayHost(agent, places.settings);
    const tapes = (await findTapes(name, places)).map((text) => readTape(text));
    if (tapes[0]?.header.isNew === false)
      console.log(
        'How the call began is not here: it was with another process then, whose tape is on another disk, or lost.',
      );
    for (const tape of tapes) {
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

async function forkAt(
  turn: number,
  name: string,
  agent: ReadyAgent,
  { store, settings }: Places,
  { say, scenario }: ReplayCommandOptions,
): Promise<void> {
  if (!Number.isInteger(turn) || turn < 1) return refuse('--from: give a turn, a whole number from 1');
  const call = await store.call(name);
  if (call === null) return refuse(`${name} is no call in this store`);
  const records = await store.journal(call.id);
  const forked = { agent, settings, records, turn, say, ...(scenario === undefined ? {} : { scenario }) };
  const problem = await fork(forked);
  if (problem !== null) refuse(problem);
}

function refuse(problem: string): void {
  console.error(`offhook replay: ${problem}`);
  process.exitCode = 1;
}
