// Add test: makes a regression test of a call: its tape, with other numbers and names, without its voices.
import { loadConfig } from '../../agent/load-config.ts';
import type { ReadyAgent } from '../../agent/agent.ts';
import { differenceText } from '../../replay/difference.ts';
import { findTapes } from '../../replay/find-tapes.ts';
import { hideVoices } from '../../replay/hide-voices.ts';
import type { NamedText } from '../../replay/personal-edits.ts';
import { readTape, type ReadTape } from '../../replay/read-tape.ts';
import { replacePersonal } from '../../replay/replace-personal.ts';
import { rewriteTape, type ReplayHost } from '../../replay/replay-tape.ts';
import { withPlaces } from '../replay/places.ts';
import { replayHost } from '../replay/replay-host.ts';
import { addedLines } from './added-lines.ts';
import { isTestName, keptCalls } from './kept-calls.ts';

/** What was asked for. */
export interface AddTestOptions {
  readonly config: string;
  readonly name?: string;
  /** Each `old=new`. */
  readonly replace: readonly string[];
  readonly keepVoice: boolean;
}

/** Tells what it does on the standard output; resolves to what its user can mend, and then nothing was written. */
export async function addTest(call: string, options: AddTestOptions): Promise<string | null> {
  const named: NamedText[] = [];
  for (const pair of options.replace) {
    const read = namedText(pair);
    if (typeof read === 'string') return read;
    named.push(read);
  }
  if (options.name !== undefined && !isTestName(options.name))
    return `--name ${options.name}: give letters, digits, dots and dashes, such as booking`;
  const agent = await loadConfig(options.config);
  const kept = await keptCalls(options.config);
  let problem: string | null = null;
  await withPlaces(async (places) => {
    const texts = await findTapes(call, places);
    const [text] = texts;
    if (text === undefined || texts.length > 1) {
      problem = `${call} has ${texts.length} tapes, one of each process that it was in; a test is one tape: give the file of it`;
      return;
    }
    const tape = readTape(text);
    const name = options.name ?? tape.header.callId;
    if (await kept.has(name)) {
      problem = `${kept.pathOf(name)} is there already: give another --name, or delete it first`;
      return;
    }
    await using host = await replayHost(agent, places.settings);
    const made = await makeTest(tape, named, agent, host, options.keepVoice);
    if (!made.ok) {
      problem = made.problem;
      return;
    }
    const bytes = await kept.write(name, made.text);
    for (const line of addedLines({ ...made, callId: tape.header.callId, path: kept.pathOf(name), bytes }))
      console.log(line);
    console.log(`Run it with: offhook test ${name} --config ${options.config}`);
  });
  return problem;
}

async function makeTest(
  tape: ReadTape,
  named: readonly NamedText[],
  agent: ReadyAgent,
  host: ReplayHost,
  keepVoice: boolean,
) {
  const replaced = replacePersonal(tape, { named, languages: languagesOf(agent) });
  const today = await rewriteTape(replaced.tape, host);
  if (today.difference !== null)
    return refused("today's code and agent can't go through this call", differenceText(today.difference));
  // Held against the same call with its voices, so that what they alone change is seen.
  const hidden = keepVoice ? null : hideVoices(readTape(today.text));
  const done = hidden === null ? today : await rewriteTape(hidden.tape, host);
  const astray = hidden === null ? null : (done.difference ?? done.moved);
  if (astray !== null)
    return refused(
      'the call goes another way without its voices; keep them with --keep-voice, if the caller may be heard by whoever has the test',
      differenceText(astray),
    );
  return {
    ok: true as const,
    text: done.text,
    counts: replaced.counts,
    sounds: hidden?.sounds ?? null,
    left: replaced.leftIn(done.text),
    moved: today.moved,
    whole: tape.whole,
    named: named.length > 0,
  };
}

function refused(why: string, difference: string) {
  return { ok: false as const, problem: `no test was made: ${why}.\n${difference}` };
}

function languagesOf({ language, languages }: ReadyAgent): readonly string[] {
  return [language, ...languages.map((one) => one.language)];
}

function namedText(pair: string): NamedText | string {
  const at = pair.indexOf('=');
  const [text, put] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
  // What is to be replaced is personal: it is told by what stands for it.
  if (text === '')
    return `--replace: give what is to be replaced and what by, such as "Maria Lopez=Jane Doe"`;
  if (put.toLowerCase().includes(text.toLowerCase()))
    return `--replace …=${put}: what is to be replaced stands in what it is replaced by`;
  return { text, put };
}
