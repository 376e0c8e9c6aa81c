// Switchboard: every live call of this process, and what its carrier, operators and watchers may ask of it.
import type { CallView } from '../call/call-view.ts';
import type { CarrierStream, StreamStart } from '../carriers/carrier.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { DialStatus, NextStep } from '../call/next-step.ts';
import type { TransferWish } from '../call/transfer-target.ts';
import type { Answerer, CallProgress, VoicemailPolicy } from '../frames/dialling.ts';

export type { DialStatus, NextStep } from '../call/next-step.ts';

/** A call as its carrier announced it. */
export interface IncomingCall {
  readonly carrier: string;
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  /** The caller's US state as the carrier knows it, e.g. `CA`; null when it does not. */
  readonly fromState: string | null;
  /** Where this call's carrier reaches us, e.g. `https://voice.example.com`: the address it reports a transfer to lies below it. */
  readonly origin: string;
}

/** A call to be placed. Only `to` has no default. */
export interface CallRequest {
  /** E.164 or SIP URI; PII. */
  readonly to: string;
  /** E.164, shown to who is called. Default: the number of the carrier's settings. */
  readonly from?: string;
  /** Default: the first carrier of this server that places calls. */
  readonly carrier?: string;
  /** For the `{{name}}` of instructions and greeting, and for tools; they win over the agent's own. PII. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Spoken when somebody picks up; default: who is called speaks first. May hold `{{variables}}`. */
  readonly greeting?: string;
  /** Who calls and why, in a sentence or two as they are said to a call-screening phone. May hold `{{variables}}`. */
  readonly purpose?: string;
  /** What happens when a machine picks up. Absent: the carrier does not listen for one. A message may hold `{{variables}}`. */
  readonly voicemail?: VoicemailPolicy;
  /** How long it may ring, in seconds: 5 to 600, default 30. */
  readonly answerWithinS?: number;
  /** The longest the call may take, in seconds; default: the agent's. */
  readonly maxDurationS?: number;
  /** Of several requests with one key the first places its call; the others get that call back. */
  readonly idempotencyKey?: string;
  /** The trace that the call goes on in, as W3C's header has it; one that is none counts as not given. */
  readonly traceparent?: string;
}

/** Somebody picked up a call that we placed. */
export interface AnsweredCall {
  readonly carrier: string;
  /** Ours. */
  readonly callId: string;
  readonly carrierCallId: string;
  /** As in `IncomingCall`. */
  readonly origin: string;
}

/** The carrier's word on how far a call has come; `callId`: ours, of a call that we placed. */
export interface StatusReport {
  readonly callId: string | null;
  readonly carrierCallId: string;
  /** Null: it says nothing of that. */
  readonly progress: CallProgress | null;
  /** The carrier's own for what went wrong; null for none. */
  readonly code: string | null;
  /** It is the last word. */
  readonly over: boolean;
}

/** The carrier's word on who picked up a call that we placed; as in the news `answered-by` of a door. */
export interface AnswererReport {
  /** Ours. */
  readonly callId: string;
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  readonly detail: string;
}

/** An operator's wishes; at least one is given. */
export interface SteerRequest {
  readonly instructions?: string;
  readonly voice?: string;
  readonly say?: string;
  /** Another agent of the call, by name. */
  readonly agent?: string;
  /** Another of the agent's languages, BCP-47. */
  readonly language?: string;
}

/** What became of each wish of a steer request. */
export interface SteerAnswer {
  readonly instructions?: 'applied';
  /** `deferred`: once the response is done. `unsupported`: this model keeps its voice for the whole call. */
  readonly voice?: 'applied' | 'deferred' | 'unsupported';
  readonly say?: 'queued';
  /** `unknown`: the call has no such agent, and nothing was changed by this wish. */
  readonly agent?: 'applied' | 'unknown';
  /** `unknown`: the agent who speaks then does not speak it. */
  readonly language?: 'applied' | 'unknown';
}

/**
 * Keeps the live calls. Methods that take a call's id take ours or the carrier's, and throw
 * `CALL_NOT_FOUND` / `CALL_NOT_LIVE` where a live call is needed.
 */
export interface Switchboard extends AsyncDisposable {
  /** A call rings. Answers at once: the model is dialled while the phone rings. Beyond the cap: a polite `say`. */
  incoming(call: IncomingCall): Promise<NextStep>;
  /** A stream came without a webhook before it: of a call that is new, or that lost its stream here or in a process now gone. */
  arrived(call: IncomingCall): Promise<NextStep>;
  /**
   * Places a call and resolves once the carrier has it, or would not have it: then the call has ended already. It is in
   * the store before. `DIAL_IMPOSSIBLE`: no carrier, number or public address to place it with. `TOO_MANY_REQUESTS`:
   * the cap is reached. `STORE_UNAVAILABLE`, `IDEMPOTENCY_KEY_USED`: nothing was placed.
   */
  dial(request: CallRequest): Promise<CallView>;
  /** Somebody picked up a call that was placed; the next step as `incoming` has it. */
  answered(call: AnsweredCall): Promise<NextStep>;
  /** The carrier found out who picked up. */
  answeredBy(report: AnswererReport): void;
  /** The carrier had trouble with a stream of a call. */
  streamTrouble(carrierCallId: string, streamId: string, detail: string): void;
  /** How far a call has come; of one that has ended it goes into the journal behind the end. */
  status(report: StatusReport): void;
  /** A stream introduced itself. False: its token is unknown, used or another call's; the caller of this closes it with 1008. */
  connect(start: StreamStart, stream: CarrierStream): boolean;
  /** A stream ended and the carrier asks what comes next. `origin` as in `IncomingCall`: the call may be new to this process. */
  afterStream(carrierCallId: string, origin: string): Promise<NextStep>;
  /** A transfer's dialled leg ended; `gone`: and the caller has hung up. */
  afterDial(carrierCallId: string, status: DialStatus, origin: string, gone: boolean): Promise<NextStep>;
  /** The carrier says that the call is over. */
  completed(carrierCallId: string): void;

  /** Calls that were not let in since the start, by why. */
  readonly admission: { readonly turnedAway: Readonly<Record<'busy' | 'draining' | 'budget', number>> };
  live(): readonly CallView[];
  view(id: string): CallView | null;
  steer(id: string, request: SteerRequest): SteerAnswer;
  /** Stops what the agent is saying, by code; a protected text goes on. */
  interrupt(id: string): void;
  hangUp(id: string): void;
  /** Writes each frame of a live call down among its spans, from now on, or not any more. `CALL_NOT_FOUND`, `CALL_NOT_LIVE`. */
  traceFrames(id: string, on: boolean): void;
  /** `to` null: where the agent transfers to; `TRANSFER_IMPOSSIBLE` when there is nobody. */
  transfer(id: string, wish: TransferWish): void;

  /** Every journal record of every call from now on. Returns the unsubscribe. */
  watch(watcher: (record: JournalRecord, view: CallView) => void): () => void;
  /** New calls are turned away from now on; resolves when the last live call has ended or `msMax` is over. */
  drain(msMax: number): Promise<void>;
}
