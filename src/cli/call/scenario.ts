// Scenario: what a scripted caller does, step by step, read from a few lines of plain text.
import { durationMs } from '../../agent/duration.ts';

/** One thing the caller does or waits for. `line` is where it stands in its file, from 1; 0 when it stands in none. */
export type Step = { readonly line: number } & (
  | { readonly kind: 'say'; readonly text: string }
  /** Speaks `afterMs` into what the agent says next. */
  | { readonly kind: 'interrupt'; readonly afterMs: number; readonly text: string }
  | { readonly kind: 'press'; readonly keys: string }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'wait'; readonly for: Awaited; readonly withinMs: number }
  | { readonly kind: 'hang-up' }
);

/**
 * `agent`: has spoken and fallen silent. `greeting`: the same, or has said nothing for some seconds. `transfer`: a human
 * is being dialled. `end`: the other side ended the call.
 */
export type Awaited = 'agent' | 'greeting' | 'transfer' | 'end';

/** The steps of a scenario, or what is wrong with its text. */
export type ScenarioRead =
  | { readonly ok: true; readonly steps: readonly Step[] }
  /** A sentence that names the line. */
  | { readonly ok: false; readonly problem: string };

/** How long each may take where the scenario names no bound. */
const WITHIN_MS: Readonly<Record<Awaited, number>> = {
  agent: 20_000,
  greeting: 20_000,
  transfer: 20_000,
  end: 60_000,
};

/** A scenario has a handful of steps. */
const STEPS_MAX = 200;

/** Every form of a step, for people. */
export const STEP_FORMS: readonly string[] = [
  'say: <text>',
  'interrupt after 800ms: <text>',
  'press: 12#',
  'wait: agent | greeting | transfer | end [within 20s]',
  'wait: 2s',
  'hang up',
];
const GRAMMAR = STEP_FORMS.join(', ');

/** Reads a scenario: one step a line; empty lines and lines that begin with `#` count for nothing. */
export function readScenario(text: string): ScenarioRead {
  const steps: Step[] = [];
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const written = raw.trim();
    if (written === '' || written.startsWith('#')) continue;
    const step = stepOf(written, at + 1);
    if (step === null)
      return { ok: false, problem: `line ${at + 1} is no step: "${written}". Steps are: ${GRAMMAR}.` };
    steps.push(step);
  }
  if (steps.length === 0) return { ok: false, problem: `it has no steps. Steps are: ${GRAMMAR}.` };
  if (steps.length > STEPS_MAX) return { ok: false, problem: `it has more than ${STEPS_MAX} steps.` };
  return { ok: true, steps };
}

/** The step as it would be written. */
export function writtenStep(step: Step): string {
  switch (step.kind) {
    case 'say':
      return `say: ${step.text}`;
    case 'interrupt':
      return `interrupt after ${step.afterMs}ms: ${step.text}`;
    case 'press':
      return `press: ${step.keys}`;
    case 'pause':
      return `wait: ${step.ms}ms`;
    case 'wait':
      return `wait: ${step.for}`;
    case 'hang-up':
      return 'hang up';
  }
}

function stepOf(written: string, line: number): Step | null {
  if (/^hang[ -]?up$/i.test(written)) return { kind: 'hang-up', line };
  const [, head = '', rest = ''] = /^([^:]+?)\s*:\s*(.+)$/.exec(written) ?? [];
  const name = head.toLowerCase();
  if (name === 'say') return { kind: 'say', text: rest, line };
  if (name === 'press') {
    const keys = rest.replaceAll(/\s/g, '');
    return /^[0-9*#]{1,64}$/.test(keys) ? { kind: 'press', keys, line } : null;
  }
  if (name === 'wait') return waitOf(rest.toLowerCase(), line);
  const afterMs = durationMs(/^interrupt after (\S+)$/.exec(name)?.[1] ?? '');
  return afterMs === null ? null : { kind: 'interrupt', afterMs, text: rest, line };
}

function waitOf(what: string, line: number): Step | null {
  const ms = durationMs(what);
  if (ms !== null) return { kind: 'pause', ms, line };
  const [, name, within] = /^(agent|greeting|transfer|end)(?: within (\S+))?$/.exec(what) ?? [];
  if (name === undefined || !isAwaited(name)) return null;
  const withinMs = within === undefined ? WITHIN_MS[name] : durationMs(within);
  return withinMs === null ? null : { kind: 'wait', for: name, withinMs, line };
}

function isAwaited(name: string): name is Awaited {
  return Object.hasOwn(WITHIN_MS, name);
}
