// Transfers to a human: the words that frames, journal, plan and API share, and the frames of a warm one.

/**
 * How a caller is put through to a human. `cold`: sent there at once, come what may. `warm`: the caller waits on hold
 * while the human is called, told what it is about, and asked. `refer`: cold, and where both sides speak SIP it is the
 * caller's own side that calls the human, by REFER, so that the call leaves us.
 */
export type TransferKind = 'cold' | 'warm' | 'refer';

/** What a human is told of a caller before they decide. Each is PII, and empty where nothing is known. */
export interface Briefing {
  /** Why the caller needs a human. */
  readonly reason: string;
  /** Who calls. */
  readonly caller: string;
  /** What the agent has tried already. */
  readonly tried: string;
}

/** Nothing is known of the caller. */
export const NO_BRIEFING: Briefing = { reason: '', caller: '', tried: '' };

/**
 * What came of asking a human. `hung-up`: after picking up, without a decision. `timed-out`: no decision in time.
 * `failed`: the human could not be called, or not be told. `impossible`: nobody was asked, since this carrier or server
 * cannot. `called-off`: the caller wanted back to the agent. `gone`: accepted, and gone before the caller was there.
 * `broken-off`: the caller's line or our process broke meanwhile.
 */
export type ConsultationOutcome =
  | 'accepted'
  | 'declined'
  | 'no-answer'
  | 'busy'
  | 'voicemail'
  | 'hung-up'
  | 'timed-out'
  | 'failed'
  | 'impossible'
  | 'called-off'
  | 'gone'
  | 'broken-off';

/** How a human made the decision known. */
export type DecisionMeans = 'key' | 'voice';

/** The caller is to be put on hold, and a human asked. */
export interface ConsultationWanted {
  readonly kind: 'consultation.wanted';
  /** E.164 or SIP URI; PII. */
  readonly to: string;
  readonly briefing: Briefing;
  /** The caller has been told. */
  readonly announced: boolean;
}

/** The caller is on hold: the human may be called now. */
export interface ConsultationBegun {
  readonly kind: 'consultation.begun';
  readonly to: string;
  readonly briefing: Briefing;
}

/** The human is to be left alone: the caller has waited long enough, or wants back. */
export interface ConsultationUnwanted {
  readonly kind: 'consultation.unwanted';
  readonly outcome: 'timed-out' | 'called-off';
}

/** What came of it. */
export interface ConsultationOver {
  readonly kind: 'consultation.over';
  readonly outcome: ConsultationOutcome;
}

/** The caller waits on hold, heard by nobody, or does not any more. */
export interface Hold {
  readonly kind: 'hold';
  readonly on: boolean;
}

/** Of a human who is being asked: the caller does not wait any more. */
export interface BriefingOff {
  readonly kind: 'briefing.off';
}

/** Every frame of a warm transfer. */
export type TransferFrame =
  | ConsultationWanted
  | ConsultationBegun
  | ConsultationUnwanted
  | ConsultationOver
  | Hold
  | BriefingOff;
