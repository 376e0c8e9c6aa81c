// Dialling: how an outgoing call goes, in the words that frames, journal, carriers and API share.

/** How far a call has come, by its carrier's word. The last five are the end of it. */
export type CallProgress =
  | 'queued'
  | 'ringing'
  | 'answered'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled';

/**
 * Why the carrier did not place a call. `rate-limited`: not now, later; it was not placed for certain. `unreachable`: no
 * answer came, so it may ring all the same.
 */
export type NotPlacedCause = 'unconfigured' | 'refused' | 'rate-limited' | 'unreachable';

/** Who picked up, as the carrier's answering-machine detection has it. `screening`: a phone that asks who calls. */
export type Answerer = 'human' | 'machine' | 'screening' | 'fax' | 'unknown';

/** What happens when a machine picks up. `message`: it is left behind the greeting, and the call ends. */
export type VoicemailPolicy =
  | { readonly action: 'hang-up' }
  | { readonly action: 'message'; readonly message: string }
  /** The agent talks on; only the journal knows. */
  | { readonly action: 'go-on' };
