// Switchboard: every live call of this process, and what its carrier, operators and watchers may ask of it.
import type { CallView } from '../call/call-view.ts';
import type { CarrierStream, StreamStart } from '../carriers/carrier.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { DialStatus, NextStep } from '../call/next-step.ts';

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

/** An operator's wishes; at least one is given. */
export interface SteerRequest {
  readonly instructions?: string;
  readonly voice?: string;
  readonly say?: string;
}

/** What became of each wish of a steer request. */
export interface SteerAnswer {
  readonly instructions?: 'applied';
  /** `deferred`: once the response is done. `unsupported`: this model keeps its voice for the whole call. */
  readonly voice?: 'applied' | 'deferred' | 'unsupported';
  readonly say?: 'queued';
}

/**
 * Keeps the live calls. Methods that take a call's id take ours or the carrier's, and throw
 * `CALL_NOT_FOUND` / `CALL_NOT_LIVE` where a live call is needed.
 */
export interface Switchboard extends AsyncDisposable {
  /** A call rings. Answers at once: the model is dialled while the phone rings. Beyond the cap: a polite `say`. */
  incoming(call: IncomingCall): Promise<NextStep>;
  /** A stream introduced itself. False: its token is unknown, used or another call's; the caller of this closes it with 1008. */
  connect(start: StreamStart, stream: CarrierStream): boolean;
  /** A stream ended and the carrier asks what comes next. `origin` as in `IncomingCall`: the call may be new to this process. */
  afterStream(carrierCallId: string, origin: string): Promise<NextStep>;
  /** A transfer's dialled leg ended; `gone`: and the caller has hung up. */
  afterDial(carrierCallId: string, status: DialStatus, origin: string, gone: boolean): Promise<NextStep>;
  /** The carrier says that the call is over. */
  completed(carrierCallId: string): void;

  live(): readonly CallView[];
  view(id: string): CallView | null;
  steer(id: string, request: SteerRequest): SteerAnswer;
  /** Stops what the agent is saying, by code; a protected text goes on. */
  interrupt(id: string): void;
  hangUp(id: string): void;
  /** `to` null: where the agent transfers to; `TRANSFER_IMPOSSIBLE` when there is nobody. */
  transfer(id: string, to: string | null): void;

  /** Every journal record of every call from now on. Returns the unsubscribe. */
  watch(watcher: (record: JournalRecord, view: CallView) => void): () => void;
  /** New calls are turned away from now on; resolves when the last live call has ended or `msMax` is over. */
  drain(msMax: number): Promise<void>;
}
