// Run tests: replays the calls that are kept beside an agent's config, in virtual time, one line each.
import { loadConfig } from '../../agent/load-config.ts';
import { OffhookError } from '../../base/errors.ts';
import { differenceText } from '../../replay/difference.ts';
import { readTape, type ReadTape } from '../../replay/read-tape.ts';
import { replayTape, rewriteTape, type ReplayHost } from '../../replay/replay-tape.ts';
import { environmentSettings } from '../../server/environment.ts';
import { replayHost } from '../replay/replay-host.ts';
import { keptCalls, type KeptCalls } from './kept-calls.ts';

/** What was asked for. */
export interface RunTestsOptions {
  readonly config: string;
  /** True: what goes out today is written down in place of what did. */
  readonly update: boolean;
}

/** Tells how each went on the standard output; resolves to what its user can mend. An empty `names`: all of them. */
export async function runTests(names: readonly string[], options: RunTestsOptions): Promise<string | null> {
  const { config, update } = options;
  const agent = await loadConfig(config);
  const kept = await keptCalls(config);
  const all = await kept.names();
  if (all.length === 0)
    return `there is no test in ${kept.pathOf('*')}: make one of a call with offhook test add <call> --config ${config}`;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) return `${kept.pathOf(unknown)} is not there; there are: ${all.join(', ')}`;
  await using host = await replayHost(agent, environmentSettings());
  const chosen = names.length === 0 ? all : all.filter((name) => names.includes(name));
  const width = Math.max(...chosen.map(({ length }) => length));
  let failed = 0;
  for (const name of chosen) if (!(await runTest(name, kept, host, update, width))) failed += 1;
  if (failed === 0) return null;
  const which = `${failed} of ${chosen.length} ${failed === 1 ? 'goes' : 'go'} another way`;
  return update
    ? `${which}, and cannot be written anew: delete ${failed === 1 ? 'it' : 'them'}, and make a test of a call of today`
    : `${which}. Where that is meant, have it written anew: offhook test --update --config ${config}`;
}

async function runTest(
  name: string,
  kept: KeptCalls,
  host: ReplayHost,
  update: boolean,
  width: number,
): Promise<boolean> {
  const tape = await readable(name, kept);
  if (tape === null) return false;
  const { difference, lines, tapeMs } = await replayTape(tape, host);
  const told = `${name.padEnd(width)}  ${(tapeMs / 1000).toFixed(1)} s  ${lines} lines`;
  if (difference === null) {
    console.log(`✔ ${told}`);
    return true;
  }
  if (!update) {
    console.log(`✖ ${told}\n${differenceText(difference)}`);
    return false;
  }
  const anew = await rewriteTape(tape, host);
  if (anew.difference !== null) {
    console.log(`✖ ${told}\n${differenceText(anew.difference)}`);
    return false;
  }
  await kept.write(name, anew.text);
  console.log(
    `✎ ${name.padEnd(width)}  ${(anew.tapeMs / 1000).toFixed(1)} s  ${anew.changed} lines written anew, the first:`,
  );
  console.log(differenceText(difference));
  return true;
}

/** One that cannot be read has failed, and the others are run all the same. */
async function readable(name: string, kept: KeptCalls): Promise<ReadTape | null> {
  try {
    return readTape(await kept.read(name));
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    console.log(`✖ ${name}  ${error.message}`);
    return null;
  }
}
