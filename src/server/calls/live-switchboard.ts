// The switchboard itself: opens calls, finds them again for their carrier and operators, and sees each to its end.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { DialStatus, NextStep } from '../../call/next-step.ts';
import type { StreamOccasion } from '../../call/opening-lines.ts';
import type { CallOrder } from '../../call/order.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { TransferWish } from '../../call/transfer-target.ts';
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
import { Admission } from './admission.ts';
import { Consultations } from './consultations.ts';
import { CallRegister, type Entry } from './call-register.ts';
import { keptCall } from './kept-call.ts';
import { hangUpLateCall } from './late-call.ts';
import { LateStatus } from './late-status.ts';
import { OperatorDesk } from './operator-desk.ts';
import { keptOpening, openingRecords } from './opening-records.ts';
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
  readonly #desk: OperatorDesk;
  readonly interrupt: Switchboard['interrupt'] = (id) => this.#desk.interrupt(id);
  readonly traceFrames: Switchboard['traceFrames'] = (id, on) => this.#desk.traceFrames(id, on);
  readonly #consultations: Consultations;
  readonly #late: LateStatus;
  /** Calls being planned, by the carrier's id: a webhook that is asked twice opens one call. */
  readonly #announced = new Map<string, Promise<NextStep>>();
  readonly #watchers = new Set<(record: JournalRecord, view: CallView) => void>();
  /** Calls on their way into the store, to be placed behind it. */
  #ordering = 0;
  readonly admission: Admission;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    this.admission = new Admission(options.callsMax, options.budgetSpent);
    this.#desk = new OperatorDesk(this.#calls, options.model.changesVoice);
    this.#late = new LateStatus({ ...options, told: (record, view) => this.#tell(record, view) });
    this.#consultations = new Consultations(options, {
      full: () => this.admission.full(this.#taken()),
      open: (placement, plan, room) => this.#openConsultation(placement, plan, room),
      place: (placement, entry) => this.#place(placement, entry),
    });
  }

  incoming(incoming: IncomingCall): Promise<NextStep> {
    const known = this.#calls.carriers(incoming.carrierCallId);
    if (known !== undefined) return Promise.resolve(known.call.nextStep());
    const opening = this.#announced.get(incoming.carrierCallId);
    if (opening !== undefined) return opening;
    if (this.admission.turnsAway(this.#taken())) {
      return Promise.resolve({ kind: 'say', ...this.#options.busy, next: 'hang-up' });
    }
    const opened = this.#open(incoming).finally(() => this.#announced.delete(incoming.carrierCallId));
    this.#announced.set(incoming.carrierCallId, opened);
    return opened;
  }

  async arrived(call: IncomingCall): Promise<NextStep> {
    const { carrierCallId, carrier, origin } = call;
    const known = this.#calls.carriers(carrierCallId) ?? (await this.#resume(carrierCallId, origin));
    if (known === null) return this.incoming(call);
    return known.view.view.carrier === carrier ? known.call.nextStep() : { kind: 'hang-up' };
  }

  async dial(request: CallRequest): Promise<CallView> {
    const placement = placementOf(request, this.#options.doors, this.#options.reachedAt());
    if (this.admission.turnsAway(this.#taken()))
      throw new OffhookError('TOO_MANY_REQUESTS', 'the cap or the budget is reached, or the server stops');
    this.#ordering += 1;
    const ordered = this.#order(placement, request.idempotencyKey ?? null);
    const entry = await ordered.finally(() => (this.#ordering -= 1));
    if (typeof entry === 'string') return this.#dialledBefore(entry, request.to);
    await this.#place(placement, entry);
    return entry.view.view;
  }

  async #place(placement: Placement, entry: Entry): Promise<void> {
    const { placed, ...result } = await placement.place(entry.call.id);
    if ('cause' in result) entry.call.outbound?.notPlaced(result);
    else if (placed && result.carrierCallId !== null) this.#bind(entry, result.carrierCallId);
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

  streamTrouble(carrierCallId: string, streamId: string, detail: string): void {
    this.#calls.carriers(carrierCallId)?.streamTrouble(streamId, detail);
  }

  status({ callId, carrierCallId, progress, code, over }: StatusReport): void {
    const placed = callId === null ? undefined : this.#calls.ours(callId);
    if (placed !== undefined && !this.#bind(placed, carrierCallId)) return;
    if (placed === undefined && !over) void hangUpLateCall(this.#options, callId, carrierCallId);
    const entry = placed ?? this.#calls.carriers(carrierCallId);
    if (progress !== null && entry?.call.ended === false) entry.call.status(progress, code);
    else if (progress !== null)
      void this.#late.tell({ callId, carrierCallId, progress, code }, entry?.stored);
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
    return this.#calls.all().map((entry) => entry.now());
  }

  view(id: string): CallView | null {
    return this.#calls.find(id)?.now() ?? null;
  }

  steer(id: string, request: SteerRequest): SteerAnswer {
    return this.#desk.steer(id, request);
  }

  hangUp(id: string): void {
    this.#desk.hangUp(id);
  }

  transfer(id: string, wish: TransferWish): void {
    this.#desk.transfer(id, wish);
  }

  watch(watcher: (record: JournalRecord, view: CallView) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  drain(msMax: number): Promise<void> {
    this.admission.drain();
    return this.#calls.drain(this.#options.world.timers, msMax);
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

  /** The call in which a human is asked to take another one over. */
  async #openConsultation(placement: Placement, plan: CallPlan, room: string): Promise<Entry> {
    const { carrier, from, to, origin, order } = placement;
    const call = { carrier, carrierCallId: '', from, to, fromState: null, origin };
    const earlier = this.#opening(call, plan, order);
    await this.#options.store.append(keptOpening(earlier, plan));
    return this.#enter({ call, plan, earlier, isNew: true, occasion: 'answered', room });
  }

  #opening(call: IncomingCall, plan: CallPlan, order: CallOrder | null): readonly JournalRecord[] {
    const goesOn = order === null ? this.#options.goesOn : undefined;
    return openingRecords({ ...this.#options, call, plan, order, goesOn: goesOn ?? [] });
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

  #taken(): number {
    return this.#calls.size + this.#announced.size + this.#ordering;
  }

  /** A call of which this process knows nothing: another one, now gone, may have had it. Its journal tells. */
  async #resume(id: string, origin: string, occasion: StreamOccasion = 'resumed'): Promise<Entry | null> {
    if (this.admission.draining) return null;
    const kept = await keptCall(this.#options, id, origin);
    const callId = kept?.earlier[0]?.callId;
    if (kept === null || callId === undefined) return null;
    this.#options.world.log.info('call.resumed', { callId });
    // Asked twice while we looked: the first one has it.
    const known = this.#calls.ours(callId);
    if (known !== undefined) return known;
    const entry = this.#enter({ ...kept, isNew: false, occasion });
    // The caller that a human was asked about is with the agent again, or gone.
    if (kept.plan.briefing !== null) entry.call.callOff(occasion === 'answered');
    return entry;
  }

  #enter(facts: Pick<EntryFacts, 'call' | 'plan' | 'earlier' | 'isNew' | 'occasion' | 'room'>): Entry {
    const { call, plan } = facts;
    const entry = openEntry(this.#options, {
      ...facts,
      consult: (wish, listener) => {
        const ourNumber = plan.outbound === null ? call.to : call.from;
        const { carrierCallId } = entry;
        const asking = { callId: entry.call.id, plan, carrier: call.carrier, carrierCallId, ourNumber };
        this.#consultations.begin(asking, wish, listener);
      },
      told: (record, view) => {
        this.#consultations.see(record);
        this.#tell(record, view);
      },
      unwanted: () => this.#endAtCarrier(entry),
    });
    this.#calls.add(entry);
    // Only once the store has it whole, so that it can always be found.
    void entry.stored.then(() => this.#calls.remove(entry));
    return entry;
  }

  #tell(record: JournalRecord, view: CallView): void {
    for (const watcher of this.#watchers) watcher(record, view);
  }
}
