// A Twilio media stream as an endpoint of a graph: frames in, frames out, one ending.
import { assert, unreachable } from '../../base/assert.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { CarrierStopped } from '../../frames/carrier-frames.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { CARRIER_GIVES, CARRIER_TAKES, type CarrierStream } from '../carrier.ts';
import { parseMessage, twilioEncoder, type TwilioEncoder, type TwilioStart } from './wire.ts';

/** Frames kept for a graph that is not attached yet: ten seconds of the caller's sound. */
export const EARLY_FRAMES_MAX = 500;

/** Messages with fields that do not fit or of another stream, before the peer counts as broken. */
export const STREAM_FAULTS_MAX = 100;

/** Bytes that may wait on a socket nobody reads: minutes of speech. Beyond it the stream counts as dead. */
export const UNSENT_BYTES_MAX = 4 * 1024 * 1024;

/** What is counted on a stream, by name. */
export type StreamCount =
  | 'unknown-event'
  | 'invalid-message'
  | 'wrong-stream'
  | 'other-track'
  | 'second-start'
  | 'early-frame-dropped';

type Taken = FrameOf<(typeof CARRIER_TAKES)[number]>;
type Given = FrameOf<(typeof CARRIER_GIVES)[number]>;
type Cause = CarrierStopped['cause'];

/** The stream that `start` introduced. Its socket's listener calls `text`, `binary` and `closed`. */
export class TwilioStream implements CarrierStream {
  readonly takes = CARRIER_TAKES;
  readonly gives = CARRIER_GIVES;
  readonly #socket: Socket;
  readonly #streamSid: string;
  readonly #count: (name: StreamCount) => void;
  readonly #encode: TwilioEncoder;
  readonly #early = new BoundedQueue<Given>(EARLY_FRAMES_MAX, 'drop-oldest');
  #push: ((frame: Given) => void) | null = null;
  #ending: CarrierStopped | null = null;
  #closing = false;
  #faults = 0;

  constructor(socket: Socket, start: TwilioStart, count: (name: StreamCount) => void) {
    this.#socket = socket;
    this.#streamSid = start.streamSid;
    this.#count = count;
    this.#encode = twilioEncoder(start.streamSid);
  }

  attach(push: (frame: Given) => void): void {
    assert(this.#push === null, 'a stream is attached once');
    this.#push = push;
    push({ kind: 'carrier.started', streamId: this.#streamSid });
    for (const frame of this.#early.drain()) push(frame);
    if (this.#ending !== null) push(this.#ending);
  }

  accept(frame: Taken): void {
    if (frame.kind === 'carrier.close') return this.close();
    if (this.#closing || this.#ending !== null) return;
    switch (frame.kind) {
      case 'playout.audio':
        assert(frame.audio.encoding === 'pcmu', 'Twilio plays µ-law only');
        this.#socket.send(this.#encode.media(frame.audio.base64));
        break;
      case 'playout.mark':
        this.#socket.send(this.#encode.mark(frame.mark));
        break;
      case 'playout.clear':
        this.#socket.send(this.#encode.clear());
        break;
      case 'carrier.digits':
        assert(false, 'a Twilio stream sends no keys, and says so');
        break;
      case 'speaker.changed':
        break;
      case 'playout.words':
      case 'carrier.music':
        assert(false, 'a media stream does not speak, and says so');
        break;
      default:
        unreachable(frame);
    }
    if (this.#socket.unsentBytes > UNSENT_BYTES_MAX) this.#break(CLOSE.policy, 'the carrier does not read');
  }

  close(): void {
    if (this.#closing || this.#ending !== null) return;
    this.#closing = true;
    this.#socket.close(CLOSE.normal, 'done');
  }

  /** One text message of the socket. */
  text(text: string): void {
    if (this.#ending !== null) return;
    if (text.length > SOCKET_MESSAGE_BYTES_MAX) return this.#break(CLOSE.tooBig, 'a message is too big');
    const message = parseMessage(text);
    switch (message.kind) {
      case 'malformed':
        return this.#break(CLOSE.protocol, `malformed message: ${message.reason}`);
      case 'invalid':
        return this.#tolerate(
          'invalid-message',
          `${message.event} messages whose ${message.field} does not fit`,
        );
      case 'unknown':
        return this.#count('unknown-event');
      case 'connected':
        return;
      default:
    }
    if (message.streamSid !== this.#streamSid)
      return this.#tolerate('wrong-stream', 'messages of another stream');
    switch (message.kind) {
      case 'media':
        if (message.track !== 'inbound') return this.#count('other-track');
        return this.#give({
          kind: 'caller.audio',
          audio: { encoding: 'pcmu', base64: message.payload },
          atMs: message.timestampMs,
        });
      case 'dtmf':
        return this.#give({ kind: 'caller.digit', digit: message.digit });
      case 'mark':
        return this.#give({ kind: 'playout.marked', mark: message.name });
      case 'start':
        return this.#tolerate('second-start', 'start messages');
      case 'stop':
        this.#end('stop', 'the carrier stopped the stream');
        // Twilio closes after its stop; closing from here as well leaves no socket to a peer that does not.
        return this.#socket.close(CLOSE.normal, 'stopped');
      default:
        unreachable(message);
    }
  }

  /** A binary message of the socket: none belongs into this protocol. */
  binary(): void {
    if (this.#ending === null) this.#break(CLOSE.unsupported, 'a binary message');
  }

  /** The socket is gone. */
  closed(code: number): void {
    if (this.#closing) this.#end('stop', 'closed from here');
    else if (PROTOCOL_CODES.has(code)) this.#end('fault', `socket closed with ${code}`);
    else this.#end('lost', `socket closed with ${code}`);
  }

  #tolerate(name: StreamCount, what: string): void {
    this.#count(name);
    this.#faults += 1;
    if (this.#faults > STREAM_FAULTS_MAX) this.#break(CLOSE.policy, `too many ${what}`);
  }

  #break(code: number, detail: string): void {
    this.#end('fault', detail);
    this.#socket.close(code, detail);
  }

  #end(cause: Cause, detail: string): void {
    if (this.#ending !== null) return;
    this.#ending = { kind: 'carrier.stopped', cause, detail };
    this.#push?.(this.#ending);
  }

  #give(frame: Given): void {
    if (this.#push !== null) return this.#push(frame);
    const before = this.#early.dropped;
    this.#early.push(frame);
    if (this.#early.dropped > before) this.#count('early-frame-dropped');
  }
}

/** Codes with which a socket is closed because its peer broke the protocol (RFC 6455 section 7.4.1). */
const PROTOCOL_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009]);
