// Outbound leg: an outgoing call until somebody talks on it: placed, ringing, picked up, or come to nothing.
import type { CallProgress } from '../frames/dialling.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { Journal } from './journal.ts';

/** Why the carrier did not place it. */
export type NotPlaced = Omit<Extract<JournalEvent, { readonly kind: 'call.not-placed' }>, 'kind'>;

/** What the carrier found out about who picked up. */
export type Verdict = Omit<FrameOf<'answered-by'>, 'kind'>;

/** What an outgoing call is given beside what every call is. */
export interface OutboundLegOptions {
  /** How long it may ring. */
  readonly ringMsMax: number;
  /** Has the carrier end the call, now or as soon as its id is known. */
  hangUp(): void;
}

/** How an outgoing call ends that nobody talked on. */
export interface LegEnd {
  readonly reason: EndReason;
  readonly detail: string;
}

/** How long what comes next may take, and how the call ends if it does not come. */
export interface LegWait extends LegEnd {
  readonly msMax: number;
}

/** The call that the leg is of. */
export interface LegHost {
  readonly journal: Journal;
  /** The call has ended: nothing more is written. */
  over(): boolean;
  /** From now on this is waited for. */
  expect(wait: LegWait): void;
  /** The call ends: the carrier would not have it. */
  refused(detail: string): void;
  judged(verdict: Verdict): void;
}

/** Until the carrier says that it rings: carriers place calls in turn, so many a second. */
const QUEUED_MS_MAX = 120_000;

/** Behind the ringing: the carrier's own limit goes first, and its word on it takes a while. */
const RING_SLACK_MS = 15_000;

/** From picking up to the stream. */
const STREAM_MS_MAX = 30_000;

/** How long a call may ring all the same that the carrier gave no answer about. */
const UNSURE_MS_MAX = 60_000;

const ENDS: Readonly<Partial<Record<CallProgress, EndReason>>> = {
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'call-failed',
  canceled: 'no-answer',
};

/** Keeps what is known of it; its call waits and ends by that. */
export class OutboundLeg {
  readonly #ringMsMax: number;
  readonly #host: LegHost;
  #verdict: Verdict | null = null;
  #stage: 'queued' | 'unsure' | 'ringing' | 'picked-up' = 'queued';

  constructor({ ringMsMax }: OutboundLegOptions, host: LegHost) {
    this.#ringMsMax = ringMsMax;
    this.#host = host;
  }

  /** Who picked up, which may be known before there is a conversation to tell; null: not known yet. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  /** Somebody has picked up. */
  get pickedUp(): boolean {
    return this.#stage === 'picked-up';
  }

  /** What is waited for from now on. */
  get wait(): LegWait {
    switch (this.#stage) {
      case 'queued':
        return { msMax: this.#ringMsMax + QUEUED_MS_MAX, reason: 'call-failed', detail: NO_WORD };
      case 'unsure':
        return { msMax: UNSURE_MS_MAX, reason: 'call-failed', detail: NO_ANSWER };
      case 'ringing':
        return { msMax: this.#ringMsMax + RING_SLACK_MS, reason: 'no-answer', detail: 'nobody picked up' };
      case 'picked-up':
        return { msMax: STREAM_MS_MAX, reason: 'stream-lost', detail: 'no stream came' };
    }
  }

  /** The carrier has taken the call over, and calls it so. */
  placed(carrierCallId: string): void {
    if (!this.#host.over()) this.#host.journal.append({ kind: 'call.placed', carrierCallId });
  }

  /** The carrier would not place the call; or it gave no answer: then what is heard of the call tells. */
  notPlaced(why: NotPlaced): void {
    if (this.#host.over()) return;
    const { cause, code, detail } = why;
    this.#host.journal.append({ kind: 'call.not-placed', ...why });
    if (cause !== 'unreachable')
      return this.#host.refused(code === null ? detail : `${detail}, code ${code}`);
    if (this.#stage !== 'queued') return;
    this.#stage = 'unsure';
    this.#host.expect(this.wait);
  }

  /** The carrier found out who picked up; `detail`: its own word. */
  answeredBy(verdict: Verdict, detail: string): void {
    if (this.#host.over()) return;
    this.#host.journal.append({ kind: 'callee.answered-by', by: verdict.by, detail });
    this.#verdict = verdict;
    this.#host.judged(verdict);
  }

  /** Takes in how far the call has come. */
  see(progress: CallProgress): void {
    const before = this.#stage;
    if (progress === 'answered') this.#stage = 'picked-up';
    else if (progress === 'ringing' && before !== 'picked-up') this.#stage = 'ringing';
    else if (progress === 'queued' && before === 'unsure') this.#stage = 'queued';
    if (this.#stage !== before && !this.#host.over()) this.#host.expect(this.wait);
  }

  /** How the call ends when the carrier says that it is over before it had a stream. */
  endBy(progress: CallProgress | null, code: string | null): LegEnd {
    const detail = `the carrier says ${progress ?? 'that it is over'}${code === null ? '' : `, code ${code}`}`;
    if (this.#stage === 'picked-up')
      return { reason: 'caller-hangup', detail: 'gone before the stream began' };
    return { reason: (progress === null ? undefined : ENDS[progress]) ?? 'call-failed', detail };
  }
}

const NO_WORD = 'the carrier did not say what became of the call';
const NO_ANSWER = 'the carrier gave no answer when the call was placed, and nothing was heard of it';
