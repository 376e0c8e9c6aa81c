// Away: a call off its stream, with the other side still on the phone: on the way to a human, with one, or to its end.
import { msBetween, type Micros } from '../base/time.ts';
import type { World } from '../base/world.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { CarrierEnd } from './ends.ts';
import type { Journal } from './journal.ts';
import type { DialStatus, NextStep } from './next-step.ts';
import type { LegWait } from './outbound-leg.ts';

/** How long a call that left its stream may take to come back: carriers were seen to need 40 s. */
export const RETURN_MS_MAX = 90_000;

/** How long a call may be away with a human before we let go of it. */
const TRANSFER_MS_MAX = 4 * 3600_000 + 60_000;

/** How long the carrier may take to act on a dial that it has confirmed. */
const DIAL_OUT_MS_MAX = 5000;

/** How long a human's phone may ring at most, by what carriers are told and by what they do untold. */
const HUMAN_RINGS_MS_MAX = 30_000;

/** How long the word on a dial may come behind that on the end of its call. */
const DIAL_WORD_MS_MAX = 2000;

/** Who is with a human for less than this has not talked to one: the human was gone again. */
const TOGETHER_MS_MIN = 4000;

/** How long a conference may outlive the human: its end comes from the carrier. */
const ALONE_MS_MAX = 3000;

/** The call that is away. */
export interface AwayHost {
  readonly world: Pick<World, 'clock' | 'timers'>;
  readonly journal: Journal;
  /** False: the call has come back, or ended. */
  isAway(away: Away): boolean;
  /** From now on something is waited for; without it the call ends like this. */
  expect(wait: LegWait): void;
  finish(reason: EndReason, detail: string): void;
  /** The call is brought back to its agent; the step that does it. */
  comeBack(): NextStep;
  /** Asks the carrier, outside the stream, to dial; as in `LiveCallOptions`. */
  dialOut(to: string): Promise<boolean>;
  /** The carrier has been told of the conference. */
  joined(): void;
  /** Has the carrier take the call out of the conference, so that it asks what comes next; as in `LiveCallOptions`. */
  recall(): Promise<boolean>;
}

/** One time away. Nothing here throws. */
export class Away {
  /** How the call ends if it does not come back. */
  readonly reason: EndReason;
  /** What the carrier is told when it asks. */
  #step: NextStep;
  readonly #host: AwayHost;
  /** When the carrier was told of the conference. */
  #joinedAt: Micros | null = null;
  /** When it was told to dial. */
  #dialledAt: Micros | null = null;
  /** The carrier has said that the call is over. */
  #over = false;

  constructor(step: NextStep, reason: EndReason, host: AwayHost) {
    this.#step = step;
    this.reason = reason;
    this.#host = host;
  }

  /** The call is off its stream, and its carrier is expected to ask. */
  begin(): void {
    const detail = 'the carrier did not ask what comes next';
    this.#host.expect({ msMax: RETURN_MS_MAX, reason: this.reason, detail });
  }

  /** Has the carrier take the call off its stream, which sounds until then; else the stream is closed, so that it asks. */
  async dialOut(to: string, carrier: CarrierEnd): Promise<void> {
    // Only an answer to the carrier's question can tell it to refer.
    const done = !this.#refers && (await this.#host.dialOut(to).catch(() => false));
    // Meanwhile the caller may have hung up, or the carrier asked what comes next.
    if (!done || !this.#host.isAway(this)) return carrier.close();
    this.#dialled();
    this.#host.world.timers.after(DIAL_OUT_MS_MAX, () => carrier.close());
  }

  /** The carrier asks, and is told. */
  leave(): NextStep {
    const step = this.#step;
    if (step.kind === 'say' && this.reason === 'machine')
      this.#host.journal.append({ kind: 'voicemail.left', by: 'carrier', whole: true });
    if (step.kind === 'conference') return this.#join(step);
    if (this.#dials) this.#dialled();
    else this.#host.finish(this.reason, '');
    return step;
  }

  /** The human's leg is over; `gone`: and so is the caller. */
  afterDial(status: DialStatus, gone: boolean): NextStep {
    this.#host.journal.append({ kind: 'transfer.ended', status });
    const isGone = gone || this.#over;
    const talked = status === 'answered' && (isGone || this.#togetherMs() >= TOGETHER_MS_MIN);
    if (talked) this.#host.finish('transferred', 'the human has taken the call');
    else if (isGone) this.#host.finish('caller-hangup', 'the caller did not wait for the human');
    else if (status === 'failed' && this.#refers) return this.#dialInstead();
    else return this.#host.comeBack();
    return { kind: 'hang-up' };
  }

  /** The carrier says that the call is over. How a dial went it tells by itself, soon, or never. */
  completed(): void {
    const detail = 'the carrier reports the end';
    if (!this.#dials) {
      const alone = this.#step.kind === 'conference' && this.#joinedAt === null;
      return this.#host.finish(alone ? 'caller-hangup' : this.reason, detail);
    }
    if (this.#dialledAt === null) return this.#host.finish('caller-hangup', detail);
    const dialledMs = msBetween(this.#dialledAt, this.#host.world.clock.now());
    if (dialledMs >= HUMAN_RINGS_MS_MAX) return this.#host.finish('transferred', detail);
    this.#over = true;
    // Whose side has called the human hangs up here: that is how a REFER goes well.
    const [reason, why] = this.#refers ? (['transferred', detail] as const) : GONE_EARLY;
    this.#host.expect({ msMax: DIAL_WORD_MS_MAX, reason, detail: why });
  }

  /** The human has left the conference, or was never there. */
  humanLeft(): void {
    // Where the carrier has not asked yet, it is told otherwise.
    if (this.#joinedAt === null) return void this.#host.comeBack();
    this.#host.world.timers.after(ALONE_MS_MAX, () => {
      if (!this.#host.isAway(this)) return;
      void this.#recall();
    });
  }

  /** Nobody is left alone in a conference, whatever the carrier says. */
  async #recall(): Promise<void> {
    this.#host.comeBack();
    if (await this.#host.recall().catch(() => false)) return;
    this.#host.finish('transferred', 'the human is gone, and the carrier did not bring the caller back');
  }

  get #dials(): boolean {
    const step = this.#step;
    return step.kind === 'dial' || (step.kind === 'say' && step.next !== 'hang-up');
  }

  get #refers(): boolean {
    return this.#step.kind === 'dial' && this.#step.refer === true;
  }

  /** The caller's side would not call the human: it is done from here. */
  #dialInstead(): NextStep {
    if (this.#step.kind !== 'dial') return this.#host.comeBack();
    const { kind, callId, to } = this.#step;
    this.#step = { kind, callId, to };
    this.#host.journal.append({ kind: 'transfer.started', to });
    return this.leave();
  }

  #dialled(): void {
    this.#dialledAt ??= this.#host.world.clock.now();
    this.#withHuman();
  }

  #join(step: NextStep): NextStep {
    if (this.#joinedAt === null) {
      this.#joinedAt = this.#host.world.clock.now();
      this.#host.joined();
      this.#host.journal.append({ kind: 'conference.sent' });
    }
    this.#withHuman();
    return step;
  }

  /** Whoever is dialled talks, once they have picked up; in a conference they may have left at once. */
  #togetherMs(): number {
    return this.#joinedAt === null ? Infinity : msBetween(this.#joinedAt, this.#host.world.clock.now());
  }

  #withHuman(): void {
    if (this.#over) return;
    const detail = 'no word from the carrier about the transfer';
    this.#host.expect({ msMax: TRANSFER_MS_MAX, reason: 'transferred', detail });
  }
}

const GONE_EARLY = [
  'caller-hangup',
  'the caller was gone before a human can be said to have talked',
] as const;
