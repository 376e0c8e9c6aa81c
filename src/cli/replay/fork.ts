// Fork: a call that goes on, live, from one of its caller's turns, with the agent and the model of today.
import type { ReadyAgent } from '../../agent/agent.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { forkRecords } from '../../replay/fork-records.ts';
import { hasNoKeys, notSet } from '../../server/pipeline-model.ts';
import type { Settings } from '../../server/settings.ts';
import { espeak } from '../../testing/live/espeak.ts';
import { callTarget } from '../call/call-target.ts';
import { chosenSteps, soundedSteps, type ChosenSteps } from '../call/chosen-steps.ts';
import { makeCall } from '../call/make-call.ts';
import { startOwnServer } from '../call/own-server.ts';
import type { Step } from '../call/scenario.ts';

/** The longest that a fork may go on. */
const FORK_MS_MAX = 10 * 60_000;

/** How long the caller stays on the phone for the last answer. */
const LINGERS_MS = 10_000;

/** Which call, from where on, and what its caller does then. */
export interface ForkOptions {
  readonly agent: ReadyAgent;
  readonly settings: Settings;
  /** The whole journal of the call. */
  readonly records: readonly JournalRecord[];
  /** Before which of its caller's turns it is left, from 1. */
  readonly turn: number;
  /** What the caller says, one turn each; empty: what the scenario says, or whoever types. */
  readonly say: readonly string[];
  readonly scenario?: string;
}

/** Makes the call; the process exits with 1 where it does not go as it should. A problem in the options is returned. */
export async function fork({
  agent,
  settings: given,
  records,
  turn,
  say,
  scenario,
}: ForkOptions): Promise<string | null> {
  const opened = records[0]?.event;
  if (opened?.kind !== 'call.opened') return 'the call has no journal any more';
  const goesOn = forkRecords(records, turn);
  const script = await stepsOf(say, scenario);
  if (!script.ok) return script.problem;
  const rehearses = hasNoKeys(agent, given);
  await using own = await startOwnServer({
    // It was greeted, and what was known of the caller is known.
    agent: { ...agent, greeting: null, variables: () => opened.variables },
    given,
    rehearses: rehearses ? agent.pipeline.kind : null,
    goesOn,
  });
  const { direction, from, to } = opened;
  const numbers = direction === 'inbound' ? { from, to } : { from: to, to: from };
  const target = callTarget({ ...numbers, url: own.url }, own.settings);
  if (!target.ok) return target.problem;
  for (const line of before(goesOn)) console.log(line);
  const model = rehearses ? `the rehearsal model (${notSet(agent.pipeline, given)})` : 'the model';
  console.log(`From here on live, with ${model}: ${script.what}.`);
  const { dataDir } = given;
  await makeCall({
    target: target.target,
    steps: script.steps,
    human: null,
    msMax: FORK_MS_MAX,
    lingersMs: LINGERS_MS,
    dataDir,
    out: null,
  });
  return null;
}

/** What was said before, for whoever goes on. */
function before(records: readonly JournalRecord[]): readonly string[] {
  return records.flatMap(({ atMs, event }) => {
    const at = `${(atMs / 1000).toFixed(1).padStart(6)} s`;
    if (event.kind === 'caller.said') return [`${at}  caller  ${event.text}`];
    return event.kind === 'agent.said' ? [`${at}  agent   ${event.heard}`] : [];
  });
}

async function stepsOf(say: readonly string[], scenario: string | undefined): Promise<ChosenSteps> {
  const synthesiser = espeak('caller');
  if (say.length === 0) {
    const chosen = await chosenSteps(
      scenario === undefined ? {} : { scenario },
      process.stdin.isTTY,
      synthesiser,
    );
    // Nobody is greeted here: the caller begins.
    const first = chosen.ok ? (chosen.steps ?? []).findIndex(({ step }) => step.kind !== 'wait') : -1;
    return chosen.ok && first > 0 ? { ...chosen, steps: chosen.steps?.slice(first) ?? null } : chosen;
  }
  if (scenario !== undefined) return { ok: false, problem: 'give --say or --scenario, not both' };
  const steps = say.flatMap((text, index): Step[] => {
    const line = index + 1;
    const said: Step = { kind: 'say', text, line };
    // The last thing said may end the call.
    return line === say.length ? [said] : [said, { kind: 'wait', for: 'agent', withinMs: 30_000, line }];
  });
  const sounded = await soundedSteps('--say', steps, synthesiser);
  return sounded.ok
    ? { ...sounded, what: `the caller says ${say.length === 1 ? 'one thing' : `${say.length} things`}` }
    : sounded;
}
