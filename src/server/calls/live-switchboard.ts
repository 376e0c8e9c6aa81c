// The switchboard itself: opens calls, finds them again for their carrier and operators, and sees each to its end.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import { callView } from '../../call/view-of.ts';
import type { CallView, TokenTotals } from '../../call/call-view.ts';
import { openJournal, type Journal, type JournalRecord, type JournalSink } from '../../call/journal.ts';
import { LiveCall } from '../../call/live-call.ts';
import type { DialStatus, NextStep } from '../../call/next-step.ts';
import type { StreamOccasion } from '../../call/opening-lines.ts';
import { orderOf, type CallOrder } from '../../call/order.ts';
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
import type {
  AnsweredCall,
  AnswererReport,
  DialRequest,
  IncomingCall,
  StatusReport,
  SteerAnswer,
  SteerRequest,
  Switchboard,
} from '../switchboard.ts';
import { CallRegister, type Entry } from './call-register.ts';
import { openingRecords } from './opening-records.ts';
import { placementOf, type Placement } from './placement.ts';
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
  /** The carriers that calls come from and are placed with. */
  readonly doors: readonly Pick<CarrierDoor, 'name' | 'control' | 'afterDialUrl' | 'line' | 'outbound'>[];
  /** Where carriers reach this server; null: not known, so that no call can be placed. */
  readonly publicUrl: string | null;
  /** Settles what one call needs to know of its agent; `order` of one that we place. */
  plan(call: IncomingCall, order: CallOrder | null): Promise<CallPlan>;
  price(model: string, tokens: TokenTotals): number | null;
  /** Calls of this process at a time; one more is turned away politely. */
  readonly callsMax: number;
  /** What a caller hears who is turned away. */
  readonly busy: { readonly text: string; readonly language: string };
  /** Where tools find their own services, by environment variable. */
  readonly toolSettings: Readonly<Record<string, string>>;
  readonly taps?: readonly Tap[];
}

/** A switchboard without any call yet. */
export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  return new LiveSwitchboard(options);
}

class LiveSwitchboard implements Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #calls = new CallRegister();
  /** Calls being planned, by the carrier's id: a webhook that is asked twice opens one call. */
  readonly #opening = new Map<string, Promise<NextStep>>();
  readonly #watchers = new Set<(record: JournalRecord, view: CallView) => void>();
  /** Calls on their way into the store, to be placed behind it. */
  #ordering = 0;
  #draining = false;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  incoming(incoming: IncomingCall): Promise<NextStep> {
    const known = this.#calls.carriers(incoming.carrierCallId);
    if (known !== undefined) return Promise.resolve(known.call.nextStep());
    const opening = this.#opening.get(incoming.carrierCallId);
    if (opening !== undefined) return opening;
    if (this.#full()) {
      const { text, language } = this.#options.busy;
      return Promise.resolve({ kind: 'say', text, language, next: 'hang-up' });
    }
    const opened = this.#open(incoming).finally(() => this.#opening.delete(incoming.carrierCallId));
    this.#opening.set(incoming.carrierCallId, opened);
    return opened;
  }

  async dial(request: DialRequest): Promise<CallView> {
    const placement = placementOf(request, this.#options.doors, this.#options.publicUrl);
    if (this.#full())
      throw new OffhookError(
        'TOO_MANY_REQUESTS',
        'no more calls are taken on: the cap is reached, or the server stops',
      );
    this.#ordering += 1;
    const ordered = this.#order(placement, request.idempotencyKey ?? null);
    const entry = await ordered.finally(() => (this.#ordering -= 1));
    if (typeof entry === 'string') return this.#dialledBefore(entry, request.to);
    const result = await placement.place(entry.call.id);
    if (!result.placed) entry.call.notPlaced(result.cause, result.code, result.detail);
    else if (result.carrierCallId !== null) this.#bind(entry, result.carrierCallId);
    return entry.view.view;
  }

  async answered({ carrier, callId, carrierCallId, origin }: AnsweredCall): Promise<NextStep> {
    const known = this.#calls.ours(callId) ?? (await this.#pickUp(callId, carrierCallId, origin));
    // Its id and its carrier's belong together: whatever else asks is no call of ours.
    if (known === null || !this.#bind(known, carrierCallId) || known.view.view.carrier !== carrier)
      return { kind: 'hang-up' };
    return known.call.answered();
  }

  answeredBy({ callId, detail, ...verdict }: AnswererReport): void {
    this.#calls.ours(callId)?.call.answeredBy(verdict, detail);
  }

  status({ callId, carrierCallId, progress, code, over }: StatusReport): void {
    const placed = callId === null ? undefined : this.#calls.ours(callId);
    if (placed !== undefined && !this.#bind(placed, carrierCallId)) return;
    const entry = placed ?? this.#calls.carriers(carrierCallId);
    if (progress !== null) entry?.call.status(progress, code);
    if (over) entry?.call.completed(progress, code);
  }

  connect(start: StreamStart, stream: CarrierStream): boolean {
    const token = start.parameters['token'];
    const entry = this.#calls.carriers(start.carrierCallId);
    const { inbound = PCMU, outbound = PCMU } = stream;
    const formats = { caller: inbound, carrier: outbound };
    return entry !== undefined && token !== undefined && entry.call.connect(token, stream, formats);
  }

  async afterStream(carrierCallId: string, origin: string): Promise<NextStep> {
    const known =
      this.#calls.carriers(carrierCallId) ?? (await this.#resume(carrierCallId, carrierCallId, origin));
    return known?.call.nextStep() ?? { kind: 'hang-up' };
  }

  async afterDial(
    carrierCallId: string,
    status: DialStatus,
    origin: string,
    gone: boolean,
  ): Promise<NextStep> {
    const known =
      this.#calls.carriers(carrierCallId) ?? (await this.#resume(carrierCallId, carrierCallId, origin));
    return known?.call.afterDial(status, gone) ?? { kind: 'hang-up' };
  }

  completed(carrierCallId: string): void {
    this.#calls.carriers(carrierCallId)?.call.completed();
  }

  live(): readonly CallView[] {
    return this.#calls.all().map((entry) => entry.view.view);
  }

  view(id: string): CallView | null {
    return this.#calls.find(id)?.view.view ?? null;
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
    await this.#calls.emptied(this.#options.world.timers, msMax);
    if (this.#calls.size === 0) return;
    for (const { call } of this.#calls.all()) {
      call.end({ reason: 'shutdown', farewell: null, transferTo: null });
    }
    await this.#calls.emptied(this.#options.world.timers, CLOSE_MS_MAX);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.drain(0);
  }

  async #open(incoming: IncomingCall): Promise<NextStep> {
    const plan = await this.#options.plan(incoming, null);
    const { model } = this.#options;
    const entry = this.#enter(this.#newId(), incoming, plan, [], 'answered', (journal) =>
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

  /** The call is in the store before anybody places it; the id of the call that has the key already, if one has. */
  async #order(placement: Placement, key: string | null): Promise<Entry | CallId> {
    const { store, world, model } = this.#options;
    const { carrier, from, to, origin, order } = placement;
    const call = { carrier, carrierCallId: '', from, to, fromState: null, origin };
    const plan = await this.#options.plan(call, order);
    const callId = this.#newId();
    const wall = world.clock.wall();
    const records = openingRecords(placement, { callId, wall, plan, model: model.name });
    const owner = key === null ? await store.append(records) : await store.open(records, key);
    if (owner !== undefined && owner !== callId) return owner;
    return this.#enter(callId, call, plan, records, 'answered', (_journal, sink) => {
      for (const record of records) sink.append(record);
    });
  }

  async #dialledBefore(id: CallId, to: string): Promise<CallView> {
    const view = this.view(id) ?? (await this.#options.store.call(id));
    if (view?.to === to) return view;
    throw new OffhookError('IDEMPOTENCY_KEY_USED', 'the key was used for a call to another number');
  }

  /** The carrier's id of an outgoing call; false: it has another already. */
  #bind(entry: Entry, carrierCallId: string): boolean {
    const bound = this.#calls.bind(entry, carrierCallId);
    if (bound !== 'bound') return bound === 'known';
    entry.call.placed(carrierCallId);
    if (entry.unwanted) this.#endAtCarrier(entry);
    return true;
  }

  #endAtCarrier(entry: Entry): void {
    const { carrier } = entry.view.view;
    const door = this.#options.doors.find(({ name }) => name === carrier);
    entry.unwanted = true;
    if (entry.carrierCallId !== '') void door?.control.hangUp(entry.carrierCallId);
  }

  /** Somebody picked up a call that another process, now gone, has placed. */
  async #pickUp(callId: string, carrierCallId: string, origin: string): Promise<Entry | null> {
    const kept = await this.#options.store.call(callId).catch(() => null);
    if (kept === null || kept.direction !== 'outbound' || kept.status !== 'ringing') return null;
    return this.#resume(callId, carrierCallId, origin, 'answered');
  }

  #full(): boolean {
    const calls = this.#calls.size + this.#opening.size + this.#ordering;
    return this.#draining || calls >= this.#options.callsMax;
  }

  /** Ids sort by time: the wall clock in base 36 first. */
  #newId(): CallId {
    const { world } = this.#options;
    return `call_${world.clock.wall().toString(36)}${world.random.token(14)}` as CallId;
  }

  /** A call of which this process knows nothing: another one, now gone, may have had it. Its journal tells. */
  async #resume(
    id: string,
    carrierCallId: string,
    origin: string,
    occasion: StreamOccasion = 'resumed',
  ): Promise<Entry | null> {
    if (this.#draining) return null;
    const { store, world } = this.#options;
    const kept = await store.call(id).catch(() => null);
    if (kept === null || kept.status === 'ended') return null;
    const earlier = await store.journal(kept.id).catch(() => []);
    if (earlier.length === 0) return null;
    const { carrier, from, to } = kept;
    const incoming = { carrier, carrierCallId, from, to, fromState: null, origin };
    const plan = await this.#options.plan(incoming, orderOf(earlier));
    world.log.info('call.resumed', { callId: kept.id });
    // Asked twice while we looked: the first one has it.
    return this.#calls.ours(kept.id) ?? this.#enter(kept.id, incoming, plan, earlier, occasion, () => {});
  }

  #enter(
    callId: CallId,
    { carrier, carrierCallId, origin }: IncomingCall,
    plan: CallPlan,
    earlier: readonly JournalRecord[],
    occasion: StreamOccasion,
    begin: (journal: Journal, sink: JournalSink) => void,
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
    begin(journal, sink);
    const order = orderOf(earlier);
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
          door !== undefined &&
          (await door.control.dial(entry.carrierCallId, to, door.afterDialUrl(origin))).done,
        ...(order === null
          ? {}
          : {
              outbound: { ringMsMax: order.answerWithinMs, hangUp: () => this.#endAtCarrier(entry) },
            }),
        ended: () => void this.#leave(entry, project.finish()),
        ...(this.#options.taps === undefined ? {} : { taps: this.#options.taps }),
      },
      occasion,
    );
    const entry: Entry = { call, carrierCallId, unwanted: false, view };
    this.#calls.add(entry);
    return entry;
  }

  /** The call leaves the switchboard once the store has it whole, so that it can always be found. */
  async #leave(entry: Entry, stored: Promise<void>): Promise<void> {
    await stored;
    this.#calls.remove(entry);
  }

  #live(id: string): LiveCall {
    const entry = this.#calls.find(id);
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
}

/** How long calls that are being ended may take to close what they hold. */
const CLOSE_MS_MAX = 10_000;
