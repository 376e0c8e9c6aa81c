// One simulated call: a caller, a carrier's line, models, functions and an operator, all by chance of one seed.
import type { Frame } from '../../src/frames/frame.ts';
import type { ToolRun } from './sim-tools.ts';
import { sessionSettings } from '../../src/server/calls/session-settings.ts';
import { memoryTapes } from '../../src/testing/memory-tapes.ts';
import { callBench, type CallBench } from '../../src/testing/fakes/call-bench.ts';
import type { LineOptions } from '../../src/testing/fakes/fake-carrier.ts';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { chance, type Chance } from './chance.ts';
import { PATIENCE_MS_MAX, simCaller, type SimCaller } from './sim-caller.ts';
import { simHuman, type SimHuman } from './sim-human.ts';
import { simModel, type Character, type SimModel } from './sim-model.ts';
import { simTools } from './sim-tools.ts';
import { watchSilence, type Silence } from './watch-silence.ts';

/** A frame as it left its part. */
export interface Seen {
  readonly atMs: number;
  readonly from: string;
  readonly frame: Frame;
}

/** All that a checker may look at. */
export interface Simulation {
  readonly seed: number;
  readonly bench: CallBench;
  readonly caller: SimCaller;
  readonly models: readonly SimModel[];
  readonly seen: readonly Seen[];
  readonly runs: readonly ToolRun[];
  readonly human: SimHuman;
  readonly silences: readonly Silence[];
  readonly line: Required<LineOptions>;
  /** The fixed texts were in memory. */
  readonly rendered: boolean;
  /** The greeting was in memory. */
  readonly greets: boolean;
  /** From the caller's going to the call's end, in milliseconds. */
  readonly lastedMs: number;
  /** Timers that were left when everything was over. */
  readonly timersLeft: number;
  /** All that came in and went out. */
  readonly tape: string;
}

/** After the caller is gone, the call may take this long: a stream that may come back, a transfer, and its margin. */
export const ENDING_MS_MAX = 100_000;

/** Timers of the line, of a dial and of the actors themselves have run out after this time. */
const SETTLING_MS = 300_000;

/** Plays the call of a seed to its end. */
export async function simulateCall(seed: number): Promise<Simulation> {
  const draw = chance(seed);
  const seen: Seen[] = [];
  const models: SimModel[] = [];
  const line = {
    wayMs: draw.oneOf([0, 0, 20, 60, 120]),
    jitterMs: draw.oneOf([0, 0, 0, 40, 150]),
    marksLost: draw.oneOf([0, 0, 0, 0.1, 1]),
    // The caller's frames are of no interest here: few of them make a call fast.
    frameMs: 200,
    sendsDigits: false,
  };
  const character = draw.oneOf<Character>([
    'good',
    'good',
    'good',
    'slow',
    'dies',
    'dies',
    'stalls',
    'stalls',
    'hangs',
    'hangs',
    'deaf',
    'deaf',
    'refuses',
    'never-ready',
    'babbles',
    'babbles',
  ]);
  const rendered = draw.oneOf(['all', 'all', 'none'] as const);
  const greeting = draw.hits(0.8) ? 'Hello, how can I help?' : null;
  const notice = draw.hits(0.3) ? 'This call is recorded.' : null;
  let world: SimulatedWorld | null = null;
  const { tools, runs } = simTools(
    () => bench.world,
    draw,
    (id) => bench.events('tool.called').some(({ toolCallId }) => toolCallId === id),
  );
  const asking = chance(~seed);
  const human = simHuman(() => bench.world, asking);
  const tapes = memoryTapes();
  const bench: CallBench = callBench({
    seed,
    taped: { tapes, settings: (plan, speaker) => sessionSettings(plan, undefined, speaker) },
    ...line,
    rendered,
    taps: [(from, frame, at) => void seen.push({ atMs: at / 1000, from, frame })],
    plan: {
      greeting,
      tools,
      transferTo: draw.hits(0.5) ? '+14155550123' : null,
      transferKind: asking.hits(0.5) ? 'warm' : 'cold',
      durationMsMax: draw.oneOf([20_000, 60_000, 3600_000]),
      bargeIn: {
        speech: draw.hits(0.7),
        digit: draw.hits(0.5),
        interruptDigit: draw.hits(0.5) ? '5' : null,
      },
      recording: { on: draw.hits(0.5), notice, basis: notice === null ? null : 'always' },
    },
    dialled(model, itsWorld) {
      world ??= itsWorld;
      const name = `m${models.length + 1}`;
      const its = models.length > 0 && draw.hits(0.6) ? 'good' : character;
      models.push(simModel(model, world, draw, { character: its, name }));
    },
    dialOut: () => Promise.resolve(draw.hits(0.5)),
    consult: human.consult,
    recall: () => Promise.resolve(asking.hits(0.7)),
  });
  const caller = simCaller(bench, draw, () => models.at(-1));
  const silences = watchSilence(bench, caller, seen);
  operate(bench, draw);
  const ask = (): void => {
    if (bench.call.conversation !== null) bench.call.transfer({ to: '+14155550188', kind: 'warm' });
  };
  if (asking.hits(0.4)) bench.world.timers.after(asking.between(500, 30_000), ask);

  await bench.world.until(() => bench.over || caller.goneAtMs !== null, PATIENCE_MS_MAX + 1000);
  const goneMs = bench.world.clock.now() / 1000;
  await bench.world.until(() => bench.over, ENDING_MS_MAX);
  const lastedMs = bench.world.clock.now() / 1000 - goneMs;
  caller.hangUp();
  await bench.world.advance(SETTLING_MS);
  return {
    seed,
    tape: tapes.of(bench.call.id)[0] ?? '',
    bench,
    caller,
    models,
    seen,
    runs,
    human,
    silences,
    line,
    rendered: rendered === 'all',
    greets: rendered === 'all' && greeting !== null,
    lastedMs,
    timersLeft: bench.world.timersPending,
  };
}

/** An operator who steps in now and then. */
function operate({ world, call }: CallBench, draw: Chance): void {
  const steps: readonly [() => void, ...(() => void)[]] = [
    () => call.conversation?.steer({ say: 'A word from the house.' }),
    () => call.conversation?.steer({ instructions: 'Be brief.', voice: 'ash' }),
    () => call.conversation?.interrupt('operator'),
    () => call.conversation?.interrupt('code'),
    // As the desk has it: of a caller who is not with the agent nobody can be put through.
    () => {
      if (call.conversation !== null) call.transfer({ to: '+14155550177' });
    },
    () => call.end({ reason: 'operator-hangup', farewell: null, transferTo: null }),
    () => call.end({ reason: 'shutdown', farewell: null, transferTo: null }),
  ];
  const times = draw.hits(0.5) ? 0 : draw.between(1, 4);
  for (let index = 0; index < times; index += 1) {
    const step = draw.oneOf(steps);
    world.timers.after(draw.between(0, 50_000), () => {
      if (!call.ended) step();
    });
  }
}
