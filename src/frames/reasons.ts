// Reasons: why an agent was stopped and why a call ended, in the words that frames, journal and API share.

/** Why the agent was stopped. */
export type InterruptionCause = 'speech' | 'digit' | 'operator' | 'code';

/** How a conversation, and with it mostly the call, comes to its end. */
export type EndReason =
  | 'caller-hangup'
  | 'agent-hangup'
  | 'operator-hangup'
  | 'transferred'
  | 'max-duration'
  | 'dormant'
  | 'model-failed'
  | 'stream-lost'
  | 'not-answered'
  | 'carrier-fault'
  | 'shutdown'
  | 'internal-fault';
