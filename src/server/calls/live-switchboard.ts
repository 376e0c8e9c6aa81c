// The switchboard itself: opens calls, finds them again for their carrier and operators, and sees each to its end.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { LiveCall } from '../../call/live-call.ts';
import type { DialStatus, NextStep } from '../../call/next-step.ts';
import type { StreamOccasion } from '../../call/opening-lines.ts';
import { orderOf, type CallOrder } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import { PCMU } from '../../media/audio.ts';
import type { CarrierStream, StreamStart } from '../../carriers/carrier.ts';
import type {
  AnsweredCall,
  AnswererReport,
  CallRequest,
  IncomingCall,
  StatusReport,
  SteerAnswer,
  SteerRequest,
  Switchboard,
} from '../switchboard.ts';
import { CallRegister, type Entry } from './call-register.ts';
import { openingRecords } from './opening-records.ts';
import { openEntry, type EntryFacts } from './open-entry.ts';
import { placementOf, type Placement } from './placement.ts';
import type { SwitchboardOptions } from './switchboard-options.ts';

/** A switchboard without any call yet. */
export function openSwitchboard(options: SwitchboardOptions): Switchboard {
  return new LiveSwitchboard(options);
}

class LiveSwitchboard implements Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #calls = new CallRegister();
  /** Calls being planned, by the carrier's id: a webhook that is asked twice opens one call. */
  readonly #announced = new Map<string, Promise<NextStep>>();
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
    const opening = this.#announced.get(incoming.carrierCallId);
    if (opening !== undefined) return opening;
    if (this.#full()) {
      const { text, language } = this.#options.busy;
      return Promise.resolve({ kind: 'say', text, language, next: 'hang-up' });
    }
    const opened = this.#open(incoming).finally(() => this.#announced.delete(incoming.carrierCallId));
    this.#announced.set(incoming.carrierCallId, opened);
    return opened;
  }

  async dial(request: CallRequest): Promise<CallView> {
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
    if (!result.placed) entry.call.outbound?.notPlaced(result.cause, result.code, result.detail);
    else if (result.carrierCallId !== null) this.#bind(entry, result.carrierCallId);
    return entry.view.view;
  }

  async answered({ carrier, callId, carrierCallId, origin }: AnsweredCall): Promise<NextStep> {
    const known = this.#calls.ours(callId) ?? (await this.#pickUp(callId, origin));
    // Its id and its carrier's belong together: whatever else asks is no call of ours.
    if (known === null || !this.#bind(known, carrierCallId) || known.view.view.carrier !== carrier)
      return { kind: 'hang-up' };
    return known.call.answered();
  }

  answeredBy({ callId, detail, ...verdict }: AnswererReport): void {
    this.#calls.ours(callId)?.call.outbound?.answeredBy(verdict, detail);
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
    const known = this.#calls.carriers(carrierCallId) ?? (await this.#resume(carrierCallId, origin));
    return known?.call.nextStep() ?? { kind: 'hang-up' };
  }

  async afterDial(
    carrierCallId: string,
    status: DialStatus,
    origin: string,
    gone: boolean,
  ): Promise<NextStep> {
    const known = this.#calls.carriers(carrierCallId) ?? (await this.#resume(carrierCallId, origin));
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

  async #open(call: IncomingCall): Promise<NextStep> {
    const plan = await this.#options.plan(call, null);
    const earlier = this.#opening(call, plan, null);
    return this.#enter({ call, plan, earlier, isNew: true, occasion: 'answered' }).call.nextStep();
  }

  /** The call is in the store before anybody places it; the id of the call that has the key already, if one has. */
  async #order({ carrier, from, to, origin, order }: Placement, key: string | null): Promise<Entry | CallId> {
    const { store } = this.#options;
    const call = { carrier, carrierCallId: '', from, to, fromState: null, origin };
    const plan = await this.#options.plan(call, order);
    const earlier = this.#opening(call, plan, order);
    const owner = key === null ? await store.append(earlier) : await store.open(earlier, key);
    if (owner !== undefined && owner !== earlier[0]?.callId) return owner;
    return this.#enter({ call, plan, earlier, isNew: true, occasion: 'answered' });
  }

  #opening(call: IncomingCall, plan: CallPlan, order: CallOrder | null): readonly JournalRecord[] {
    const { world, model } = this.#options;
    const wall = world.clock.wall();
    // Ids sort by time: the wall clock in base 36 first.
    const callId = `call_${wall.toString(36)}${world.random.token(14)}` as CallId;
    return openingRecords({ callId, wall, call, plan, model: model.name, order });
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
    entry.call.outbound?.placed(carrierCallId);
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
  async #pickUp(callId: string, origin: string): Promise<Entry | null> {
    const kept = await this.#options.store.call(callId).catch(() => null);
    if (kept === null || kept.direction !== 'outbound' || kept.status !== 'ringing') return null;
    return this.#resume(callId, origin, 'answered');
  }

  #full(): boolean {
    const calls = this.#calls.size + this.#announced.size + this.#ordering;
    return this.#draining || calls >= this.#options.callsMax;
  }

  /** A call of which this process knows nothing: another one, now gone, may have had it. Its journal tells. */
  async #resume(id: string, origin: string, occasion: StreamOccasion = 'resumed'): Promise<Entry | null> {
    if (this.#draining) return null;
    const { store, world } = this.#options;
    const kept = await store.call(id).catch(() => null);
    if (kept === null || kept.status === 'ended') return null;
    const earlier = await store.journal(kept.id).catch(() => []);
    if (earlier.length === 0) return null;
    const { carrier, callSid: carrierCallId, from, to } = kept;
    const call = { carrier, carrierCallId, from, to, fromState: null, origin };
    const plan = await this.#options.plan(call, orderOf(earlier));
    world.log.info('call.resumed', { callId: kept.id });
    // Asked twice while we looked: the first one has it.
    const known = this.#calls.ours(kept.id);
    return known ?? this.#enter({ call, plan, earlier, isNew: false, occasion });
  }

  #enter(facts: Pick<EntryFacts, 'call' | 'plan' | 'earlier' | 'isNew' | 'occasion'>): Entry {
    const entry = openEntry(this.#options, {
      ...facts,
      told: (record, view) => {
        for (const watcher of this.#watchers) watcher(record, view);
      },
      ended: (stored) => void this.#leave(entry, stored),
      unwanted: () => this.#endAtCarrier(entry),
    });
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
