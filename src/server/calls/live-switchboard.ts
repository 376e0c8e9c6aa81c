// The switchboard itself: opens calls, finds them again for their carrier and operators, and sees each to its end.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import { callView } from '../../call/view-of.ts';
import type { CallView, TokenTotals } from '../../call/call-view.ts';
import { openJournal, type JournalRecord, type JournalSink } from '../../call/journal.ts';
import { LiveCall } from '../../call/live-call.ts';
import type { DialStatus, NextStep } from '../../call/next-step.ts';
import type { Phrases } from '../../call/phrases.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { Recordings } from '../../call/recording.ts';
import { PCMU } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import type { CarrierStream, StreamStart } from '../../carriers/carrier.ts';
import type { CarrierDoor } from '../../carriers/carrier-door.ts';
import type { Model } from '../../models/model.ts';
import type { Tap } from '../../graph/run.ts';
import type { Store } from '../../store/store.ts';
import type { IncomingCall, SteerAnswer, SteerRequest, Switchboard } from '../switchboard.ts';
import { projector } from './projector.ts';
import { sessionSettings } from './session-settings.ts';

/** All that the switchboard gives its calls. */
export interface SwitchboardOptions {
  readonly world: World;
  readonly store: Store;
  readonly journal: JournalSink;
  readonly model: Model;
  readonly phrases: Phrases;
  readonly recordings: Recordings;
  /** The carriers that calls come from. */
  readonly doors: readonly Pick<CarrierDoor, 'name' | 'control' | 'afterDialUrl' | 'line'>[];
  /** Settles what one call needs to know of its agent. */
  plan(call: IncomingCall): Promise<CallPlan>;
  price(model: string, tokens: TokenTotals): number | null;
  /** Calls of this process at a time; one more is turned away politely. */
  readonly callsMax: number;
  /** What a caller hears who is turned away. */
  readonly busy: { readonly text: string; readonly language: string };
  /** Where tools find their own services, by environment variable. */
  readonly toolSettings: Readonly<Record<string, string>>;
  readonly taps?: readonly Tap[];
}

interface Entry {
  readonly call: LiveCall;
  readonly carrierCallId: string;
  readonly view: ReturnType<typeof callView>;
}

/** A switchboard without any call yet. */
export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  return new LiveSwitchboard(options);
}

class LiveSwitchboard implements Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #byCarrier = new Map<string, Entry>();
  /** Calls being planned, by the carrier's id: a webhook that is asked twice opens one call. */
  readonly #opening = new Map<string, Promise<NextStep>>();
  readonly #watchers = new Set<(record: JournalRecord, view: CallView) => void>();
  readonly #emptied = new Set<() => void>();
  #draining = false;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  incoming(incoming: IncomingCall): Promise<NextStep> {
    const known = this.#byCarrier.get(incoming.carrierCallId);
    if (known !== undefined) return Promise.resolve(known.call.nextStep());
    const opening = this.#opening.get(incoming.carrierCallId);
    if (opening !== undefined) return opening;
    if (this.#draining || this.#entries.size + this.#opening.size >= this.#options.callsMax) {
      const { text, language } = this.#options.busy;
      return Promise.resolve({ kind: 'say', text, language, next: 'hang-up' });
    }
    const opened = this.#open(incoming).finally(() => this.#opening.delete(incoming.carrierCallId));
    this.#opening.set(incoming.carrierCallId, opened);
    return opened;
  }

  connect(start: StreamStart, stream: CarrierStream): boolean {
    const token = start.parameters['token'];
    const entry = this.#byCarrier.get(start.carrierCallId);
    const { inbound = PCMU, outbound = PCMU } = stream;
    const formats = { caller: inbound, carrier: outbound };
    return entry !== undefined && token !== undefined && entry.call.connect(token, stream, formats);
  }

  async afterStream(carrierCallId: string, origin: string): Promise<NextStep> {
    const known = this.#byCarrier.get(carrierCallId) ?? (await this.#resume(carrierCallId, origin));
    return known?.call.nextStep() ?? { kind: 'hang-up' };
  }

  async afterDial(
    carrierCallId: string,
    status: DialStatus,
    origin: string,
    gone: boolean,
  ): Promise<NextStep> {
    const known = this.#byCarrier.get(carrierCallId) ?? (await this.#resume(carrierCallId, origin));
    return known?.call.afterDial(status, gone) ?? { kind: 'hang-up' };
  }

  completed(carrierCallId: string): void {
    this.#byCarrier.get(carrierCallId)?.call.completed();
  }

  live(): readonly CallView[] {
    return [...this.#entries.values()].map((entry) => entry.view.view);
  }

  view(id: string): CallView | null {
    return this.#find(id)?.view.view ?? null;
  }

  steer(id: string, request: SteerRequest): SteerAnswer {
    const conversation = this.#talking(id);
    conversation.steer(request);
    const voice = this.#options.model.changesVoice ? 'deferred' : 'unsupported';
    return {
      ...(request.instructions === undefined ? {} : { instructions: 'applied' }),
      ...(request.voice === undefined ? {} : { voice }),
      ...(request.say === undefined ? {} : { say: 'queued' }),
    };
  }

  interrupt(id: string): void {
    this.#talking(id).interrupt('code');
  }

  hangUp(id: string): void {
    this.#live(id).end({ reason: 'operator-hangup', farewell: null, transferTo: null });
  }

  transfer(id: string, to: string | null): void {
    this.#talking(id);
    this.#live(id).transfer(to);
  }

  watch(watcher: (record: JournalRecord, view: CallView) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  async drain(msMax: number): Promise<void> {
    this.#draining = true;
    await this.#empty(msMax);
    if (this.#entries.size === 0) return;
    for (const { call } of this.#entries.values()) {
      call.end({ reason: 'shutdown', farewell: null, transferTo: null });
    }
    await this.#empty(CLOSE_MS_MAX);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain(0);
  }

  async #open(incoming: IncomingCall): Promise<NextStep> {
    const plan = await this.#options.plan(incoming);
    const { world, model } = this.#options;
    // Sorts by time: the wall clock in base 36 first.
    const callId = `call_${world.clock.wall().toString(36)}${world.random.token(14)}` as CallId;
    const entry = this.#enter(callId, incoming, plan, [], (journal) =>
      journal.append({
        kind: 'call.opened',
        carrier: incoming.carrier,
        carrierCallId: incoming.carrierCallId,
        direction: 'inbound',
        from: incoming.from,
        to: incoming.to,
        agent: plan.agent,
        model: model.name,
        variables: plan.variables,
      }),
    );
    return entry.call.nextStep();
  }

  /** A call of which this process knows nothing: another one, now gone, may have had it. Its journal tells. */
  async #resume(carrierCallId: string, origin: string): Promise<Entry | null> {
    if (this.#draining) return null;
    const { store, world } = this.#options;
    const kept = await store.call(carrierCallId).catch(() => null);
    if (kept === null || kept.status === 'ended') return null;
    const earlier = await store.journal(kept.id).catch(() => []);
    if (earlier.length === 0) return null;
    const { carrier, from, to } = kept;
    const incoming = { carrier, carrierCallId, from, to, fromState: null, origin };
    const plan = await this.#options.plan(incoming);
    world.log.info('call.resumed', { callId: kept.id });
    // Asked twice while we looked: the first one has it.
    return this.#byCarrier.get(carrierCallId) ?? this.#enter(kept.id, incoming, plan, earlier, () => {});
  }

  #enter(
    callId: CallId,
    { carrier, carrierCallId, origin }: IncomingCall,
    plan: CallPlan,
    earlier: readonly JournalRecord[],
    begin: (journal: ReturnType<typeof openJournal>) => void,
  ): Entry {
    const { world, model, store, phrases, recordings } = this.#options;
    const door = this.#options.doors.find(({ name }) => name === carrier);
    const view = callView((name, tokens) => this.#options.price(name, tokens));
    for (const record of earlier) view.apply(record);
    const project = projector({ world, store, view: () => view.view });
    const sink: JournalSink = {
      append: (record) => {
        view.apply(record);
        this.#options.journal.append(record);
        project.see(record);
        for (const watcher of this.#watchers) watcher(record, view.view);
      },
      settled: () => this.#options.journal.settled(),
    };
    const journal = openJournal(callId, world.clock, sink, earlier);
    begin(journal);
    const modelFormat = bestModelFormat(door?.line ?? PCMU, model.formats);
    const key = (text: string) => ({ agent: plan.agent, model: model.name, voice: plan.voice, text });
    const call = new LiveCall(
      {
        world,
        plan,
        journal,
        view: () => view.view,
        openModel: () => model.open(world, sessionSettings(plan, modelFormat)),
        modelFormat,
        changesVoice: model.changesVoice,
        findPhrase: (text) => phrases.find(key(text)),
        keepPhrase: (text, audio) => phrases.keep(key(text), audio),
        recordings,
        tools: {
          http: (request) => world.http(request),
          log: world.log.with({ callId }),
          shelf: store.shelf,
          settings: this.#options.toolSettings,
        },
        dialOut: async (to) =>
          door !== undefined && (await door.control.dial(carrierCallId, to, door.afterDialUrl(origin))).done,
        ended: () => void this.#leave(entry, project.finish()),
        ...(this.#options.taps === undefined ? {} : { taps: this.#options.taps }),
      },
      earlier.length === 0 ? 'answered' : 'resumed',
    );
    const entry: Entry = { call, carrierCallId, view };
    this.#entries.set(callId, entry);
    this.#byCarrier.set(carrierCallId, entry);
    return entry;
  }

  /** The call leaves the switchboard once the store has it whole, so that it can always be found. */
  async #leave(entry: Entry, stored: Promise<void>): Promise<void> {
    await stored;
    this.#entries.delete(entry.call.id);
    if (this.#byCarrier.get(entry.carrierCallId) === entry) this.#byCarrier.delete(entry.carrierCallId);
    if (this.#entries.size === 0) for (const tell of this.#emptied) tell();
  }

  #find(id: string): Entry | undefined {
    return this.#entries.get(id) ?? this.#byCarrier.get(id);
  }

  #live(id: string): LiveCall {
    const entry = this.#find(id);
    if (entry === undefined) throw new OffhookError('CALL_NOT_FOUND', `no live call has the id ${id}`);
    if (entry.call.ended) throw new OffhookError('CALL_NOT_LIVE', `the call ${id} has ended`);
    return entry.call;
  }

  #talking(id: string) {
    const { conversation } = this.#live(id);
    if (conversation === null) {
      throw new OffhookError(
        'CALL_NOT_LIVE',
        `the call ${id} has no stream at the moment: it rings, or is with a human`,
      );
    }
    return conversation;
  }

  #empty(msMax: number): Promise<void> {
    if (this.#entries.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#emptied.delete(done);
        limit.stop();
        resolve();
      };
      const limit = this.#options.world.timers.after(msMax, done);
      this.#emptied.add(done);
    });
  }
}

/** How long calls that are being ended may take to close what they hold. */
const CLOSE_MS_MAX = 10_000;
