// offhook doctor: says what works, what is broken and how to mend it.
import { Command } from 'commander';
import type { ReadyAgent } from '../agent/agent.ts';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../agent/load-config.ts';
import { OffhookError } from '../base/errors.ts';
import { environmentSettings } from '../server/environment.ts';
import type { Settings } from '../server/settings.ts';
import { pinoLog } from '../server/world/pino-log.ts';
import { realWorld } from '../server/world/real-world.ts';
import { hostOf } from './call/call-target.ts';
import { checkNode } from './doctor/check-machine.ts';
import { examine } from './doctor/examine.ts';
import { broken, findingLines, ok, open, type Finding } from './doctor/finding.ts';
import { thisMachine } from './doctor/this-machine.ts';

/** `offhook doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check keys, addresses, webhooks and this machine, and say how to mend what is wrong')
    .option(
      '-c, --config <path>',
      'the agent: a file, or a directory with an offhook.config.ts (default: here)',
    )
    .action(doctor);
}

async function doctor(options: { readonly config?: string }): Promise<void> {
  let brokenCount = 0;
  const tell = (finding: Finding): void => {
    if (finding.status === 'broken') brokenCount += 1;
    for (const line of findingLines(finding)) console.log(line);
  };
  tell(checkNode({ nodeVersion: process.versions.node }));
  const settings = settingsOrFinding();
  if ('status' in settings) tell(settings);
  else {
    tell(ok('Environment', 'every variable fits'));
    const { agent, finding } = await agentAndFinding(options.config);
    tell(finding);
    for await (const found of examine({
      world: realWorld(pinoLog('silent')),
      machine: thisMachine(settings),
      settings,
      agent,
      paths: (agent ?? defineAgent({ name: 'nobody', instructions: 'None.' })).paths,
      localOrigin: `http://${hostOf(settings.host)}:${settings.port}`,
      clockOffsetsMs: [],
    }))
      tell(found);
  }
  console.log('');
  if (brokenCount === 0)
    console.log('Nothing is broken. What has a – is not set up, or not to be known now.');
  else console.log(brokenCount === 1 ? 'One thing is broken.' : `${brokenCount} things are broken.`);
  if (brokenCount > 0) process.exitCode = 1;
}

function settingsOrFinding(): Settings | Finding {
  try {
    return environmentSettings();
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    return broken('Environment', error.message, 'Correct these; nothing else can be checked before.');
  }
}

async function agentAndFinding(
  config: string | undefined,
): Promise<{ readonly agent: ReadyAgent | null; readonly finding: Finding }> {
  const name = 'Agent';
  try {
    const agent = await loadConfig(config ?? '.');
    const tools = agent.tools.map((tool) => tool.name).join(', ');
    return { agent, finding: ok(name, `${agent.name}, with ${tools}`) };
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    if (config === undefined && error.code === 'CONFIG_NOT_FOUND')
      return {
        agent: null,
        finding: open(name, 'there is no offhook.config.ts here: name one with --config to have it checked'),
      };
    return {
      agent: null,
      finding: broken(name, error.message, 'Correct the config, or name another with --config.'),
    };
  }
}
