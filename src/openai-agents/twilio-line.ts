// Twilio line: Twilio's end of a call, over a media socket that somebody else has accepted.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { Buffer } from 'node:buffer';
import { twilioEncoder, type TwilioEncoder } from '../carriers/twilio/wire.ts';
import { isBase64 } from '../media/audio.ts';
import type { WebSocketLike } from './web-socket-like.ts';

/** One message of Twilio, as far as a call needs it; what does not fit is left out. */
export interface LineMessage {
  readonly event: string | null;
  /** What Twilio sent, read as JSON. */
  readonly data: unknown;
  /** The caller's sound, base64 µ-law, and when it began by Twilio's clock; null where that does not tell. */
  readonly media: { readonly payload: string; readonly atMs: number | null } | null;
  readonly mark: string | null;
}

/** What a line tells. */
export interface LineListener {
  message(message: LineMessage): void;
  /** Twilio's stream has its name: from now on it takes sound. Told once per stream. */
  started(): void;
  /** What came is no message, or the socket has a fault. */
  fault(error: unknown): void;
  /** Nothing follows, and nothing is taken any more. Told once. */
  ended(): void;
}

/** `readyState` of a socket that is open. https://websockets.spec.whatwg.org/#dom-websocket-readystate */
const OPEN = 1;

/** Reads and writes one Twilio media socket. */
export class TwilioLine {
  readonly #socket: WebSocketLike;
  readonly #listener: LineListener;
  #encoder: TwilioEncoder | null = null;
  #streamSid: string | null = null;
  #ended = false;

  constructor(socket: WebSocketLike, listener: LineListener) {
    this.#socket = socket;
    this.#listener = listener;
    if (socket.readyState > OPEN) {
      this.#ended = true;
      return;
    }
    socket.addEventListener('message', this.#onMessage);
    socket.addEventListener('close', this.#onEnd);
    socket.addEventListener('error', this.#onError);
  }

  /** True once the socket is closing, closed or broken. */
  get ended(): boolean {
    return this.#ended || this.#socket.readyState > OPEN;
  }

  /** True when it takes sound: before, nobody knows what the stream is called. */
  get started(): boolean {
    return this.#encoder !== null && !this.ended;
  }

  /** Plays base64 µ-law; `mark` comes back once it was heard. */
  play(payload: string, mark: string): void {
    this.#send((encoder) => encoder.media(payload));
    this.mark(mark);
  }

  /** A mark alone: it comes back when all before it was heard. */
  mark(name: string): void {
    this.#send((encoder) => encoder.mark(name));
  }

  /** Whatever Twilio has not played yet is dropped. */
  clear(): void {
    this.#send((encoder) => encoder.clear());
  }

  /** Ends Twilio's stream: the call goes on with what stands behind `<Connect>`, or is hung up. Idempotent. */
  end(): void {
    this.#onEnd();
    if (this.#socket.readyState <= OPEN) this.#socket.close();
  }

  #send(message: (encoder: TwilioEncoder) => string): void {
    if (this.#encoder !== null && this.#socket.readyState === OPEN) this.#socket.send(message(this.#encoder));
  }

  readonly #onMessage = (event: { readonly data: unknown }): void => {
    let data: unknown;
    try {
      data = JSON.parse(textOf(event.data));
    } catch (error) {
      this.#listener.fault(error);
      return;
    }
    const message = readMessage(data);
    // `start` may have come before anybody listened, while a server looked something up: each message names the stream.
    const streamSid = streamSidOf(data);
    const isNew = streamSid !== null && streamSid !== this.#streamSid;
    if (isNew) {
      this.#streamSid = streamSid;
      this.#encoder = twilioEncoder(streamSid);
    }
    try {
      this.#listener.message(message);
      if (isNew && !this.#ended) this.#listener.started();
    } catch (error) {
      // Whoever listens to the transport's events may throw; the call goes on.
      this.#listener.fault(error);
    } finally {
      if (message.event === 'stop') this.end();
    }
  };

  readonly #onError = (error: unknown): void => {
    try {
      this.#listener.fault(error);
    } finally {
      this.end();
    }
  };

  readonly #onEnd = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.removeEventListener('message', this.#onMessage);
    this.#socket.removeEventListener('close', this.#onEnd);
    // An error while it closes has nobody to tell, and must not be nobody's: the listener for it stays.
    this.#listener.ended();
  };
}

function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString();
  if (Array.isArray(data)) return Buffer.concat(data as Buffer[]).toString();
  return String(data);
}

function readMessage(data: unknown): LineMessage {
  const { event, media, mark } = fieldsOf(data);
  const { payload, timestamp } = fieldsOf(media);
  const { name } = fieldsOf(mark);
  const isSound = event === 'media' && typeof payload === 'string' && isBase64(payload);
  return {
    event: typeof event === 'string' ? event : null,
    data,
    media: isSound ? { payload, atMs: counter(timestamp) } : null,
    mark: event === 'mark' && typeof name === 'string' ? name : null,
  };
}

function streamSidOf(data: unknown): string | null {
  const { streamSid, start } = fieldsOf(data);
  const told = fieldsOf(start)['streamSid'] ?? streamSid;
  return typeof told === 'string' && told !== '' ? told : null;
}

function counter(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
