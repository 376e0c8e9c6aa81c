// One media stream as a carrier runs it: dials, introduces itself, sends the caller, plays what it is sent.
import { CLOSE, type Socket } from '../../base/socket.ts';
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import { FRAME_MS, type CallerVoice } from './caller-voice.ts';
import type { DialectCodes } from './dialect.ts';
import { FaultyLine, type LineFaults } from './line-faults.ts';
import { MarkReturns } from './mark-returns.ts';
import { PlayoutBuffer, type MarkCause } from './playout-buffer.ts';
import { QueueWatch } from './queue-watch.ts';
import type { ServerMessage, StreamWire, WireMessage } from './stream-wire.ts';

/** How long the server may take for the handshake. */
export const STREAM_OPEN_MS_MAX = 10_000;

/** Who ended a stream. `refused`: it never opened. `lost`: the connection broke. */
export type StreamEndedBy = 'server' | 'carrier' | 'lost' | 'refused';

/** Which stream is opened, and how it speaks. */
export interface StreamSetup {
  /** Where to dial. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Offered in the upgrade. */
  readonly subprotocol?: string;
  readonly wire: StreamWire;
  readonly codes: DialectCodes;
  /** False: nothing is sent while the caller says nothing, as carriers do at times. */
  readonly sendsSilence: boolean;
  readonly faults: LineFaults;
}

/** What a stream tells the call it belongs to. */
export interface StreamListener {
  started(): void;
  /** The caller's sound of 20 ms, spoken from `at` on. */
  spoke(at: Micros, bytes: Uint8Array): void;
  /** The agent's sound as it reached the caller's ear. */
  heard(at: Micros, bytes: Uint8Array): void;
  /** A mark was returned. */
  marked(name: string, cause: MarkCause, heardBytes: number): void;
  cleared(): void;
  /** A key that the wire cannot tell. False: it is told nowhere. */
  pressed(digit: string): boolean;
  /** Keys for the phone's end. */
  dialled(digits: string): void;
  /** The queue of our sound is so full, in percent. */
  degraded(percent: number): void;
  /** A warning or error that the carrier would show. */
  refused(code: number, detail: string): void;
  /** Twenty more milliseconds have passed. */
  ticked(): void;
  ended(by: StreamEndedBy, detail: string): void;
}

/** A stream as its call may touch it. It ends once, and tells so. */
export interface RunningStream {
  /** True while the caller hears something. */
  readonly playing: boolean;
  /** Tells what has been heard so far. */
  flush(): void;
  /** The caller pressed a key. False: there is no open stream to tell it on. */
  press(digit: string): boolean;
  /** The carrier ends the stream. */
  stop(detail: string): void;
  /** The connection breaks. */
  vanish(): void;
  /** The socket goes half-open: nothing more comes or goes. */
  freeze(): void;
}

/** A running stream of sound. */
export class EmulatedStream implements RunningStream {
  readonly #world: World;
  readonly #setup: StreamSetup;
  readonly #voice: CallerVoice;
  readonly #listener: StreamListener;
  readonly #socket: Socket;
  readonly #line: FaultyLine;
  readonly #playout: PlayoutBuffer;
  readonly #queue: QueueWatch;
  readonly #returns: MarkReturns;
  readonly #warned = new Set<string>();
  #tickTimer: Timer | null = null;
  #startedAt: Micros | null = null;
  #frames = 0;
  #frozen = false;
  #over = false;

  constructor(world: World, setup: StreamSetup, voice: CallerVoice, listener: StreamListener) {
    this.#world = world;
    this.#setup = setup;
    this.#voice = voice;
    this.#listener = listener;
    this.#line = new FaultyLine(setup.faults, world.random, (message) => this.#send(message));
    this.#returns = new MarkReturns(world);
    this.#queue = new QueueWatch(setup.wire.queueMsMax, (percent) => listener.degraded(percent));
    this.#playout = new PlayoutBuffer(world, {
      played: (at, bytes) => listener.heard(at, bytes),
      marked: (name, cause, heardBytes) => this.#echo(name, cause, heardBytes),
    });
    const { url, headers, subprotocol } = setup;
    this.#socket = world.dial({
      url,
      headers,
      openMsMax: STREAM_OPEN_MS_MAX,
      ...(subprotocol === undefined ? {} : { subprotocol }),
    });
    this.#socket.listen({
      open: () => this.#open(),
      text: (text) => this.#take(() => this.#setup.wire.read(text)),
      binary: (bytes) => this.#binary(bytes),
      closed: (code, reason) => this.#closed(code, reason),
    });
  }

  /** True while the caller hears something. */
  get playing(): boolean {
    return !this.#over && this.#playout.playing;
  }

  /** Tells what has been heard so far. */
  flush(): void {
    if (!this.#over) this.#playout.flush(this.#world.clock.now());
  }

  /** The caller pressed a key. False: there is no open stream to tell it on. */
  press(digit: string): boolean {
    if (this.#startedAt === null || this.#over) return false;
    const message = this.#setup.wire.digit(digit, msBetween(this.#startedAt, this.#world.clock.now()));
    if (message === null) return this.#listener.pressed(digit);
    this.#send(message);
    return true;
  }

  /** The carrier ends the stream: its last word, then the socket is closed. */
  stop(detail: string): void {
    if (this.#over) return;
    if (this.#frozen) return this.vanish();
    if (this.#startedAt !== null) {
      this.#line.flush();
      const last = this.#setup.wire.stop();
      if (last !== null) this.#send(last);
    }
    this.#socket.close(CLOSE.normal, '');
    this.#end('carrier', detail);
  }

  /** The connection breaks, without a stop. */
  vanish(): void {
    if (this.#over) return;
    if (canVanish(this.#socket)) this.#socket.vanish();
    else this.#socket.close(CLOSE.goingAway, '');
    this.#listener.refused(this.#setup.codes.broken, 'broken pipe');
    this.#end('lost', 'the connection broke');
  }

  /** The socket goes half-open: nothing more comes or goes. */
  freeze(): void {
    this.#frozen = true;
  }

  #open(): void {
    if (this.#over) return;
    const { wire, faults } = this.#setup;
    const startedAt = this.#world.clock.now();
    this.#startedAt = startedAt;
    for (const message of wire.opening(this.#world.clock.wall())) this.#send(message);
    this.#listener.started();
    this.#arm(startedAt, faults.halfOpenAfterMs);
  }

  /** Each tick is set against the stream's start, so that late timers do not add up. */
  #arm(startedAt: Micros, halfOpenAfterMs: number | null): void {
    const passedMs = msBetween(startedAt, this.#world.clock.now());
    this.#tickTimer = this.#world.timers.after(Math.max(0, (this.#frames + 1) * FRAME_MS - passedMs), () => {
      if (halfOpenAfterMs !== null && this.#frames * FRAME_MS >= halfOpenAfterMs) this.freeze();
      this.#frame(startedAt);
      this.flush();
      this.#queue.see(this.#playout.aheadMs);
      this.#listener.ticked();
      if (!this.#over) this.#arm(startedAt, halfOpenAfterMs);
    });
  }

  #frame(startedAt: Micros): void {
    const timestampMs = this.#frames * FRAME_MS;
    this.#frames += 1;
    const speech = this.#voice.next();
    if (speech !== null) this.#listener.spoke(plusMs(startedAt, timestampMs), speech);
    else if (!this.#setup.sendsSilence) return;
    this.#line.frame(this.#setup.wire.media(timestampMs, speech));
  }

  #send(message: WireMessage): void {
    if (!this.#frozen && !this.#over) this.#socket.send(message);
  }

  #binary(bytes: Uint8Array): void {
    const { wire, codes } = this.#setup;
    const { readBinary } = wire;
    if (readBinary === undefined) return this.#warn(codes.binary, 'a binary message');
    this.#take(() => readBinary(bytes));
  }

  #take(read: () => ServerMessage): void {
    if (this.#frozen || this.#over) return;
    const { wire, codes } = this.#setup;
    const message = read();
    switch (message.kind) {
      case 'media':
        if (this.#queue.admits(this.#playout.aheadMs, message.bytes)) this.#playout.add(message.bytes);
        else this.#warn(codes.overflow, 'the queue of sound is full');
        return;
      case 'mark':
        this.#playout.mark(message.name);
        return;
      case 'clear':
        this.#listener.cleared();
        this.#playout.clear(wire.marksOnClear);
        this.#tellCleared(wire.cleared());
        return;
      case 'digits':
        this.#listener.dialled(message.digits);
        return;
      case 'hang-up':
        this.#socket.close(CLOSE.normal, '');
        return this.#end('server', 'the server hung up');
      case 'nothing':
        return;
      case 'invalid': {
        const complaint = wire.complaint?.(message.detail);
        if (complaint !== undefined) this.#send(complaint);
        this.#warn(codes.message, message.detail);
      }
    }
  }

  #tellCleared(message: string | null): void {
    if (message !== null) this.#returns.add(0, () => this.#send(message));
  }

  /** Once for each code; where the carrier has none, once for each thing that went wrong. */
  #warn(code: number, detail: string): void {
    const key = code === 0 ? detail : String(code);
    if (this.#over || this.#frozen || this.#warned.has(key)) return;
    this.#warned.add(key);
    this.#listener.refused(code, detail);
  }

  #echo(name: string, cause: MarkCause, heardBytes: number): void {
    this.#returns.add(this.#line.markDelayMs(), () => {
      const message = this.#setup.wire.mark(name, cause === 'cleared');
      if (message !== null) this.#send(message);
      this.#listener.marked(name, cause, heardBytes);
    });
  }

  #closed(code: number, reason: string): void {
    if (this.#over || this.#frozen) return;
    const { codes } = this.#setup;
    const detail = `${code} ${reason}`.trim();
    if (this.#startedAt === null) {
      this.#listener.refused(codes.handshake(reason), detail);
      return this.#end('refused', detail);
    }
    if (code === 1006) this.#listener.refused(codes.broken, detail);
    else if (code !== CLOSE.normal && code !== 1005) this.#listener.refused(codes.closed, detail);
    this.#end(code === 1006 ? 'lost' : 'server', detail);
  }

  #end(by: StreamEndedBy, detail: string): void {
    this.#playout.stop();
    this.#over = true;
    this.#returns.stop();
    this.#tickTimer?.stop();
    this.#listener.ended(by, detail);
  }
}

/** A simulated socket can be dropped without a closing handshake; others are closed. */
function canVanish(socket: Socket): socket is Socket & { vanish(): void } {
  return 'vanish' in socket && typeof socket.vanish === 'function';
}
