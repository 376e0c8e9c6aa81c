// Fake web socket: one end of a socket that a test holds, with what was sent and who still listens.
import { EventEmitter } from 'node:events';

/** A socket as of the `ws` package, as far as transports use it. */
export class FakeWebSocket {
  readyState: number;
  readonly sent: Record<string, unknown>[] = [];
  pings = 0;
  /** Whether the peer still answers pings. */
  answersPings = true;
  readonly #events = new EventEmitter();
  readonly #wrapped = new Map<unknown, (...args: unknown[]) => void>();

  constructor(readyState: 0 | 1) {
    this.readyState = readyState;
  }

  /** Listeners of this event that are there now. */
  listeners(event: string): number {
    return this.#events.listenerCount(event);
  }

  addEventListener(event: string, listener: (event: unknown) => void): void {
    const wrapped = (data: unknown): void => listener(event === 'message' ? { data } : data);
    this.#wrapped.set(listener, wrapped);
    this.#events.on(event, wrapped);
  }

  removeEventListener(event: string, listener: (event: unknown) => void): void {
    this.#events.off(event, this.#wrapped.get(listener) ?? (() => {}));
  }

  on(event: string, listener: () => void): void {
    this.#events.on(event, listener);
  }

  off(event: string, listener: () => void): void {
    this.#events.off(event, listener);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  ping(): void {
    this.pings += 1;
    if (this.answersPings) this.#events.emit('pong');
  }

  open(): void {
    this.readyState = 1;
    this.#events.emit('open', {});
  }

  /** The peer sends this: an object as JSON, a text as it is. */
  tell(message: unknown): void {
    this.tellRaw(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The peer sends this as it is, be it text or bytes. */
  tellRaw(data: unknown): void {
    this.#events.emit('message', data);
  }

  fail(error: unknown): void {
    this.#events.emit('error', error);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#events.emit('close', { code: 1000 });
  }

  terminate(): void {
    this.close();
  }
}
