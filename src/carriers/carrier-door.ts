// Carrier door: how one carrier comes in over HTTP, verified and read; its answers; and its media sockets.
// The server knows doors only: which paths there are, and whom to ask about what comes in on them.
import type { Socket } from '../base/socket.ts';
import type { World } from '../base/world.ts';
import type { AudioFormat } from '../media/audio.ts';
import type { DialStatus, NextStep } from '../call/next-step.ts';
import type { Answerer, CallProgress } from '../frames/dialling.ts';
import type { CallControl, PlaceUrls, StreamEntrance } from './carrier.ts';

/** One HTTP request of a carrier, as it came. */
export interface CarrierRequest {
  readonly method: string;
  /** Under which the carrier may have asked, best guess first, e.g. `https://voice.example.com`; a signature tells which. */
  readonly origins: readonly string[];
  /** Path and raw query. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came; empty for an upgrade request. */
  readonly body: string;
}

/** A call as its carrier announced it. */
export interface AnnouncedCall {
  readonly carrierCallId: string;
  /** E.164 or SIP URI; PII. */
  readonly from: string;
  readonly to: string;
  /** The caller's US state as the carrier knows it, e.g. `CA`; null when it does not. */
  readonly fromState: string | null;
}

/** What a carrier says by a webhook, in words that all carriers share. */
export type CarrierNews =
  | { readonly kind: 'incoming'; readonly call: AnnouncedCall }
  /** A stream came without a webhook before it: of a call that is new, or that lost its stream. */
  | { readonly kind: 'arrived'; readonly call: AnnouncedCall }
  /** A stream ended and the carrier asks what comes next; `over`: only to say that the call is. */
  | {
      readonly kind: 'stream-over';
      readonly carrierCallId: string;
      readonly from: string;
      readonly over: boolean;
    }
  /** A transfer's leg ended; `over`: and the caller is gone. */
  | {
      readonly kind: 'dial-over';
      readonly carrierCallId: string;
      readonly from: string;
      readonly status: DialStatus;
      readonly over: boolean;
    }
  /** Somebody picked up a call that we placed, and the carrier asks what comes next. `callId`: ours, from its address. */
  | {
      readonly kind: 'answered';
      readonly callId: string;
      readonly carrierCallId: string;
      readonly from: string;
    }
  /** The carrier found out who picked up; `greetingOver`, `beep` as in the frame `answered-by`; `detail`: its own word. */
  | {
      readonly kind: 'answered-by';
      readonly callId: string;
      readonly carrierCallId: string;
      readonly by: Answerer;
      readonly greetingOver: boolean;
      readonly beep: boolean;
      readonly detail: string;
    }
  /** The call's status changed; `over`: it is the last one. */
  | {
      readonly kind: 'status';
      readonly carrierCallId: string;
      readonly over: boolean;
      /** Our id, of a call that we placed. */
      readonly callId?: string;
      /** Absent: a status that says nothing of how far the call has come. */
      readonly progress?: CallProgress;
      /** The carrier's own for what went wrong. */
      readonly code?: string;
    }
  /** The carrier had trouble with a stream. `carrierCallId`: null where it does not say of which call. */
  | {
      readonly kind: 'stream-trouble';
      readonly carrierCallId: string | null;
      readonly streamId: string;
      readonly detail: string;
    }
  /** A command is through, and the door knows by itself what follows it; `carryOn` does it, and tells what came of it. */
  | { readonly kind: 'command-through'; carryOn(): Promise<CarrierNews> }
  /** Nothing that changes a call. */
  | { readonly kind: 'nothing' };

/** What came of looking at a request: news, or why it is turned away, by a name that is counted. */
export type Reading =
  | {
      readonly ok: true;
      readonly origin: string;
      readonly news: CarrierNews;
      /** Of a carrier that takes commands and no documents: the request is acknowledged, and this tells it the step. */
      readonly carryOut?: CarryOut;
      /** How this request wants its answer, where others of its carrier want another. Default: as the door answers. */
      readonly answer?: (step: NextStep, origin: string) => WebhookAnswer;
    }
  /** `forged`: its signature does not hold. `unreadable`: it names no call. */
  | { readonly ok: false; readonly cause: 'forged' | 'unreadable'; readonly reason: string };

/** Tells a carrier a next step by commands. Resolves, bounded, to what came of it; never rejects. */
export type CarryOut = (step: NextStep) => Promise<CarrierNews>;

/** What a carrier is answered. */
export interface WebhookAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly contentType: string;
  readonly body: string;
}

/** One address at which a carrier's webhooks come in. */
export interface CarrierWebhook {
  readonly path: string;
  /** Default `POST`. */
  readonly method?: 'GET' | 'POST';
  read(request: CarrierRequest): Reading;
}

/** Who decides about a door's streams, and is told of their end where the carrier would not ask. */
export interface DoorEntrance extends StreamEntrance {
  /**
   * Somebody calls straight into a socket, which has proved itself: the step of that call, as for the news `arrived`.
   * Resolves within a bound; never rejects. `onStart` is still to follow.
   */
  onArrival(call: AnnouncedCall, origin: string): Promise<NextStep>;
  /** A stream that was taken over is over, and its carrier does not ask what comes next: it is to be told. */
  onOver?(over: StreamOver): void;
}

/** A stream that ended, and how its carrier is told what comes next. */
export interface StreamOver {
  readonly carrierCallId: string;
  /** As of a webhook. */
  readonly origin: string;
  readonly carryOut: CarryOut;
}

/** A file that a carrier fetches. */
export interface CarrierAsset {
  readonly path: string;
  readonly contentType: string;
  /** Made when it is first asked for. */
  body(): Uint8Array;
}

/** How a carrier comes in. Holds secrets and paths, no connection. */
export interface CarrierDoor {
  /** E.g. `twilio`; stands in the journal. */
  readonly name: string;
  readonly webhooks: readonly CarrierWebhook[];
  /** Where its media sockets come in. */
  readonly mediaPath: string;
  /** Files that the carrier fetches, at their paths; nothing about them is secret. */
  readonly assets?: readonly CarrierAsset[];
  /** The WebSocket subprotocol that its upgrades are answered with. */
  readonly subprotocol?: string;
  /** Why the upgrade request does not hold, by a name that is counted; null when it does. */
  upgradeFault(request: CarrierRequest): string | null;
  /** In which format its callers are heard, as far as it is known before they are; absent: µ-law. */
  readonly line?: AudioFormat;
  /** Takes the socket of an upgrade that holds; the entrance is told of its start, once and within a bound. */
  acceptStream(
    world: Pick<World, 'clock' | 'timers'>,
    socket: Socket,
    entrance: DoorEntrance,
    upgrade: Pick<CarrierRequest, 'target' | 'origins'>,
  ): void;
  /** A next step in the carrier's own language; every address in it lies below `origin`. `from`: the caller, PII. */
  answer(step: NextStep, origin: string, from: string, carrierCallId: string): WebhookAnswer;
  /** Where the carrier reports how a transfer went. */
  afterDialUrl(origin: string): string;
  /** Where the carrier asks what comes next when a stream has ended, and when it has recalled a call. */
  afterStreamUrl?(origin: string): string;
  readonly control: CallControl;
  /** How calls are placed through this carrier; absent where none can be. */
  readonly outbound?: OutboundDoor;
}

/** What a door knows of outgoing calls; `control.place` places them. */
export interface OutboundDoor {
  /** The number that is shown when a call names none, E.164; null: each call must name one. */
  readonly number: string | null;
  /** Addresses of one call of ours, below `origin`. */
  urls(origin: string, callId: string): PlaceUrls;
}
