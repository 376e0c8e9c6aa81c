// offhook test: replays the calls that are kept beside an agent, and makes such a test of a call.
import { Command } from 'commander';
import { addTest } from './test/add-test.ts';
import { runTests } from './test/run-tests.ts';

interface TestCommandOptions {
  readonly config?: string;
  readonly update?: true;
}

interface AddCommandOptions {
  readonly config?: string;
  readonly name?: string;
  readonly replace: readonly string[];
  readonly keepVoice?: true;
}

const CONFIG = 'the agent: a file, or a directory with an offhook.config.ts (default: ".")';

/** `offhook test`. */
export function testCommand(): Command {
  const test = new Command('test')
    .description('replay the calls that are kept beside the agent, and say which go another way')
    .argument('[names...]', 'which of them (default: all)')
    .option('-c, --config <path>', CONFIG)
    .option('--update', 'write down what goes out today in place of what did')
    // So that an option behind `add` is its own.
    .enablePositionalOptions()
    .action(async (names: readonly string[], { config = '.', update }: TestCommandOptions) =>
      tell('test', await runTests(names, { config, update: update === true })),
    );
  return test.addCommand(addCommand(() => test.opts<TestCommandOptions>().config));
}

function addCommand(configBefore: () => string | undefined): Command {
  return new Command('add')
    .description('keep a call as a test, without the numbers, addresses and voices of people')
    .argument('<call>', "the call's id, or its carrier's, or a file with a tape")
    .option('-n, --name <name>', "what the test is called (default: the call's id)")
    .option('-c, --config <path>', CONFIG)
    .option('-r, --replace <old=new>', 'a name, or another text, and what is to stand for it', collected, [])
    .option('--keep-voice', 'leave the sound as it is: who has the test hears the caller')
    .action(async (call: string, { config, keepVoice, ...options }: AddCommandOptions) =>
      tell(
        'test add',
        await addTest(call, {
          ...options,
          config: config ?? configBefore() ?? '.',
          keepVoice: keepVoice === true,
        }),
      ),
    );
}

function collected(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}

function tell(command: string, problem: string | null): void {
  if (problem === null) return;
  console.error(`offhook ${command}: ${problem}`);
  process.exitCode = 1;
}
