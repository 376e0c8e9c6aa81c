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

/** Who picked up, as the carrier's answering-machine detection has it. */
export type Answerer = 'human' | 'machine' | 'fax' | 'unknown';

/** What happens when a machine picks up. `message`: it is left behind the greeting, and the call ends. */
export type VoicemailPolicy =
  | { readonly action: 'hang-up' }
  | { readonly action: 'message'; readonly message: string }
  /** The agent talks on; only the journal knows. */
  | { readonly action: 'go-on' };
