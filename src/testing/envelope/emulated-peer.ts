// Emulated peer: the carrier's end of one stream. It dials, sends the caller in real time, plays what it is sent, and
// holds the server to the carrier's rules.
import { Buffer } from 'node:buffer';
import type { Micros } from '../../base/time.ts';
import type { Socket } from '../../base/socket.ts';
import type { Timer, World } from '../../base/world.ts';
import { bytesPerMs, SILENCE } from '../../media/audio.ts';
import type { PeerWire, ServerMessage, WireMessage } from './peer-wire.ts';
import { SoundQueue, type HeardStretch } from './sound-queue.ts';

/** The line between the carrier and us. */
export interface PeerLine {
  /** Each of the carrier's messages is late by up to so much; their order is kept. */
  readonly jitterMs: number;
  /** Share of the caller's frames that get lost. */
  readonly lossChance: number;
}

/** A line without faults. */
export const STRAIGHT_LINE: PeerLine = { jitterMs: 0, lossChance: 0 };

const FRAME_MS = 20;

type PeerWorld = Pick<World, 'clock' | 'timers' | 'dial' | 'random'>;

/** One stream of one emulated carrier. */
export class EmulatedPeer {
  /** What the server did that this carrier does not take. */
  readonly violations: string[] = [];
  /** Keys that the server sent. */
  readonly digits: string[] = [];
  /** Marks as they were returned. */
  readonly marks: { readonly name: string; readonly cleared: boolean }[] = [];
  /** Everything the server sent, in order. */
  readonly received: WireMessage[] = [];
  readonly #world: PeerWorld;
  readonly #wire: PeerWire;
  readonly #line: PeerLine;
  readonly #origin: string;
  readonly #queue: SoundQueue;
  #socket: Socket | null = null;
  #speech: Uint8Array = new Uint8Array();
  #frames = 0;
  #frameTimer: Timer | null = null;
  #flowTimer: Timer | null = null;
  #full = false;
  #frozen = false;
  #lastSentAt = 0;
  #spokenFrom: Micros | null = null;
  #closedWith: number | null = null;
  #hungUp = false;

  constructor(world: PeerWorld, wire: PeerWire, origin: string, line: PeerLine = STRAIGHT_LINE) {
    this.#world = world;
    this.#wire = wire;
    this.#line = line;
    this.#origin = origin;
    this.#queue = new SoundQueue(world, bytesPerMs(wire.agent), (name, cleared) =>
      this.#returnMark(name, cleared),
    );
  }

  /** The code with which the stream's socket ended; null while it is open. */
  get closedWith(): number | null {
    return this.#closedWith;
  }

  /** True when the server ended the call on the socket. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** When the first frame of what was last spoken left the phone. */
  get spokenFrom(): Micros | null {
    return this.#spokenFrom;
  }

  /** What reached the caller's ear until now, in our form: little-endian. */
  get heard(): readonly HeardStretch[] {
    return this.#queue.heard.map(({ at, bytes }) => ({ at, bytes: this.#swapped(bytes) }));
  }

  /** The same as one. */
  heardBytes(): Uint8Array {
    return Buffer.concat(this.heard.map(({ bytes }) => bytes));
  }

  /** Dials; introduces itself when it is through, unless `silent`; then the caller's sound flows. */
  connect(silent = false): void {
    const socket = this.#world.dial({ url: this.#origin + this.#wire.path, headers: {}, openMsMax: 5000 });
    this.#socket = socket;
    socket.listen({
      open: () => {
        if (silent) return;
        for (const message of this.#wire.opening()) this.send(message);
        this.#flow(this.#world.clock.now());
      },
      text: (text) => this.#take(text),
      binary: (bytes) => {
        const { overtakenMs = 0 } = this.#wire.rules;
        if (overtakenMs === 0) this.#take(bytes);
        else this.#world.timers.after(overtakenMs, () => this.#take(bytes));
      },
      closed: (code) => {
        this.#closedWith ??= code;
        this.#over();
      },
    });
  }

  /** The caller says this, in our form, in frames of 20 ms; silence before and behind. */
  speak(bytes: Uint8Array): void {
    this.#speech = Buffer.concat([this.#speech, bytes]);
    this.#spokenFrom = null;
  }

  /** False: keys do not come on this wire. */
  press(digit: string): boolean {
    return this.#say(this.#wire.digit(digit));
  }

  /** Sends a message as it is, right or not. */
  send(message: WireMessage): void {
    const socket = this.#socket;
    if (this.#frozen || socket === null || this.#closedWith !== null) return;
    const { jitterMs } = this.#line;
    if (jitterMs === 0) return socket.send(message);
    const now = this.#world.clock.now() / 1000;
    this.#lastSentAt = Math.max(this.#lastSentAt, now + this.#world.random.fraction() * jitterMs);
    this.#world.timers.after(this.#lastSentAt - now, () => {
      if (!this.#frozen) socket.send(message);
    });
  }

  /** A message of another stream. False: this wire names none. */
  speakForAnother(): boolean {
    return this.#say(this.#wire.ofAnotherStream());
  }

  /** The caller hangs up: the carrier says so where its wire can, and closes. */
  stop(): void {
    this.#say(this.#wire.stop());
    this.#over();
    // Behind all that is still on its way.
    const inMs = Math.max(0, this.#lastSentAt - this.#world.clock.now() / 1000);
    this.#world.timers.after(inMs, () => this.#socket?.close(1000, ''));
  }

  /** The connection breaks without a word. */
  vanish(): void {
    this.#over();
    const socket = this.#socket;
    if (socket !== null && 'vanish' in socket && typeof socket.vanish === 'function') socket.vanish();
  }

  /** The socket goes half-open: nothing more comes or goes, and nobody says so. */
  freeze(): void {
    this.#frozen = true;
    this.#over();
  }

  #over(): void {
    this.#frameTimer?.stop();
    this.#flowTimer?.stop();
    this.#queue.stop();
  }

  #say(message: string | null): boolean {
    if (message !== null) this.send(message);
    return message !== null;
  }

  #flow(startedAt: Micros): void {
    const passedMs = (this.#world.clock.now() - startedAt) / 1000;
    this.#frameTimer = this.#world.timers.after(Math.max(0, (this.#frames + 1) * FRAME_MS - passedMs), () => {
      const timestampMs = this.#frames * FRAME_MS;
      this.#frames += 1;
      const bytes = this.#frame();
      const lost = this.#line.lossChance > 0 && this.#world.random.fraction() < this.#line.lossChance;
      if (!lost) this.send(this.#wire.media(timestampMs, this.#swapped(bytes)));
      this.#flow(startedAt);
    });
  }

  #frame(): Uint8Array {
    const { caller } = this.#wire;
    const frame = Buffer.alloc(FRAME_MS * bytesPerMs(caller), SILENCE[caller.encoding]);
    if (this.#speech.length > 0) this.#spokenFrom ??= (this.#world.clock.now() - FRAME_MS * 1000) as Micros;
    frame.set(this.#speech.subarray(0, frame.length));
    this.#speech = this.#speech.subarray(frame.length);
    return frame;
  }

  #take(message: WireMessage): void {
    if (this.#frozen || this.#closedWith !== null) return;
    this.received.push(message);
    const meant = this.#wire.read(message);
    switch (meant.kind) {
      case 'media':
        return this.#play(meant.bytes);
      case 'mark':
        if (this.#wire.rules.marksEarly === true) return this.#returnMark(meant.name, false);
        return this.#queue.mark(meant.name);
      case 'clear':
        this.#queue.clear(this.#wire.rules.marksOnClear);
        this.#say(this.#wire.cleared());
        return this.#tellFlow();
      case 'digit':
        this.digits.push(meant.digit);
        return;
      case 'hang-up':
        this.#hungUp = true;
        return this.stop();
      case 'other':
        return;
      case 'invalid':
        this.violations.push(meant.detail);
    }
  }

  #play(bytes: Extract<ServerMessage, { kind: 'media' }>['bytes']): void {
    const { bytesMin = 1, bytesMax = Infinity, bytesMultiple = 1, queueMsMax = Infinity } = this.#wire.rules;
    const wrong = (what: string): void =>
      void this.violations.push(`a message of ${bytes.length} bytes of sound ${what}`);
    if (bytes.length < bytesMin) return wrong(`is shorter than ${bytesMin}`);
    if (bytes.length > bytesMax) return wrong(`is longer than ${bytesMax}`);
    if (bytes.length % bytesMultiple !== 0) return wrong(`is no multiple of ${bytesMultiple}`);
    if (this.#queue.aheadMs + bytes.length / bytesPerMs(this.#wire.agent) > queueMsMax)
      return wrong(`does not fit into the queue of ${queueMsMax} ms`);
    this.#queue.add(bytes);
    this.#tellFlow();
  }

  #tellFlow(): void {
    const { flow } = this.#wire.rules;
    if (flow === undefined) return;
    const { aheadMs } = this.#queue;
    if (!this.#full && aheadMs > flow.offMs) {
      this.#full = true;
      this.#say(this.#wire.flow(false));
    } else if (this.#full && aheadMs <= flow.onMs) {
      this.#full = false;
      this.#say(this.#wire.flow(true));
    }
    this.#flowTimer?.stop();
    if (this.#full)
      this.#flowTimer = this.#world.timers.after(Math.max(1, aheadMs - flow.onMs), () => this.#tellFlow());
  }

  #returnMark(name: string, cleared: boolean): void {
    this.marks.push({ name, cleared });
    this.#say(this.#wire.mark(name, cleared));
  }

  #swapped(bytes: Uint8Array): Uint8Array {
    return this.#wire.bigEndian ? Buffer.from(bytes).swap16() : bytes;
  }
}
