// Simulated sockets: two ends in one process, with a delay between them.
import type { Socket, SocketListener } from '../../base/socket.ts';
import type { Timers } from '../../base/world.ts';

/** How the way between two sockets is. */
export interface SocketPairOptions {
  /** One-way delay of each message. */
  readonly latencyMs: number;
  /** True: the near end was dialled and is told `open`. */
  readonly dialled: boolean;
  /** Counts pairs that are open. */
  readonly count?: { open: number };
}

/** An end that can also vanish without a word, as a crashed peer does. */
export interface SimulatedSocket extends Socket {
  /** The other end is told 1006 and nothing else. */
  vanish(): void;
}

/** Two ends of one connection. What is sent on one arrives at the other, in order, `latencyMs` later. */
export function socketPair(timers: Timers, options: SocketPairOptions): [SimulatedSocket, SimulatedSocket] {
  const count = options.count ?? { open: 0 };
  count.open += 1;
  let live = true;
  const end = (): void => {
    if (live) count.open -= 1;
    live = false;
  };
  const near = new End(timers, options.latencyMs, end);
  const far = new End(timers, options.latencyMs, end);
  near.peer = far;
  far.peer = near;
  if (options.dialled) near.arrive((listener) => listener.open?.(), options.latencyMs * 2);
  return [near, far];
}

/** A dial that nobody answers: `closed` with 1006. */
export function refusedSocket(timers: Timers): Socket {
  const socket = new End(timers, 0, () => {});
  socket.arrive((listener) => socket.finish(listener, 1006, 'connection refused'));
  return socket;
}

class End implements SimulatedSocket {
  readonly unsentBytes = 0;
  peer: End | null = null;
  readonly #timers: Timers;
  readonly #latencyMs: number;
  readonly #ended: () => void;
  #listener: SocketListener | null = null;
  #early: ((listener: SocketListener) => void)[] = [];
  #closed = false;
  #closing = false;

  constructor(timers: Timers, latencyMs: number, ended: () => void) {
    this.#timers = timers;
    this.#latencyMs = latencyMs;
    this.#ended = ended;
  }

  listen(listener: SocketListener): void {
    this.#listener = listener;
    for (const tell of this.#early.splice(0)) tell(listener);
  }

  send(message: string | Uint8Array): void {
    if (this.#closed || this.#closing) return;
    const peer = this.peer;
    peer?.arrive((listener) => peer.receive(listener, message));
  }

  receive(listener: SocketListener, message: string | Uint8Array): void {
    if (this.#closed) return;
    if (typeof message === 'string') listener.text(message);
    else listener.binary?.(message);
  }

  close(code: number, reason: string): void {
    if (this.#closed || this.#closing) return;
    this.#closing = true;
    const peer = this.peer;
    peer?.arrive((listener) => peer.finish(listener, code, reason));
    this.arrive((listener) => this.finish(listener, code, reason), this.#latencyMs * 2);
  }

  vanish(): void {
    const peer = this.peer;
    this.#closed = true;
    peer?.arrive((listener) => peer.finish(listener, 1006, ''));
    this.#ended();
  }

  finish(listener: SocketListener, code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ended();
    listener.closed(code, reason);
  }

  arrive(tell: (listener: SocketListener) => void, delayMs = this.#latencyMs): void {
    this.#timers.after(delayMs, () => {
      if (this.#listener === null) this.#early.push(tell);
      else tell(this.#listener);
    });
  }
}
