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
import type { StreamOccasion } from '../../call/opening-lines.ts';
import { orderOf } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import { callView } from '../../call/view-of.ts';
import { PCMU } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import { voicedName } from '../../models/model.ts';
import { SAMPLE_ALL, sampledAtStart } from '../../telemetry/sampling.ts';
import { toolSpanId, traceOf, traceparent } from '../../telemetry/trace-context.ts';
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
  const journal = openJournal(callId, world.clock, sink, earlier);
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
  const frames = frameTrace({
    world,
    spans: store.spans,
    callId,
    traceId: trace.traceId,
    switched: (on) => journal.append({ kind: 'frames.traced', on }),
  });
  const call = new LiveCall(
    {
      world: own,
      plan,
      journal,
      view: () => redaction?.said() ?? view.view,
      openModel: (speaker) => model.open(own, sessionSettings(plan, modelFormat, speaker)),
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
      taps: [...(options.taps ?? []), frames.tap],
    },
    facts.occasion,
  );
  const cost = (): CallCost => view.costAt(journal.msAt(world.clock.now()));
  budget = callBudget({ world: own, plan, call, cost });
  const entry: Entry = {
    call,
    carrierCallId,
    stored: stored.promise,
    unwanted: false,
    view,
    now: () => (call.ended ? view.view : { ...view.view, cost: cost() }),
    streamTrouble: (streamId, detail) => {
      if (!call.ended) journal.append({ kind: 'carrier.trouble', streamId, detail });
    },
    traceFrames(on) {
      const before = journal.records.filter(({ event }) => event.kind === 'frames.traced' && event.on);
      frames.set(on, before.length);
    },
    knows: (wish) => knownSpeaker(plan, journal.records, wish),
  };
  return entry;
}
