// Play steps: carries out a scenario on a live call, each step within its bound.
import type { CallFault } from './call-report.ts';
import type { Caller, WaitResult } from './caller.ts';
import { writtenStep, type Step } from './scenario.ts';

/** The agent is done when it has been quiet for this long. */
const QUIET_MS = 800;
/** After the last step the agent may still want to add something. */
const LAST_QUIET_MS = 2500;
const LAST_MS_MAX = 30_000;
/** How long the agent may speak at a time. */
const AGENT_TURN_MS_MAX = 60_000;
/** A caller who hears nothing for this long hangs up. */
const FIRST_SOUND_MS_MAX = 5000;

/** A step with what is spoken in it; empty where nothing is. */
export interface PlayableStep {
  readonly step: Step;
  readonly sound: Uint8Array;
}

/** What steps are played on. */
export interface StepHost {
  readonly caller: Caller;
  /** True while the agent is quiet because it works on something. */
  readonly busy: () => boolean;
  /** Told what the caller is about to say, or to press. */
  readonly says: (text: string) => void;
  readonly presses: (keys: string) => void;
}

/**
 * Plays the steps in order; without a last word on the end it then waits until the agent is done. Hangs up only where a
 * step says so. The fault names the step that could not be done; null when each was.
 */
export async function playSteps(steps: readonly PlayableStep[], host: StepHost): Promise<CallFault | null> {
  for (const playable of steps) {
    const fault = await play(playable, host);
    if (fault !== null) return fault;
  }
  const last = steps.at(-1)?.step.kind;
  return last === 'hang-up' || last === 'wait' ? null : agentIsDone(host);
}

/** Waits until the agent has answered and said all it wants to; that the call ends is as good. */
export async function agentIsDone(host: StepHost): Promise<CallFault | null> {
  const result = await agentSpoke(host, LAST_MS_MAX, LAST_QUIET_MS);
  if (result === 'unheard') return unheard(host.caller);
  if (result !== 'late') return null;
  return {
    kind: 'step',
    message: `The agent had not answered and finished ${LAST_MS_MAX / 1000} s after the caller.`,
  };
}

/** The fault of an agent that was never heard, though there was time; null where it was. */
export function unheardFault(caller: Caller): CallFault | null {
  const { record, nowMs } = caller.call;
  const startedMs = record.streams[0]?.startedMs ?? nowMs;
  return caller.ear.firstSoundMs === null && nowMs - startedMs >= FIRST_SOUND_MS_MAX ? unheard(caller) : null;
}

async function play({ step, sound }: PlayableStep, host: StepHost): Promise<CallFault | null> {
  const { caller } = host;
  const { call } = caller;
  switch (step.kind) {
    case 'say':
      host.says(step.text);
      return (await caller.speak(sound)) ? null : missed(step, 'the call had ended.');
    case 'press':
      host.presses(step.keys);
      return (await caller.press(step.keys)) ? null : missed(step, 'no stream was open.');
    case 'pause':
      await caller.pause(step.ms);
      return call.ending === null ? null : missed(step, 'the call ended.');
    case 'hang-up':
      call.hangUp();
      return null;
    case 'interrupt': {
      const began = await agentBegan(host, AGENT_ANSWER_MS_MAX);
      if (began !== 'held') return agentFault(step, began, AGENT_ANSWER_MS_MAX, caller);
      await caller.pause(step.afterMs);
      if (!call.playing)
        return missed(step, 'the agent had fallen silent, so there was nothing to interrupt.');
      host.says(step.text);
      return (await caller.speak(sound)) ? null : missed(step, 'the call ended.');
    }
    case 'wait':
      return waitFor(step, host);
  }
}

/** How long a caller who means to interrupt waits for something to interrupt. */
const AGENT_ANSWER_MS_MAX = 15_000;

async function waitFor(
  step: Extract<Step, { readonly kind: 'wait' }>,
  host: StepHost,
): Promise<CallFault | null> {
  const { caller } = host;
  const { record } = caller.call;
  const within = `within ${step.withinMs / 1000} s`;
  switch (step.for) {
    case 'agent':
      return agentFault(step, await agentSpoke(host, step.withinMs, QUIET_MS), step.withinMs, caller);
    case 'greeting': {
      const result = await agentSpoke(host, step.withinMs, QUIET_MS);
      return result === 'unheard' ? null : agentFault(step, result, step.withinMs, caller);
    }
    case 'transfer': {
      const dialled = (): boolean =>
        record.verbs.some(({ kind }) => kind === 'dial' || kind === 'conference');
      const result = await caller.wait(dialled, step.withinMs);
      if (result === 'held' || dialled()) return null;
      const what =
        result === 'ended' ? 'the call ended and nobody was dialled' : `nobody was dialled ${within}`;
      return missed(step, `${what}; is HUMAN_TRANSFER_NUMBER set where the server runs?`);
    }
    case 'end': {
      const result = await caller.wait(() => false, step.withinMs);
      return result === 'ended' ? null : missed(step, `the other side did not end the call ${within}.`);
    }
  }
}

/** Since the caller last did anything the agent has begun to speak. */
async function agentBegan({ caller }: StepHost, withinMs: number): Promise<WaitResult | 'unheard'> {
  const msMax = caller.ear.firstSoundMs === null ? Math.min(FIRST_SOUND_MS_MAX, withinMs) : withinMs;
  const result = await caller.wait(() => caller.answered, msMax);
  return result === 'late' && caller.ear.firstSoundMs === null ? 'unheard' : result;
}

/** … and has been quiet for `quietMs`. */
async function agentSpoke(
  host: StepHost,
  withinMs: number,
  quietMs: number,
): Promise<WaitResult | 'unheard'> {
  const { caller } = host;
  const began = await agentBegan(host, withinMs);
  if (began !== 'held') return began;
  return caller.wait(() => caller.call.quietMs >= quietMs && !host.busy(), AGENT_TURN_MS_MAX);
}

function agentFault(
  step: Step,
  result: WaitResult | 'unheard',
  withinMs: number,
  caller: Caller,
): CallFault | null {
  if (result === 'held') return null;
  if (result === 'unheard') return unheard(caller);
  return missed(
    step,
    result === 'ended' ? 'the call ended.' : `the agent was not through ${withinMs / 1000} s later.`,
  );
}

function unheard({ call }: Caller): CallFault {
  const said = call.record.says.map(({ text }) => ` The carrier's own voice said: "${text}"`).join('');
  return {
    kind: 'no-sound',
    message: `The agent was not heard within ${FIRST_SOUND_MS_MAX / 1000} s. The server's log says why.${said}`,
  };
}

function missed(step: Step, problem: string): CallFault {
  const where = step.line === 0 ? '' : ` (line ${step.line})`;
  return { kind: 'step', message: `The step "${writtenStep(step)}"${where} was not done: ${problem}` };
}
