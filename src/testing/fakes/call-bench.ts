// Call bench: one whole live call on the simulated World, with a carrier and a model that a test plays by hand.
import type { CallId } from '../../base/brand.ts';
import type { CallView } from '../../call/call-view.ts';
import type { Consult } from '../../call/consulting.ts';
import type { LineFormats, ModelEnd } from '../../call/ends.ts';
import { openJournal, type Journal, type JournalRecord } from '../../call/journal.ts';
import { LiveCall } from '../../call/live-call.ts';
import type { LiveCallOptions } from '../../call/live-call-options.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { Tapes } from '../../call/tapes.ts';
import { CallTape } from '../../tape/call-tape.ts';
import { liveTaping } from '../../tape/live-taping.ts';
import type { CallHandle } from '../../tape/taped-call.ts';
import type { RecordingSink } from '../../call/recording.ts';
import type { Tap } from '../../graph/run.ts';
import { viewOf } from '../../call/view-of.ts';
import type { JournalEvent, JournalEventKind } from '../../frames/journal-event.ts';
import type { Speaker } from '../../nodes/cast.ts';
import { PCMU, silence, type Audio, type AudioFormat } from '../../media/audio.ts';
import { simulatedWorld, type SimulatedWorld } from '../world/simulated-world.ts';
import { fakeCarrier, type FakeCarrier, type LineOptions } from './fake-carrier.ts';
import { fakeModel, type FakeModel } from './fake-model.ts';
import { fakePlan } from './fake-plan.ts';

/** What a test changes of the call. */
export interface CallBenchOptions extends LineOptions {
  readonly plan?: Partial<CallPlan>;
  /** In which the carrier sends and plays. Default µ-law. */
  readonly lineFormats?: LineFormats;
  /** In which the model hears and speaks. Default µ-law. */
  readonly modelFormat?: AudioFormat;
  /** Rendered phrases, text → milliseconds of sound. Default: every fixed text, a second each. */
  readonly rendered?: Readonly<Record<string, number>> | 'all' | 'none';
  /** Same seed, same line. */
  readonly seed?: number;
  /** Who answers in place of models to be played by hand. */
  readonly openModel?: (world: SimulatedWorld, plan: CallPlan) => ModelEnd;
  /** Told of each model that is dialled, so that it can be played. */
  dialled?(model: FakeModel, world: SimulatedWorld, speaker: Speaker): void;
  /** The model can speak in another voice. Default false. */
  readonly changesVoice?: boolean;
  readonly taps?: readonly Tap[];
  readonly dialOut?: (to: string) => Promise<boolean>;
  /** Has a human asked. Default: nobody can be. */
  readonly consult?: Consult;
  readonly recall?: () => Promise<boolean>;
  /** Where the call is taped, with what its sessions are opened. Default: nowhere. */
  readonly taped?: { readonly tapes: Tapes; settings(plan: CallPlan, speaker: Speaker): object };
}

/** A whole call with its two far ends in the test's hands. */
export interface CallBench {
  readonly world: SimulatedWorld;
  readonly call: LiveCall | CallHandle;
  readonly journal: Journal;
  readonly plan: CallPlan;
  readonly carrier: FakeCarrier;
  /** The models that were dialled, in order. */
  readonly models: readonly FakeModel[];
  readonly model: FakeModel;
  readonly recording: { bytes: number; closed: boolean };
  readonly kept: string[];
  readonly view: CallView;
  /** Journal events of a kind. */
  events<Kind extends JournalEventKind>(kind: Kind): Extract<JournalEvent, { kind: Kind }>[];
  readonly over: boolean;
  /** Another stream for the call: as when the carrier comes back. */
  reconnect(): FakeCarrier;
}

/** The call is connected and its stream started; the model is not ready yet. */
export function callBench(options: CallBenchOptions = {}): CallBench {
  const world = simulatedWorld({ seed: options.seed ?? 1 });
  const plan = fakePlan(options.plan);
  const models: FakeModel[] = [];
  const kept: string[] = [];
  const recording = { bytes: 0, closed: false };
  let over = false;
  const settled = (): Promise<void> => Promise.resolve();
  const opening = openJournal(CALL, world.clock, { append: () => {}, settled });
  opening.append({ ...OPENED, agent: plan.agent });
  const tape =
    options.taped === undefined ? null : tapeOf(world, options, options.taped.tapes, opening.records);
  const unkept = { append: () => {}, settled };
  const journal = openJournal(
    CALL,
    tape?.clock ?? world.clock,
    tape?.journal(unkept) ?? unkept,
    opening.records,
  );
  const view = (): CallView => viewOf(journal.records, () => null);
  const sink: RecordingSink = {
    write: (stereo) => void (recording.bytes += stereo.length),
    close() {
      recording.closed = true;
      return Promise.resolve({ path: 'r.wav', bytes: recording.bytes, durationMs: recording.bytes / 16 });
    },
  };
  const given: LiveCallOptions = {
    world,
    plan,
    journal,
    view,
    openModel(speaker) {
      if (options.openModel !== undefined) return options.openModel(world, plan);
      const model = fakeModel(options.modelFormat);
      models.push(model);
      options.dialled?.(model, world, speaker);
      return model;
    },
    ...(options.modelFormat === undefined ? {} : { modelFormat: options.modelFormat }),
    changesVoice: options.changesVoice ?? false,
    findPhrase: (text) => phrase(text, options.rendered ?? 'all'),
    keepPhrase: (text) => void kept.push(text),
    recordings: { open: () => sink },
    tools: { http: (request) => world.http(request), log: world.log, shelf: noShelf, settings: {} },
    dialOut: options.dialOut ?? (() => Promise.resolve(false)),
    ...(options.consult === undefined ? {} : { consult: options.consult }),
    ...(options.recall === undefined ? {} : { recall: options.recall }),
    ...(options.taps === undefined ? {} : { taps: [...options.taps] }),
    ended: () => {
      over = true;
      tape?.close();
    },
  };
  const settingsOf = (speaker: Speaker) => options.taped?.settings(plan, speaker) ?? {};
  const call = tape === null ? new LiveCall(given) : tape.open(given, settingsOf, (own) => new LiveCall(own));
  const connect = (): FakeCarrier => {
    const stream = fakeCarrier(world, options, options.lineFormats);
    const step = call.nextStep();
    if (step.kind !== 'connect' || !call.connect(step.token, stream, options.lineFormats))
      throw new Error(`not connected: ${step.kind}`);
    stream.start();
    return stream;
  };
  const carrier = connect();
  return {
    world,
    call,
    journal,
    plan,
    carrier,
    models,
    get model() {
      return models.at(-1) as FakeModel;
    },
    recording,
    kept,
    get view() {
      return view();
    },
    events: <Kind extends JournalEventKind>(kind: Kind) =>
      journal.records.map(({ event }) => event).filter((event) => event.kind === kind) as Extract<
        JournalEvent,
        { kind: Kind }
      >[],
    get over() {
      return over;
    },
    reconnect: connect,
  };
}

const CALL = 'call_1' as CallId;

const OPENED = {
  kind: 'call.opened',
  carrier: 'fake',
  carrierCallId: 'CA1',
  direction: 'inbound',
  from: '+14155550100',
  to: '+14155550199',
  model: 'fake',
  variables: {},
} as const;

function tapeOf(
  world: SimulatedWorld,
  { modelFormat: format = PCMU, changesVoice = false }: CallBenchOptions,
  tapes: Tapes,
  earlier: readonly JournalRecord[],
): CallTape {
  const { carrier, carrierCallId, from, to } = OPENED;
  return new CallTape(
    {
      callId: CALL,
      began: world.clock.now(),
      wall: world.clock.wall(),
      call: { carrier, carrierCallId, from, to, fromState: null, origin: 'https://here.example.com' },
      occasion: 'answered',
      earlier,
      isNew: true,
      model: { name: 'fake', voice: null, format, changesVoice, sessionMsMax: null, speech: 'own' },
      room: null,
    },
    liveTaping(world, tapes),
  );
}

function phrase(text: string, rendered: NonNullable<CallBenchOptions['rendered']>): readonly Audio[] | null {
  if (rendered === 'none') return null;
  const ms = rendered === 'all' ? 1000 : rendered[text];
  return ms === undefined ? null : Array.from({ length: ms / 200 }, () => silence('pcmu', 200));
}

const noShelf = {
  get: () => Promise.resolve(null),
  put: () => Promise.resolve(),
  add: () => Promise.resolve(true),
  list: () => Promise.resolve([]),
};
