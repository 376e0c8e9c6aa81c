// Open entry: a live call with its journal, its view and all that it takes from its process.
import { assert } from '../../base/assert.ts';
import { worldWithLog } from '../../base/world-with-log.ts';
import type { Timer } from '../../base/world.ts';
import type { CallCost } from '../../call/call-cost.ts';
import { knownSpeaker } from '../../call/cast-of.ts';
import type { CallView } from '../../call/call-view.ts';
import type { Consult } from '../../call/consulting.ts';
import { openJournal, type JournalRecord, type JournalSink } from '../../call/journal.ts';
import { LiveCall } from '../../call/live-call.ts';
import type { LiveCallOptions } from '../../call/live-call-options.ts';
import type { StreamOccasion } from '../../call/opening-lines.ts';
import { orderOf } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import { callView } from '../../call/view-of.ts';
import { PCMU, type AudioFormat } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import { voicedName } from '../../models/model.ts';
import { SAMPLE_ALL, sampledAtStart } from '../../telemetry/sampling.ts';
import { toolSpanId, traceOf, traceparent } from '../../telemetry/trace-context.ts';
import type { Speaker } from '../../nodes/cast.ts';
import { CallTape } from '../../tape/call-tape.ts';
import type { CallHandle } from '../../tape/taped-call.ts';
import type { IncomingCall } from '../switchboard.ts';
import { frameTrace } from '../telemetry/frame-trace.ts';
import { callRedaction } from './call-redaction.ts';
import { callBudget } from './call-budget.ts';
import type { Entry } from './call-register.ts';
import { projector } from './projector.ts';
import { sessionSettings } from './session-settings.ts';
import type { SwitchboardOptions } from './switchboard-options.ts';

/** What one call is opened with. */
export interface EntryFacts {
  readonly call: IncomingCall;
  readonly plan: CallPlan;
  /** How its journal begins, or what it goes on from; at least one record. */
  readonly earlier: readonly JournalRecord[];
  /** True: `earlier` is news, and to be told and kept. False: it comes from the store. */
  readonly isNew: boolean;
  readonly occasion: StreamOccasion;
  /** Each record as it is written, and what the journal says then. */
  told(record: JournalRecord, view: CallView): void;
  /** Has a human asked whether they take the caller. */
  readonly consult?: Consult;
  /** Of a call in which a human is asked: where one who accepts goes. */
  readonly room?: string;
  /** An outgoing call ended before anybody talked on it: the carrier is to end it. */
  unwanted(): void;
}

/** Opens a call: the model is dialled at once. */
export function openEntry(options: SwitchboardOptions, facts: EntryFacts): Entry {
  const { world, model, store, phrases, recordings } = options;
  const { plan, earlier } = facts;
  const callId = earlier[0]?.callId;
  assert(callId !== undefined, 'a call has an opening record');
  // Whatever the call or its model logs names the call.
  const own = worldWithLog(world, world.log.with({ callId }));
  const { carrier, carrierCallId, origin } = facts.call;
  const door = options.doors.find(({ name }) => name === carrier);
  const view = callView((use) => options.price(use));
  for (const record of earlier) view.apply(record);
  const redaction = callRedaction(plan, earlier);
  const project = projector({ world, store, view: () => view.view });
  const sink: JournalSink = {
    append: (said) => {
      const record = redaction?.kept(said) ?? said;
      view.apply(record);
      options.journal.append(record);
      project.see(record);
      facts.told(record, view.view);
      for (const line of redaction?.again() ?? []) journal.append(line);
    },
    settled: () => options.journal.settled(),
  };
  if (facts.isNew) for (const record of earlier) sink.append(record);
  const order = orderOf(earlier);
  const modelFormat = bestModelFormat(door?.line ?? PCMU, model.formats);
  const tape = redaction === null ? tapeOf(options, facts, modelFormat) : null;
  const journal = openJournal(callId, tape?.clock ?? world.clock, tape?.journal(sink) ?? sink, earlier);
  const key = (text: string, voice: string | null) => ({
    agent: plan.agent,
    model: voicedName(model),
    voice: voice ?? plan.voice,
    text,
  });
  const stored = Promise.withResolvers<void>();
  let budget: Timer | null = null;
  const trace = traceOf(callId, earlier);
  const sampled = sampledAtStart(options.sampling ?? SAMPLE_ALL, trace);
  const taps = [...(options.taps ?? [])];
  const frames = frameTrace({
    // What it writes into the journal it may write when a timer says so.
    world: { ...world, timers: tape?.timers ?? world.timers },
    spans: store.spans,
    callId,
    traceId: trace.traceId,
    taps,
    switched: (on) => journal.append({ kind: 'frames.traced', on }),
  });
  const settingsOf = (speaker: Speaker) => sessionSettings(plan, modelFormat, speaker);
  const given: LiveCallOptions = {
    world: own,
    plan,
    journal,
    view: () => redaction?.said() ?? view.view,
    openModel: (speaker) => model.open(own, settingsOf(speaker)),
    modelFormat,
    ...(model.sessionMsMax === undefined ? {} : { sessionMsMax: model.sessionMsMax }),
    changesVoice: model.changesVoice,
    findPhrase: (text, voice) => phrases.find(key(text, voice)),
    keepPhrase: (text, audio, voice) => phrases.keep(key(text, voice), audio),
    recordings: redaction?.recordings(recordings) ?? recordings,
    tools: {
      http: (request) => world.http(request),
      log: own.log,
      shelf: store.shelf,
      settings: options.toolSettings,
      traceparentOf: (toolCallId) => traceparent(trace.traceId, toolSpanId(callId, toolCallId), sampled),
    },
    dialOut: async (to) =>
      door !== undefined &&
      (await door.control.dial(entry.carrierCallId, to, door.afterDialUrl(origin))).done,
    recall: async () => {
      const url = door?.afterStreamUrl?.(origin);
      if (door?.control.recall === undefined || url === undefined) return false;
      if ((await door.control.recall(entry.carrierCallId, url)).done) return true;
      await door.control.hangUp(entry.carrierCallId);
      return false;
    },
    ...(facts.consult === undefined ? {} : { consult: facts.consult }),
    ...(facts.room === undefined ? {} : { room: facts.room }),
    ...(order === null
      ? {}
      : { outbound: { ringMsMax: order.answerWithinMs, hangUp: () => facts.unwanted() } }),
    ended: () => {
      budget?.stop();
      void Promise.all([project.finish(), frames.close()]).then(() => stored.resolve());
    },
    taps,
  };
  const make = (given: LiveCallOptions) => new LiveCall(given, facts.occasion);
  const call: CallHandle = tape === null ? make(given) : tape.open(given, settingsOf, make);
  void stored.promise.then(() => tape?.close());
  const cost = (): CallCost => view.costAt(journal.msAt(tape?.clock.now() ?? world.clock.now()));
  budget = callBudget({ world: own, plan, call, cost });
  const act = (name: string, args: readonly unknown[], run: () => void): void =>
    tape === null ? run() : tape.act(name, args, run);
  const entry: Entry = {
    call,
    carrierCallId,
    stored: stored.promise,
    unwanted: false,
    view,
    now: () => (call.ended ? view.view : { ...view.view, cost: cost() }),
    streamTrouble(streamId, detail) {
      act('streamTrouble', [streamId, detail], () => {
        if (!call.ended) journal.append({ kind: 'carrier.trouble', streamId, detail });
      });
    },
    traceFrames(on) {
      act('traceFrames', [on], () => {
        const before = journal.records.filter(({ event }) => event.kind === 'frames.traced' && event.on);
        frames.set(on, before.length);
      });
    },
    knows: (wish) => knownSpeaker(plan, journal.records, wish),
  };
  return entry;
}

/** The tape of a call, where calls are taped. */
function tapeOf(
  { taping, model, world }: SwitchboardOptions,
  { call, earlier, occasion, isNew, room }: EntryFacts,
  format: AudioFormat,
): CallTape | null {
  const callId = earlier[0]?.callId;
  if (taping === undefined || callId === undefined) return null;
  const { name, voice = null, changesVoice, sessionMsMax = null, speech = 'own' } = model;
  const taped = { name, voice, format, changesVoice, sessionMsMax, speech };
  const [began, wall] = [world.clock.now(), world.clock.wall()];
  return new CallTape(
    { callId, began, wall, call, occasion, earlier, isNew, model: taped, room: room ?? null },
    taping,
  );
}
