// World: every effect that call code may have on the outside. One real, one simulated; the same code runs in both.
import type { Log } from './log.ts';
import type { Socket } from './socket.ts';
import type { EpochMs, Micros } from './time.ts';

/** The outside, as call code may touch it. Nothing below `server/` reads a clock, sets a timer or opens a socket elsewhere. */
export interface World {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Dials a WebSocket at once; the result reports `open` or `closed` through its listener. */
  dial(request: DialRequest): Socket;
  /** One HTTP exchange. Rejects with `HttpFault` when no answer came; any status is an answer. */
  http(request: HttpRequest): Promise<HttpAnswer>;
  /** One HTTP exchange whose answer is read while it comes. The listener is told nothing before this returns. */
  stream(request: HttpStreamRequest, listener: HttpStreamListener): HttpStream;
}

/** Two clocks: one to measure with, one to write down. */
export interface Clock {
  /** Monotonic, microseconds since the World began. */
  now(): Micros;
  /** Wall-clock time, for records. */
  wall(): EpochMs;
}

/** Waiting, without a thread of its own: what is due runs between other things. */
export interface Timers {
  /** Runs `fire` once, `delayMs` (0 or more) from now, unless stopped before. */
  after(delayMs: number, fire: () => void): Timer;
}

/** One wait under way. Stopping one that fired or was stopped does nothing. */
export interface Timer {
  stop(): void;
}

/** Chance. In the simulated World it comes from a seed. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** `length` characters of `[0-9a-z]`, unguessable in the real World. */
  token(length: number): string;
}

/** A WebSocket to be dialled. */
export interface DialRequest {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Offered, where the peer is to agree on one; without its agreement the handshake fails. */
  readonly subprotocol?: string;
  /** How long the handshake may take, in milliseconds. */
  readonly openMsMax: number;
}

/** One HTTP exchange to be made. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the whole exchange may take, in milliseconds. */
  readonly timeMsMax: number;
  readonly signal?: AbortSignal;
}

/** An HTTP answer, whatever its status; header names in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One HTTP exchange whose answer may go on for long. */
export interface HttpStreamRequest extends Omit<HttpRequest, 'timeMsMax' | 'signal'> {
  /** How long the answer may take to begin, in milliseconds. How long it then takes is for the listener to bound. */
  readonly beginMsMax: number;
}

/** What an answer tells while it comes. None of these may throw into it. */
export interface HttpStreamListener {
  /** The answer begins, whatever its status; header names in lower case. */
  head(status: number, headers: Readonly<Record<string, string>>): void;
  bytes(chunk: Uint8Array): void;
  /** Nothing follows. Null: all of it came; else in one line what went wrong. Told once, unless it was stopped. */
  ended(fault: string | null): void;
}

/** An answer that is being read. */
export interface HttpStream {
  /** Gives it up; idempotent. Nothing is told of it any more. */
  stop(): void;
}

/** No HTTP answer came: refused, reset, timed out or aborted. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
}
