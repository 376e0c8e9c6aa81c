// Reasons: why an agent was stopped and why a call ended, in the words that frames, journal and API share.

/** Why the agent was stopped. */
export type InterruptionCause = 'speech' | 'digit' | 'operator' | 'code' | 'guardrail';

/** Who wanted another agent or another language: a function that the model called, an operator or code, or the caller's own words. */
export type SwitchCause = 'model' | 'operator' | 'detected';

/** How a conversation, and with it mostly the call, comes to its end. */
export type EndReason =
  | 'caller-hangup'
  | 'agent-hangup'
  | 'operator-hangup'
  | 'transferred'
  | 'max-duration'
  /** It has cost as much as its agent allows. */
  | 'budget'
  | 'dormant'
  | 'model-failed'
  | 'stream-lost'
  | 'not-answered'
  | 'carrier-fault'
  | 'shutdown'
  | 'internal-fault'
  /** Of outgoing calls: who was called is on the phone, did not pick up, or cannot be reached by this number. */
  | 'busy'
  | 'no-answer'
  | 'call-failed'
  /** Of outgoing calls: a machine picked up, and was left alone or with a message; or a fax did. */
  | 'machine'
  | 'fax';

/**
 * How an entry of digits ended. `entered`: by its length or its terminator. `timeout`: the caller typed no more.
 * `hung-up`: the caller is gone. `cancelled`: the call ended otherwise, or another entry was on.
 */
export type EntryStatus = 'entered' | 'timeout' | 'hung-up' | 'cancelled';

/** What became of keys that were to be sent: all of them sounded, or the line was gone before. */
export type SendingStatus = 'sent' | 'cut';

/** Code of the fault, not a fatal one, by which a conversation is told that its session with the model is gone. */
export const SESSION_LOST = 'session-lost';

/** Code of the fault, not a fatal one, by which it is told that another session has taken over. */
export const SESSION_RENEWED = 'session-renewed';
