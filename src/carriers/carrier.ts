// Carrier: the contract of whoever brings the call. A folder beside this file for each.
import type { NotPlacedCause } from '../frames/dialling.ts';
import type { FrameKind } from '../frames/frame.ts';
import type { AudioFormat } from '../media/audio.ts';
import type { Endpoint } from '../graph/node.ts';

/** Kinds that every carrier takes from the graph. */
export const CARRIER_TAKES = [
  'playout.audio',
  'playout.words',
  'playout.mark',
  'playout.clear',
  'carrier.digits',
  'carrier.music',
  'speaker.changed',
  'carrier.close',
] as const satisfies readonly FrameKind[];

/** Kinds that every carrier gives to the graph. */
export const CARRIER_GIVES = [
  'carrier.started',
  'caller.audio',
  'caller.words',
  'caller.speaking',
  'caller.digit',
  'playout.marked',
  'playout.cut',
  'carrier.stopped',
] as const satisfies readonly FrameKind[];

/** One media stream of a call, as an endpoint of a graph. What arrives before `attach` is kept for it. */
export interface CarrierStream extends Endpoint<
  (typeof CARRIER_TAKES)[number],
  (typeof CARRIER_GIVES)[number]
> {
  /** In which format the caller's sound comes, and in which ours must be; each µ-law where it is not said. */
  readonly inbound?: AudioFormat;
  readonly outbound?: AudioFormat;
  /**
   * True: its wire can send keys to the other side, and it is given `carrier.digits`. Absent or false: it never is;
   * keys go out as sound.
   */
  readonly sendsDigits?: boolean;
  /**
   * True: the carrier hears and speaks for us. It gives `caller.words` and `caller.speaking` in place of sound, and
   * takes `playout.words` and `carrier.music`, which no other stream is given, and minds `speaker.changed`.
   */
  readonly speaks?: boolean;
  /** Ends the stream whatever its state; idempotent. `carrier.stopped` follows unless it was already given. */
  close(): void;
}

/** What a stream says of itself in its first message, before it is bound to a call. */
export interface StreamStart {
  readonly streamId: string;
  readonly carrierCallId: string;
  /** What we put into the answer to the carrier's webhook: token, caller's number … */
  readonly parameters: Readonly<Record<string, string>>;
  /** Who calls and who is called, where the carrier says so here. */
  readonly from?: string;
  readonly to?: string;
}

/** Why a stream was turned away. Counted by this name. */
export type StreamRefusal =
  | 'no-start'
  | 'malformed'
  | 'binary'
  | 'too-big'
  | 'closed-early'
  /** It came straight, and there is no stream for its call: all lines are busy, or the call is over. */
  | 'turned-away';

/** Who decides about streams that introduce themselves. */
export interface StreamEntrance {
  /**
   * The stream introduced itself. True takes it over: attach it now or later, what arrives before is kept.
   * False turns it away, closed with 1008.
   */
  onStart(start: StreamStart, stream: CarrierStream): boolean;
  /** The socket never became a stream; it is closed already. */
  onRefused(cause: StreamRefusal): void;
  /** Something odd happened that breaks nothing; counted by this name. */
  count?(name: string): void;
}

/** Control over calls outside their streams. Each resolves to whether the carrier did it; none throws. */
export interface CallControl {
  /** Ends the call. A call that is already gone counts as done. */
  hangUp(carrierCallId: string): Promise<ControlResult>;
  /** Sends the call to this number or SIP URI; the carrier asks `actionUrl` what to do when that is over. */
  dial(carrierCallId: string, to: string, actionUrl: string): Promise<ControlResult>;
  /**
   * Takes the call out of whatever it is in; the carrier asks `nextStepUrl` what comes next. Absent: this carrier can't,
   * so that no call of it is brought into a conference.
   */
  readonly recall?: (carrierCallId: string, nextStepUrl: string) => Promise<ControlResult>;
  /** Whether a call can be in one conference with a call that `place` places. Absent: each can. */
  readonly confers?: (carrierCallId: string) => boolean;
  /** Places a call, tried once: whoever gets no answer does not know whether it rings. Absent: this carrier places none. */
  readonly place?: (request: PlaceRequest) => Promise<PlaceResult>;
  /** True: it has all that placing a call takes; else each comes back as `unconfigured`. */
  readonly placesCalls?: boolean;
}

/** An outgoing call to be placed. `from`, `to`: PII. */
export interface PlaceRequest {
  /** Ours. A carrier that has a key for that is told it, so that it carries one request out once. */
  readonly callId: string;
  /** E.164 or SIP URI. */
  readonly to: string;
  /** E.164: a number of the account, or one that the carrier has verified. */
  readonly from: string;
  /** How long it may ring, in whole seconds. */
  readonly ringS: number;
  readonly urls: PlaceUrls;
  /**
   * Whether the carrier listens who picked up, beside the call and without delaying it. `who`: its first guess.
   * `message-end`: of a machine it tells once a message can be left.
   */
  readonly detect: 'none' | 'who' | 'message-end';
}

/** Where a carrier reaches us about one outgoing call; our id of it stands in each. */
export interface PlaceUrls {
  /** Asked when somebody picked up: what comes next. */
  readonly answered: string;
  /** Told how far the call has come. */
  readonly status: string;
  /** Told who picked up. */
  readonly answeredBy: string;
}

/** What became of a call to be placed. */
export type PlaceResult =
  /** `carrierCallId` null: the carrier tells it when somebody picks up. */
  | { readonly placed: true; readonly carrierCallId: string | null }
  /** `code`: the carrier's own. `retryAfterMs`: of `rate-limited`, where the carrier says when to ask again. */
  | {
      readonly placed: false;
      readonly cause: NotPlacedCause;
      readonly code: string | null;
      readonly detail: string;
      readonly retryAfterMs?: number;
    };

/** Whether the carrier did what was asked of it. */
export type ControlResult =
  | { readonly done: true }
  /** `unconfigured`: there are no credentials to do it with. `gone`: the call is over. */
  | {
      readonly done: false;
      readonly cause: 'unconfigured' | 'gone' | 'refused' | 'unreachable';
      readonly detail: string;
    };
