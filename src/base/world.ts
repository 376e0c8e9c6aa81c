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

/** No HTTP answer came: refused, reset, timed out or aborted. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
}
