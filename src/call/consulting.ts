// Consulting: the caller's side of a warm transfer. A human is asked, in a call of their own, while the caller is on hold.
import type { CallId } from '../base/brand.ts';
import type { Briefing, ConsultationOutcome } from '../frames/transfer-frames.ts';
import { whyBack } from '../nodes/hold.ts';
import type { JournalRecord } from './journal.ts';
import type { LiveCallOptions } from './live-call-options.ts';

/** Who is to be asked, and what they are told. */
export interface ConsultationWish {
  /** E.164 or SIP URI; PII. */
  readonly to: string;
  readonly briefing: Briefing;
}

/** A human who is being asked. */
export interface Consultation {
  /** The human's call. */
  readonly callId: CallId;
  /** The conference in which one who accepts waits for the caller. */
  readonly room: string;
  /** The caller does not wait any more: the human is told so, or rings no longer, or is taken out of the conference. */
  release(): void;
}

/** Who is told how it goes. */
export interface ConsultationListener {
  /** The human's call is opened, and about to be placed. */
  opened(consultation: Consultation): void;
  /** Told once. `accepted`: the human is on the way into the conference. */
  over(outcome: ConsultationOutcome): void;
  /** One who has accepted is not on the phone any more. */
  left(): void;
}

/** Has a human asked; tells nothing before it returns. */
export type Consult = (wish: ConsultationWish, listener: ConsultationListener) => void;

/** What a call that may have one asked is made with. */
export type ConsultingOptions = Pick<LiveCallOptions, 'world' | 'journal' | 'consult'>;

/** The call whose caller waits. */
export interface ConsultingHost {
  /** What came of it, for the conversation. */
  over(outcome: ConsultationOutcome): void;
  /** The human who accepted is gone. */
  left(): void;
}

interface Asked {
  readonly to: string;
  consultation: Consultation | null;
  state: 'asking' | 'accepted' | 'joined';
}

/** One human at a time. */
export class Consulting {
  readonly #options: ConsultingOptions;
  readonly #host: ConsultingHost;
  #asked: Asked | null = null;

  constructor(options: ConsultingOptions, host: ConsultingHost) {
    this.#options = options;
    this.#host = host;
    // Of a process before this one, which is gone.
    const last = options.journal.records.findLast(({ event: { kind } }) =>
      kind.startsWith('transfer.consult'),
    );
    if (last?.event.kind === 'transfer.consulting')
      options.journal.append({ kind: 'transfer.consulted', outcome: 'broken-off' });
  }

  begin(wish: ConsultationWish): void {
    this.release('called-off');
    const asked: Asked = { to: wish.to, consultation: null, state: 'asking' };
    this.#asked = asked;
    const { consult, world, journal } = this.#options;
    if (consult === undefined) return void world.timers.after(0, () => this.#over(asked, 'impossible'));
    consult(wish, {
      opened: (consultation) => {
        if (this.#asked !== asked) return consultation.release();
        asked.consultation = consultation;
        journal.append({ kind: 'transfer.consulting', to: wish.to, callId: consultation.callId });
      },
      over: (outcome) => this.#over(asked, outcome),
      left: () => {
        if (this.#asked !== asked || asked.state === 'asking') return;
        if (asked.state === 'accepted') this.part('gone');
        this.#host.left();
      },
    });
  }

  /** The human who waits for the caller in a conference; null: there is none. */
  get accepted(): { readonly to: string; readonly room: string } | null {
    const asked = this.#asked;
    if (asked === null || asked.state !== 'accepted' || asked.consultation === null) return null;
    return { to: asked.to, room: asked.consultation.room };
  }

  /** The caller is on the way to the human: from here on the two end by themselves. */
  join(): void {
    if (this.#asked !== null) this.#asked.state = 'joined';
  }

  /** Nobody waits for the human any more, unless the two are together. */
  release(outcome: ConsultationOutcome): void {
    if (this.#asked?.state !== 'joined') this.part(outcome);
  }

  /** The same, wherever the human is. */
  part(outcome: ConsultationOutcome): void {
    const asked = this.#asked;
    this.#asked = null;
    const tells = asked?.state === 'asking' ? asked.consultation !== null : outcome === 'gone';
    if (asked !== null && tells) this.#options.journal.append({ kind: 'transfer.consulted', outcome });
    asked?.consultation?.release();
  }

  #over(asked: Asked, outcome: ConsultationOutcome): void {
    if (this.#asked !== asked || asked.state !== 'asking') return;
    if (outcome === 'accepted') asked.state = 'accepted';
    else this.#asked = null;
    this.#options.journal.append({ kind: 'transfer.consulted', outcome });
    this.#host.over(outcome);
  }
}

/** What a model that joins is told of a transfer that led nowhere before this stream; null for none. */
export function brokenTransfer(records: readonly JournalRecord[]): string | null {
  const last = records.findLast(
    ({ event: { kind } }) => kind === 'transfer.consulted' || kind === 'stream.started',
  );
  if (last?.event.kind !== 'transfer.consulted') return null;
  const { outcome } = last.event;
  // Of everything else it was told while the caller was on the line.
  return outcome === 'broken-off' || outcome === 'gone' ? whyBack(outcome) : null;
}
