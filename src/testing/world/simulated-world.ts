// The simulated World: a virtual clock, a seeded random, sockets and HTTP that never leave the process.
import {
  HttpFault,
  type DialRequest,
  type HttpAnswer,
  type HttpRequest,
  type HttpStreamRequest,
  type World,
} from '../../base/world.ts';
import type { Socket } from '../../base/socket.ts';
import type { EpochMs, Micros } from '../../base/time.ts';
import { memoryLog, type LogLine } from './memory-log.ts';
import { seededRandom } from './seeded-random.ts';
import { openStream, type StreamAnswer } from './simulated-stream.ts';
import { refusedSocket, socketPair } from './simulated-socket.ts';
import { virtualTime } from './virtual-time.ts';

/** What a simulated World begins with. */
export interface SimulatedWorldOptions {
  /** Same seed, same course of events. Default 1. */
  readonly seed?: number;
  /** One-way delay of every socket message, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** Where wall-clock time begins. Default 2026-01-01T00:00:00Z. */
  readonly wallStart?: number;
}

/** A World for tests and replays. Nothing happens in it unless time is advanced. */
export interface SimulatedWorld extends World {
  /** Lets `ms` of virtual time pass; every timer due in it fires in order, each with the promises it woke. */
  advance(ms: number): Promise<void>;
  /** Advances until `done()` holds; rejects after `msMax` of virtual time. */
  until(done: () => boolean, msMax?: number): Promise<void>;
  /** Answers dials to URLs that begin with `prefix`. Returns a function that stops it. */
  listen(prefix: string, accept: (socket: Socket, request: DialRequest) => void): () => void;
  /** Answers HTTP requests to URLs that begin with `prefix`. Returns a function that stops it. */
  serve(prefix: string, answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): () => void;
  /** Answers streamed HTTP requests to URLs that begin with `prefix`, while they are read. Returns a function that stops it. */
  serveStream(prefix: string, answer: (request: HttpStreamRequest, to: StreamAnswer) => void): () => void;
  /** Timers that have not fired yet, sockets' messages under way among them. */
  readonly timersPending: number;
  /** Sockets with an end that is not closed. */
  readonly socketsOpen: number;
  readonly logLines: readonly LogLine[];
}

/** A fresh simulated World. */
export function simulatedWorld(options: SimulatedWorldOptions = {}): SimulatedWorld {
  /** HTTP answers that are being made: they take no virtual time of their own. */
  let answering = 0;
  const time = virtualTime(() => answering > 0);
  const random = seededRandom(options.seed ?? 1);
  const wallStart = options.wallStart ?? Date.UTC(2026, 0, 1);
  const { log, lines } = memoryLog();
  const listeners = new Map<string, (socket: Socket, request: DialRequest) => void>();
  const servers = new Map<string, (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>>();
  const streams = new Map<string, (request: HttpStreamRequest, to: StreamAnswer) => void>();
  const sockets = { open: 0 };
  const clock = {
    now: () => Math.round(time.nowMs * 1000) as Micros,
    wall: () => (wallStart + Math.floor(time.nowMs)) as EpochMs,
  };
  return {
    clock,
    timers: time,
    random,
    log,
    dial(request) {
      const accept = longestPrefix(listeners, request.url);
      if (accept === undefined) return refusedSocket(time);
      const [near, far] = socketPair(time, {
        latencyMs: options.latencyMs ?? 0,
        dialled: true,
        count: sockets,
      });
      accept(far, request);
      return near;
    },
    async http(request) {
      const answer = longestPrefix(servers, request.url);
      if (answer === undefined) throw new HttpFault(`nothing listens at ${request.url}`);
      const slow = Promise.withResolvers<never>();
      const timer = time.after(request.timeMsMax, () =>
        slow.reject(new HttpFault(`no answer within ${request.timeMsMax} ms`)),
      );
      request.signal?.addEventListener('abort', () => slow.reject(new HttpFault('aborted')));
      answering += 1;
      try {
        return await Promise.race([Promise.resolve(answer(request)), slow.promise]);
      } finally {
        answering -= 1;
        timer.stop();
      }
    },
    stream: (request, listener) =>
      openStream(time, options.latencyMs ?? 0, request, listener, longestPrefix(streams, request.url)),
    advance: (ms) => time.advance(ms),
    async until(done, msMax = 60_000) {
      const deadline = time.nowMs + msMax;
      if (!done()) await time.advance(0);
      while (!done()) {
        if (time.nowMs >= deadline)
          throw new Error(`it did not come to pass within ${msMax} ms of virtual time`);
        await time.step(deadline);
      }
    },
    listen(prefix, accept) {
      listeners.set(prefix, accept);
      return () => void listeners.delete(prefix);
    },
    serve(prefix, answer) {
      servers.set(prefix, answer);
      return () => void servers.delete(prefix);
    },
    serveStream(prefix, answer) {
      streams.set(prefix, answer);
      return () => void streams.delete(prefix);
    },
    get timersPending() {
      return time.pending;
    },
    get socketsOpen() {
      return sockets.open;
    },
    logLines: lines,
  };
}

function longestPrefix<Value>(map: ReadonlyMap<string, Value>, url: string): Value | undefined {
  let best = '';
  for (const prefix of map.keys()) if (url.startsWith(prefix) && prefix.length > best.length) best = prefix;
  return map.get(best);
}
