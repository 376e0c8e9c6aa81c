// Consultations: humans who are asked to take a live call over, each in an outgoing call of their own.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import { BRIEFING_MS_MAX, planBriefing } from '../../agent/plan-briefing.ts';
import type { ConsultationListener, ConsultationWish } from '../../call/consulting.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { CarrierDoor } from '../../carriers/carrier-door.ts';
import type { EndReason } from '../../frames/reasons.ts';
import type { ConsultationOutcome } from '../../frames/transfer-frames.ts';
import type { Entry } from './call-register.ts';
import { placementOf, type Placement } from './placement.ts';
import type { SwitchboardOptions } from './switchboard-options.ts';

/** How long a human's phone may ring. */
const RING_S = 25;

/** The process that opens and places the humans' calls. */
export interface ConsultationsHost {
  /** No more calls are taken on. */
  full(): boolean;
  /** Opens a call, which is in the store then; rejects when it can not be. */
  open(placement: Placement, plan: CallPlan, room: string): Promise<Entry>;
  place(placement: Placement, entry: Entry): Promise<unknown>;
}

/** The call whose caller waits. */
export interface ConsultingCall {
  readonly callId: CallId;
  readonly plan: CallPlan;
  readonly carrier: string;
  readonly carrierCallId: string;
  /** Our number of it; PII where we called. */
  readonly ourNumber: string;
}

/** Asks, and tells from the journal of the human's call what came of it. */
export class Consultations {
  readonly #options: Pick<SwitchboardOptions, 'world' | 'doors' | 'reachedAt'>;
  readonly #host: ConsultationsHost;
  /** By the human's call. */
  readonly #open = new Map<CallId, { readonly listener: ConsultationListener; accepted: boolean }>();

  constructor(options: Pick<SwitchboardOptions, 'world' | 'doors' | 'reachedAt'>, host: ConsultationsHost) {
    this.#options = options;
    this.#host = host;
  }

  /** Tells nothing before it returns, and does not throw. */
  begin(call: ConsultingCall, wish: ConsultationWish, listener: ConsultationListener): void {
    void this.#begin(call, wish, listener).catch((error: unknown) => {
      const impossible = error instanceof OffhookError && error.code === 'DIAL_IMPOSSIBLE';
      const cause = error instanceof OffhookError ? error.message : 'the call could not be opened';
      this.#options.world.log.warn('transfer.not-warm', { callId: call.callId, cause });
      listener.over(impossible ? 'impossible' : 'failed');
    });
  }

  /** Told each record of each call. */
  see({ callId, event }: JournalRecord): void {
    const one = this.#open.get(callId);
    if (one === undefined) return;
    switch (event.kind) {
      case 'conference.sent':
        one.accepted = true;
        return one.listener.over('accepted');
      case 'briefing.settled':
        return event.outcome === 'declined' ? one.listener.over('declined') : undefined;
      case 'call.ended':
        this.#open.delete(callId);
        return one.accepted ? one.listener.left() : one.listener.over(OUTCOMES[event.reason] ?? 'failed');
      default:
        return;
    }
  }

  async #begin(call: ConsultingCall, wish: ConsultationWish, listener: ConsultationListener): Promise<void> {
    const placement = await this.#placement(call, wish);
    const room = this.#options.world.random.token(32);
    const plan = planBriefing(call.plan, wish.briefing);
    const entry = await this.#host.open(placement, plan, room);
    this.#open.set(entry.call.id, { listener, accepted: false });
    listener.opened({ callId: entry.call.id, room, release: () => entry.call.callOff() });
    if (!entry.call.ended) await this.#host.place(placement, entry);
  }

  async #placement(call: ConsultingCall, { to, briefing }: ConsultationWish): Promise<Placement> {
    const { doors } = this.#options;
    const door = doors.find(({ name }) => name === call.carrier);
    if (door === undefined) throw impossible(`${call.carrier} is no carrier of this server`);
    const fault = consultationFault(door);
    if (fault !== null) throw impossible(fault);
    if (door.control.confers?.(call.carrierCallId) === false)
      throw impossible(`calls that ${door.name} places go into no conference with this one`);
    if (this.#host.full()) throw impossible('no more calls are taken on');
    const own = door.outbound?.number ?? null;
    const placement = placementOf(
      {
        to,
        carrier: call.carrier,
        ...(own === null ? { from: call.ourNumber } : {}),
        voicemail: { action: 'hang-up' },
        answerWithinS: RING_S,
        maxDurationS: BRIEFING_MS_MAX / 1000,
      },
      doors,
      this.#options.reachedAt(),
    );
    const consultation = { callId: call.callId, briefing };
    return { ...placement, order: { ...placement.order, consultation } };
  }
}

/** Why nobody can be asked through this carrier; null: somebody can. */
export function consultationFault({ name, control }: Pick<CarrierDoor, 'name' | 'control'>): string | null {
  if (control.recall === undefined) return `${name} brings nobody into a conference here`;
  if (control.placesCalls !== true) return `${name} has not all that placing a call takes`;
  return null;
}

/** What the end of a human's call means for the caller; what is not here failed. */
const OUTCOMES: Readonly<Partial<Record<EndReason, ConsultationOutcome>>> = {
  'no-answer': 'no-answer',
  busy: 'busy',
  machine: 'voicemail',
  fax: 'voicemail',
  'caller-hangup': 'hung-up',
  'operator-hangup': 'hung-up',
  'max-duration': 'timed-out',
  dormant: 'timed-out',
};

function impossible(why: string): OffhookError {
  return new OffhookError('DIAL_IMPOSSIBLE', why);
}
