// One media stream as Twilio runs it: dials, introduces itself, sends the caller, plays what it is sent.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { Buffer } from 'node:buffer';
import { CLOSE, type Socket } from '../../base/socket.ts';
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import { FRAME_BYTES, FRAME_MS, type CallerVoice } from './caller-voice.ts';
import { FaultyLine, type LineFaults } from './line-faults.ts';
import { MarkReturns } from './mark-returns.ts';
import { PlayoutBuffer, type MarkCause } from './playout-buffer.ts';
import { readServerMessage } from './server-message.ts';

/** How long the server may take for the handshake. */
export const STREAM_OPEN_MS_MAX = 10_000;

/** Who ended a stream. `refused`: it never opened. `lost`: the connection broke. */
export type StreamEndedBy = 'server' | 'carrier' | 'lost' | 'refused';

/** Which stream is opened, of which call. */
export interface StreamSetup {
  /** Where to dial. */
  readonly url: string;
  readonly signature: string;
  readonly streamSid: string;
  readonly callSid: string;
  readonly accountSid: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** False: nothing is sent while the caller says nothing, as Twilio does at times. */
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
  /** A warning or error that Twilio's debugger would show. */
  refused(code: number, detail: string): void;
  /** Twenty more milliseconds have passed. */
  ticked(): void;
  ended(by: StreamEndedBy, detail: string): void;
}

const SILENT_FRAME = Buffer.alloc(FRAME_BYTES, 0xff).toString('base64');

/** A running stream. It ends once, and tells so. */
export class EmulatedStream {
  readonly #world: World;
  readonly #setup: StreamSetup;
  readonly #voice: CallerVoice;
  readonly #listener: StreamListener;
  readonly #socket: Socket;
  readonly #line: FaultyLine;
  readonly #playout: PlayoutBuffer;
  readonly #returns: MarkReturns;
  readonly #warned = new Set<number>();
  #tickTimer: Timer | null = null;
  #startedAt: Micros | null = null;
  #frames = 0;
  #sequence = 0;
  #chunk = 0;
  #frozen = false;
  #over = false;

  constructor(world: World, setup: StreamSetup, voice: CallerVoice, listener: StreamListener) {
    this.#world = world;
    this.#setup = setup;
    this.#voice = voice;
    this.#listener = listener;
    this.#line = new FaultyLine(setup.faults, world.random, (message) => this.#send(message));
    this.#returns = new MarkReturns(world);
    this.#playout = new PlayoutBuffer(world, {
      played: (at, bytes) => listener.heard(at, bytes),
      marked: (name, cause, heardBytes) => this.#echo(name, cause, heardBytes),
    });
    this.#socket = world.dial({
      url: setup.url,
      headers: { 'x-twilio-signature': setup.signature, 'user-agent': 'TwilioProxy/1.1' },
      openMsMax: STREAM_OPEN_MS_MAX,
    });
    this.#socket.listen({
      open: () => this.#open(),
      text: (text) => this.#text(text),
      binary: () => this.#warn(31950, 'a binary message'),
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
    this.#event('dtmf', `"dtmf":{"track":"inbound_track","digit":${JSON.stringify(digit)}}`);
    return true;
  }

  /** Twilio ends the stream: `stop`, then the socket is closed. */
  stop(detail: string): void {
    if (this.#over) return;
    if (this.#frozen) return this.vanish();
    if (this.#startedAt !== null) {
      this.#line.flush();
      const { accountSid, callSid } = this.#setup;
      this.#event('stop', `"stop":${JSON.stringify({ accountSid, callSid })}`);
    }
    this.#socket.close(CLOSE.normal, '');
    this.#end('carrier', detail);
  }

  /** The connection breaks, without a stop. */
  vanish(): void {
    if (this.#over) return;
    if (canVanish(this.#socket)) this.#socket.vanish();
    else this.#socket.close(CLOSE.goingAway, '');
    this.#listener.refused(31903, 'broken pipe');
    this.#end('lost', 'the connection broke');
  }

  /** The socket goes half-open: nothing more comes or goes. */
  freeze(): void {
    this.#frozen = true;
  }

  #open(): void {
    if (this.#over) return;
    const { streamSid, accountSid, callSid, parameters, faults } = this.#setup;
    const startedAt = this.#world.clock.now();
    this.#startedAt = startedAt;
    this.#send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    const start = {
      accountSid,
      streamSid,
      callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: parameters,
    };
    this.#event('start', `"start":${JSON.stringify(start)}`);
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
    const payload = speech === null ? SILENT_FRAME : Buffer.from(speech).toString('base64');
    this.#sequence += 1;
    this.#chunk += 1;
    this.#line.frame(
      `{"event":"media","sequenceNumber":"${this.#sequence}","streamSid":"${this.#setup.streamSid}","media":{"track":"inbound","chunk":"${this.#chunk}","timestamp":"${timestampMs}","payload":"${payload}"}}`,
    );
  }

  #event(event: string, body: string): void {
    this.#sequence += 1;
    this.#send(
      `{"event":"${event}","sequenceNumber":"${this.#sequence}","streamSid":"${this.#setup.streamSid}",${body}}`,
    );
  }

  #send(message: string): void {
    if (!this.#frozen && !this.#over) this.#socket.send(message);
  }

  #text(text: string): void {
    if (this.#frozen || this.#over) return;
    const message = readServerMessage(text, this.#setup.streamSid);
    switch (message.kind) {
      case 'media':
        this.#playout.add(message.bytes);
        return;
      case 'mark':
        this.#playout.mark(message.name);
        return;
      case 'clear':
        this.#listener.cleared();
        this.#playout.clear();
        return;
      case 'invalid':
        this.#warn(31951, message.detail);
    }
  }

  #warn(code: number, detail: string): void {
    if (this.#over || this.#frozen || this.#warned.has(code)) return;
    this.#warned.add(code);
    this.#listener.refused(code, detail);
  }

  #echo(name: string, cause: MarkCause, heardBytes: number): void {
    this.#returns.add(this.#line.markDelayMs(), () => {
      this.#event('mark', `"mark":{"name":${JSON.stringify(name)}}`);
      this.#listener.marked(name, cause, heardBytes);
    });
  }

  #closed(code: number, reason: string): void {
    if (this.#over || this.#frozen) return;
    const detail = `${code} ${reason}`.trim();
    if (this.#startedAt === null) {
      this.#listener.refused(handshakeCode(reason), detail);
      return this.#end('refused', detail);
    }
    if (code === 1006) this.#listener.refused(31903, detail);
    else if (code !== CLOSE.normal && code !== 1005) this.#listener.refused(31921, detail);
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

/** https://www.twilio.com/docs/api/errors: 31901 time, 31902 refused, 31920 any other handshake. */
function handshakeCode(reason: string): number {
  if (/timed? ?out/i.test(reason)) return 31901;
  return /refused/i.test(reason) ? 31902 : 31920;
}

/** A simulated socket can be dropped without a closing handshake; others are closed. */
function canVanish(socket: Socket): socket is Socket & { vanish(): void } {
  return 'vanish' in socket && typeof socket.vanish === 'function';
}
