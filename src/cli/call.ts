// offhook call: dials the running server as a carrier does, and holds a conversation in the terminal.
import { Command, Option } from 'commander';
import { loadConfig } from '../agent/load-config.ts';
import { durationMs } from '../agent/duration.ts';
import { environmentSettings } from '../server/environment.ts';
import { espeak } from '../testing/live/espeak.ts';
import { CALL_CARRIERS, type CallCarrierName } from './call/call-carriers.ts';
import { rehearsed, startOwnServer } from './call/own-server.ts';
import { callTarget, HUMANS, SOME_CALLER } from './call/call-target.ts';
import { scenarioNames } from './call/find-scenario.ts';
import { makeCall } from './call/make-call.ts';
import { TYPED_HELP } from './call/play-typed.ts';
import { chosenSteps, type ScriptOptions } from './call/chosen-steps.ts';
import { STEP_FORMS } from './call/scenario.ts';
import type { Pipeline } from '../agent/pipeline-options.ts';

interface CallCommandOptions extends ScriptOptions {
  readonly carrier: CallCarrierName;
  readonly url?: string;
  readonly path?: string;
  readonly pipeline?: Pipeline['kind'];
  readonly config: string;
  readonly from: string;
  readonly to?: string;
  readonly state?: string;
  readonly human?: keyof typeof HUMANS;
  readonly max: string;
  readonly out?: string;
}

/** `offhook call`. */
export function callCommand(): Command {
  const humans = new Option(
    '--human <what>',
    'what a human does who is dialled (default: answers; in a rehearsal as their number has it)',
  ).choices(Object.keys(HUMANS));
  const carriers = new Option('-c, --carrier <name>', 'as whom the server is called')
    .choices(Object.keys(CALL_CARRIERS))
    .default('twilio');
  return new Command('call')
    .description('call the running server as a carrier does, and hold a conversation')
    .addOption(carriers)
    .option('-s, --scenario <name|file>', `what the caller does: ${scenarioNames().join(', ')}, or a file`)
    .option('-w, --wav <file>', 'play a WAV file as the caller')
    .option('-d, --digits <keys>', 'press keys once the agent has spoken, e.g. 12#')
    .addOption(
      new Option(
        '--pipeline <kind>',
        'call a server of its own for this call, which rehearses this pipeline without any key',
      ).choices(['realtime', 'cascading', 'managed']),
    )
    .option('--config <path>', 'the agent of a server of its own', '.')
    .option('--url <origin>', 'the server (default: this machine, port PORT)')
    .option('--path <path>', "the agent's voice webhook (default: the carrier's)")
    .option('--from <number>', 'who calls', SOME_CALLER)
    .option('--to <number>', 'the number that is called (default: TWILIO_PHONE_NUMBER)')
    .option('--state <code>', "the caller's state, e.g. CA")
    .addOption(humans)
    .option('--max <duration>', 'the longest the call may take', '5m')
    .option('-o, --out <file>', 'where the recording goes (default: calls/ below DATA_DIR)')
    .addHelpText('after', `\nWithout --scenario, --wav and --digits, at a terminal: ${TYPED_HELP}`)
    .addHelpText('after', `\nA scenario is a text file, one step a line:\n  ${STEP_FORMS.join('\n  ')}`)
    .action(call);
}

async function call(options: CallCommandOptions): Promise<void> {
  const given = environmentSettings();
  const synthesiser = espeak('caller');
  const script = await chosenSteps(options, process.stdin.isTTY, synthesiser);
  if (!script.ok) return refuse(script.problem);
  if (options.pipeline === 'managed' && options.carrier !== 'twilio')
    return refuse(`--pipeline managed is Twilio's alone: leave --carrier ${options.carrier} out`);
  if (options.pipeline !== undefined && options.url !== undefined)
    return refuse('--pipeline calls a server of its own and --url another one: give one of them');
  await using own =
    options.pipeline === undefined
      ? null
      : await startOwnServer({
          agent: rehearsed(await loadConfig(options.config), options.pipeline),
          given,
          rehearses: options.pipeline,
        });
  const settings = own?.settings ?? given;
  const target = callTarget(own === null ? options : { ...options, url: own.url }, settings);
  if (!target.ok) return refuse(target.problem);
  const msMax = durationMs(options.max);
  if (msMax === null || msMax < 1000)
    return refuse(`--max ${options.max}: give a duration, such as 90s or 5m`);
  const human = options.human === undefined ? null : HUMANS[options.human];
  const by = options.carrier === 'twilio' ? '' : ` by ${options.carrier}`;
  const { origin, path, from } = target.target;
  console.log(`Calling ${origin}${path} as ${from}${by}: ${script.what}.`);
  const { dataDir } = given;
  await makeCall({
    target: target.target,
    steps: script.steps,
    human,
    msMax,
    lingersMs: 0,
    dataDir,
    out: options.out ?? null,
  });
}

function refuse(problem: string): void {
  console.error(`offhook call: ${problem}`);
  process.exitCode = 1;
}
