// Chosen steps: what the caller is going to do, from the options, with every sound made before the phone rings.
import type { Synthesiser } from '../../testing/rehearsal/voice/rehearsal-voice.ts';
import { spokenSound, wavSound, type Sound } from './caller-sound.ts';
import { findScenario } from './find-scenario.ts';
import type { PlayableStep } from './play-steps.ts';
import type { Step } from './scenario.ts';

/** At most one of these. */
export interface ScriptOptions {
  readonly scenario?: string;
  readonly wav?: string;
  readonly digits?: string;
}

/** What the caller will do, or why that cannot be. */
export type ChosenSteps =
  /** `steps` null: a person types. `what`: for people. */
  | { readonly ok: true; readonly steps: readonly PlayableStep[] | null; readonly what: string }
  | { readonly ok: false; readonly problem: string };

/** Without options and without a person: the one that shows most. */
const DEFAULT_SCENARIO = 'booking';

const SILENT = new Uint8Array();

/** The steps that are asked for. `person`: somebody sits at the keyboard. */
export async function chosenSteps(
  options: ScriptOptions,
  person: boolean,
  synthesiser: Synthesiser,
): Promise<ChosenSteps> {
  const { scenario, wav, digits } = options;
  if ([scenario, wav, digits].filter((option) => option !== undefined).length > 1)
    return { ok: false, problem: 'give one of --scenario, --wav and --digits, not several.' };
  if (wav !== undefined) return wavSteps(wav);
  if (digits !== undefined) return digitSteps(digits);
  if (scenario === undefined && person) return { ok: true, steps: null, what: 'you speak' };
  const name = scenario ?? DEFAULT_SCENARIO;
  const read = await scenarioSteps(name, synthesiser);
  const why = scenario === undefined ? ', since nobody can type here' : '';
  return read.ok ? { ...read, what: `scenario ${name}${why}` } : read;
}

/** The steps of a shipped scenario, or of a file, with their sounds. */
export async function scenarioSteps(
  name: string,
  synthesiser: Synthesiser,
): Promise<
  | { readonly ok: true; readonly steps: readonly PlayableStep[] }
  | { readonly ok: false; readonly problem: string }
> {
  const found = findScenario(name);
  return found.ok ? soundedSteps(`scenario ${name}`, found.steps, synthesiser) : found;
}

/** The same steps, with their sounds; `name`: where they stand. */
export async function soundedSteps(
  name: string,
  wanted: readonly Step[],
  synthesiser: Synthesiser,
): ReturnType<typeof scenarioSteps> {
  const steps: PlayableStep[] = [];
  for (const step of wanted) {
    const sound = await soundOf(step, synthesiser);
    if (!sound.ok) return { ok: false, problem: `${name}, line ${step.line}: ${sound.problem}` };
    steps.push({ step, sound: sound.bytes });
  }
  return { ok: true, steps };
}

async function soundOf(step: Step, synthesiser: Synthesiser): Promise<Sound> {
  return step.kind === 'say' || step.kind === 'interrupt'
    ? spokenSound(step.text, synthesiser)
    : { ok: true, bytes: SILENT };
}

/** The agent's greeting is heard first; an agent that has none is spoken to after a while. */
const GREETING: PlayableStep = {
  step: { kind: 'wait', for: 'greeting', withinMs: 20_000, line: 0 },
  sound: SILENT,
};

function wavSteps(path: string): ChosenSteps {
  const sound = wavSound(path);
  if (!sound.ok) return sound;
  const step: Step = { kind: 'say', text: path, line: 0 };
  return { ok: true, steps: [GREETING, { step, sound: sound.bytes }], what: path };
}

function digitSteps(digits: string): ChosenSteps {
  const keys = digits.replaceAll(/\s/g, '');
  if (!/^[0-9*#]{1,64}$/.test(keys))
    return { ok: false, problem: `--digits ${digits}: give up to 64 of 0-9, * and #.` };
  const step: Step = { kind: 'press', keys, line: 0 };
  return { ok: true, steps: [GREETING, { step, sound: SILENT }], what: `pressing ${keys}` };
}
