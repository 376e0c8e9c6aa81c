// A stream whose wire is told by a spec, as an endpoint of a graph: frames in, frames out, one ending.
import { assert, unreachable } from '../../base/assert.ts';
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX } from '../../base/socket.ts';
import type { CarrierStopped } from '../../frames/carrier-frames.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { durationMs, sameFormat, type AudioFormat } from '../../media/audio.ts';
import { CARRIER_GIVES, CARRIER_TAKES, type CarrierStream } from '../carrier.ts';
import { StreamOutlet } from '../stream-outlet.ts';
import type { EnvelopeMessage } from './decode.ts';
import { EnvelopeEncoder } from './encode.ts';
import type { EventRole } from './envelope-spec.ts';
import { MediaClock } from './media-clock.ts';
import { OutgoingLine } from './outgoing-line.ts';
import { PeerWatch } from './peer-watch.ts';
import { soundReader, type SoundReader } from './sound-reader.ts';
import {
  ENVELOPE_FAULTS_MAX,
  ENVELOPE_UNSENT_BYTES_MAX,
  type EnvelopeCount,
  type EnvelopeStreamParts,
} from './stream-parts.ts';

type Taken = FrameOf<(typeof CARRIER_TAKES)[number]>;
type Given = FrameOf<(typeof CARRIER_GIVES)[number]>;

/** The stream that a start introduced. Its socket's listener calls `text`, `binary` and `closed`. */
export class EnvelopeStream implements CarrierStream {
  readonly takes = CARRIER_TAKES;
  readonly gives = CARRIER_GIVES;
  /** How the caller's sound comes, and how ours must be. */
  readonly inbound: AudioFormat;
  readonly outbound: AudioFormat;
  readonly #parts: EnvelopeStreamParts;
  readonly #encode: EnvelopeEncoder;
  readonly #readSound: SoundReader;
  readonly #clock: MediaClock;
  readonly #line: OutgoingLine;
  readonly #watch: PeerWatch;
  readonly #outlet: StreamOutlet;
  #closing = false;
  #faults = 0;

  constructor(parts: EnvelopeStreamParts) {
    const { world, socket, envelope, start, count } = parts;
    const { spec } = envelope;
    this.#parts = parts;
    this.inbound = start.inbound;
    this.outbound = start.outbound;
    this.#encode = new EnvelopeEncoder(spec, start);
    this.#readSound = soundReader(spec.inbound, start.inbound);
    this.#clock = new MediaClock(spec.inbound.clock, world.clock.now());
    this.#outlet = new StreamOutlet(start.streamId, () => count('early-frame-dropped'));
    this.#line = new OutgoingLine(world, spec, start.outbound, this.#encode, {
      send: (message) => this.#send(message),
      marked: (mark) => this.#outlet.give({ kind: 'playout.marked', mark }),
      refused: () => count('sound-refused'),
    });
    this.#watch = new PeerWatch(world, {
      everyMs: spec.keepalive?.everyMs,
      idleMsMax: spec.limits?.idleMsMax,
      keepalive: () => this.#sendAll(this.#encode.keepalive()),
      silent: (idleMsMax) => {
        this.#end('lost', `nothing came for ${idleMsMax} ms`);
        socket.close(CLOSE.goingAway, 'idle');
      },
    });
  }

  get sendsDigits(): boolean {
    return this.#parts.envelope.spec.dtmf?.send !== undefined;
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: Taken): void {
    if (frame.kind === 'carrier.close') return this.close();
    if (this.#over) return;
    switch (frame.kind) {
      case 'playout.audio':
        assert(sameFormat(frame.audio, this.outbound), 'sound comes in the format that the carrier plays');
        return this.#line.sound(frame.audio.base64);
      case 'playout.mark':
        return this.#line.mark(frame.mark);
      case 'playout.clear':
        return this.#line.clear();
      case 'carrier.digits':
        for (const digit of frame.digits) this.sendDigit(digit);
        return;
      case 'speaker.changed':
        return;
      case 'playout.words':
      case 'carrier.music':
        return assert(false, 'a media stream does not speak, and says so');
      default:
        unreachable(frame);
    }
  }

  close(): void {
    if (this.#over) return;
    this.#sendAll(this.#encode.goodbye());
    this.#shut();
  }

  /** Ends the call on the socket. False: that cannot be said on this wire, or it is too late. */
  hangUp(): boolean {
    return this.#say(this.#encode.hangUp());
  }

  /** Sends a key to the other side. False: that cannot be said on this wire, or it is too late. */
  sendDigit(digit: string): boolean {
    const message = this.#encode.digit(digit);
    return message !== null && this.#say([message]);
  }

  /** The stream was taken over: answers its start, `message`, and begins to watch the peer. */
  begin(role: 'start' | 'open-offer', message: unknown): void {
    if (this.#over) return;
    this.#encode.heard(message);
    this.#reply(role, message);
    if (!this.#over) this.#watch.begin();
  }

  /** The stream is not wanted: it says nothing more. */
  drop(): void {
    this.#closing = true;
    this.#stop();
  }

  /** One text message of the socket. */
  text(text: string): void {
    if (this.#outlet.ended) return;
    const { envelope, start, url, count } = this.#parts;
    const { spec, read } = envelope;
    this.#watch.heard();
    if (text.length > (spec.limits?.messageBytesMax ?? SOCKET_MESSAGE_BYTES_MAX))
      return this.#break(CLOSE.tooBig, 'a message is too big');
    if (spec.transport.text === 'ignore') return count('text-ignored');
    if (spec.transport.text === 'reject') return this.#break(CLOSE.unsupported, 'a text message');
    const message = read(text, { first: false, streamId: start.streamId, url });
    switch (message.kind) {
      case 'malformed':
        return this.#break(CLOSE.protocol, `malformed message: ${message.reason}`);
      case 'invalid':
        return this.#tolerate(
          'invalid-message',
          `${message.event} messages whose ${message.field} does not fit`,
        );
      case 'unknown':
        return count('unknown-event');
      default:
        this.#encode.heard(message.json);
        return this.#hear(message);
    }
  }

  /** One binary message of the socket. */
  binary(bytes: Uint8Array): void {
    if (this.#outlet.ended) return;
    const { binary } = this.#parts.envelope.spec.transport;
    this.#watch.heard();
    if (bytes.length > SOCKET_MESSAGE_BYTES_MAX) return this.#break(CLOSE.tooBig, 'a message is too big');
    if (binary === 'ignore') return this.#parts.count('binary-ignored');
    if (binary === 'reject') return this.#break(CLOSE.unsupported, 'a binary message');
    this.#sound(bytes, null);
  }

  /** The socket is gone. */
  closed(code: number): void {
    if (this.#closing) this.#end('stop', 'closed from here');
    else if (PROTOCOL_CODES.has(code)) this.#end('fault', `socket closed with ${code}`);
    else if (code === CLOSE.normal && this.#closesToStop) this.#end('stop', 'the carrier closed the socket');
    else this.#end('lost', `socket closed with ${code}`);
  }

  /** Wires without a stop say by a clean close that the stream is over. */
  get #closesToStop(): boolean {
    return !this.#parts.envelope.spec.events.some((rule) => rule.as === 'stop');
  }

  get #over(): boolean {
    return this.#closing || this.#outlet.ended;
  }

  #hear(message: EnvelopeMessage): void {
    switch (message.kind) {
      case 'media':
        return this.#sound(message.payload, message.clock);
      case 'other-track':
        return this.#parts.count('other-track');
      case 'other-stream':
        return this.#tolerate('wrong-stream', 'messages of another stream');
      case 'dtmf':
        for (const digit of message.digits) this.#outlet.give({ kind: 'caller.digit', digit });
        return this.#reply('dtmf', message.json);
      case 'mark':
        if (!this.#line.returned(message.name)) this.#parts.count('unknown-mark');
        return;
      case 'start':
        return this.#tolerate('second-start', 'start messages');
      case 'error':
        this.#parts.count('carrier-error');
        if (message.fatal)
          this.#break(CLOSE.normal, `the carrier's error ${message.code ?? 'without a code'}`);
        return;
      case 'flow-off':
        this.#line.hold('flow');
        break;
      case 'pause':
        this.#line.hold('pause');
        break;
      case 'flow-on':
        this.#line.release('flow');
        break;
      case 'resume':
        this.#line.release('pause');
        break;
      case 'stop':
        this.#reply('stop', message.json);
        this.#end('stop', 'the carrier stopped the stream');
        // The carrier closes after its stop; closing from here as well leaves no socket to a peer that does not.
        return this.#parts.socket.close(CLOSE.normal, 'stopped');
      case 'connected':
      case 'cleared':
      case 'ping':
      case 'ignore':
        break;
      default:
        unreachable(message);
    }
    this.#reply(message.kind, message.json);
  }

  #sound(sound: string | Uint8Array, clock: number | null): void {
    const audio = this.#readSound(sound);
    if (audio === null) return this.#tolerate('invalid-message', 'media messages of no whole samples');
    const atMs = this.#clock.atMs(clock, durationMs(audio), this.#parts.world.clock.now());
    this.#outlet.give({ kind: 'caller.audio', audio, atMs });
  }

  #reply(on: EventRole, message: unknown): void {
    for (const reply of this.#encode.replies(on, message)) {
      this.#send(reply.message);
      if (reply.thenClose && !this.#over) return this.#shut();
    }
  }

  #say(messages: readonly string[]): boolean {
    if (this.#over) return false;
    this.#sendAll(messages);
    return messages.length > 0;
  }

  #sendAll(messages: readonly string[]): void {
    for (const message of messages) this.#send(message);
  }

  #send(message: string | Uint8Array): void {
    if (this.#over) return;
    this.#parts.socket.send(message);
    if (this.#parts.socket.unsentBytes > ENVELOPE_UNSENT_BYTES_MAX)
      this.#break(CLOSE.policy, 'the carrier does not read');
  }

  #shut(): void {
    this.#closing = true;
    this.#stop();
    this.#parts.socket.close(CLOSE.normal, 'done');
  }

  #tolerate(name: EnvelopeCount, what: string): void {
    this.#parts.count(name);
    this.#faults += 1;
    if (this.#faults > ENVELOPE_FAULTS_MAX) this.#break(CLOSE.policy, `too many ${what}`);
  }

  #break(code: number, detail: string): void {
    this.#end('fault', detail);
    this.#parts.socket.close(code, detail);
  }

  #end(cause: CarrierStopped['cause'], detail: string): void {
    this.#stop();
    this.#outlet.end(cause, detail);
  }

  #stop(): void {
    this.#line.stop();
    this.#watch.stop();
  }
}

/** Codes with which a socket is closed because its peer broke the protocol (RFC 6455 section 7.4.1). */
const PROTOCOL_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009]);
