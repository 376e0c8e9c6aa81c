// A session of Twilio ConversationRelay as an endpoint of a graph: the carrier hears and speaks for us, in words.
import { assert, unreachable } from '../../base/assert.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { Timer, World } from '../../base/world.ts';
import type { CarrierStopped } from '../../frames/carrier-frames.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { CARRIER_GIVES, CARRIER_TAKES, type CarrierStream } from '../carrier.ts';
import { RelaySpeech } from './relay-speech.ts';
import { parseRelayMessage, relayEncoder, type RelaySetup } from './relay-wire.ts';
import { EARLY_FRAMES_MAX, STREAM_FAULTS_MAX, UNSENT_BYTES_MAX } from './stream.ts';

/** A key that stops the agent is told with the word on what was heard, which comes right before or behind it. */
export const KEY_HELD_MS = 150;

/** How long Twilio may take to close a session that we have ended. */
export const END_MS_MAX = 3000;

/** What is counted on a session, by name. */
export type RelayCount =
  | 'unknown-event'
  | 'invalid-message'
  | 'second-start'
  | 'early-frame-dropped'
  | 'carrier-reported-error'
  | 'unsendable-key';

/** How one session goes, beside its socket. */
export interface RelayWays {
  /** Where Twilio fetches the hold music. */
  readonly musicUrl: string;
  /** Those that it can be switched to, the one that it begins with first. */
  readonly languages: readonly string[];
  /** Twilio stops speaking at a key. */
  readonly stopsAtKeys: boolean;
}

type Taken = FrameOf<(typeof CARRIER_TAKES)[number]>;
type Given = FrameOf<(typeof CARRIER_GIVES)[number]>;
type Cause = CarrierStopped['cause'];

/** The session that `setup` introduced. Its socket's listener calls `text`, `binary` and `closed`. */
export class RelayStream implements CarrierStream {
  readonly takes = CARRIER_TAKES;
  readonly gives = CARRIER_GIVES;
  readonly speaks = true;
  readonly sendsDigits = true;
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #socket: Socket;
  readonly #setup: RelaySetup;
  readonly #ways: RelayWays;
  readonly #count: (name: RelayCount) => void;
  readonly #speech: RelaySpeech;
  readonly #early = new BoundedQueue<Given>(EARLY_FRAMES_MAX, 'drop-oldest');
  #push: ((frame: Given) => void) | null = null;
  #language: string | null;
  #keys: string[] = [];
  #keyTimer: Timer | null = null;
  #endTimer: Timer | null = null;
  #ending: CarrierStopped | null = null;
  #closing = false;
  #faults = 0;

  constructor(
    world: Pick<World, 'clock' | 'timers'>,
    socket: Socket,
    setup: RelaySetup,
    ways: RelayWays,
    count: (name: RelayCount) => void,
  ) {
    this.#world = world;
    this.#socket = socket;
    this.#setup = setup;
    this.#ways = ways;
    this.#count = count;
    this.#language = ways.languages[0] ?? null;
    this.#speech = new RelaySpeech(world, {
      send: (message) => this.#send(message),
      marked: (mark) => this.#give({ kind: 'playout.marked', mark }),
    });
  }

  attach(push: (frame: Given) => void): void {
    assert(this.#push === null, 'a stream is attached once');
    this.#push = push;
    push({ kind: 'carrier.started', streamId: this.#setup.sessionId });
    for (const frame of this.#early.drain()) push(frame);
    if (this.#ending !== null) push(this.#ending);
  }

  accept(frame: Taken): void {
    if (frame.kind === 'carrier.close') return this.close();
    if (this.#closing || this.#ending !== null) return;
    switch (frame.kind) {
      case 'playout.words':
        return this.#speech.words(frame);
      case 'playout.mark':
        return this.#speech.mark(frame.mark);
      case 'playout.clear':
        return this.#speech.clear();
      case 'carrier.digits':
        return this.#sendDigits(frame.digits);
      case 'speaker.changed':
        return this.#speak(frame.language);
      case 'carrier.music':
        return this.#speech.music(frame.on ? this.#ways.musicUrl : null);
      case 'playout.audio':
        return assert(false, 'a carrier that speaks plays no sound of ours');
      default:
        unreachable(frame);
    }
  }

  /** Ends the session; Twilio then asks what comes next. */
  close(): void {
    if (this.#closing || this.#ending !== null) return;
    const { callId } = this.#setup.parameters;
    this.#send(relayEncoder.end(JSON.stringify(callId === undefined ? {} : { callId })));
    this.#closing = true;
    this.#quiet();
    this.#endTimer = this.#world.timers.after(END_MS_MAX, () => this.#socket.close(CLOSE.normal, 'done'));
  }

  /** One text message of the socket. */
  text(text: string): void {
    if (this.#ending !== null) return;
    if (text.length > SOCKET_MESSAGE_BYTES_MAX) return this.#break(CLOSE.tooBig, 'a message is too big');
    const message = parseRelayMessage(text);
    switch (message.kind) {
      case 'malformed':
        return this.#break(CLOSE.protocol, `malformed message: ${message.reason}`);
      case 'invalid':
        return this.#tolerate(`${message.type} messages whose ${message.field} does not fit`);
      case 'unknown':
        return this.#count('unknown-event');
      case 'setup':
        return this.#count('second-start');
      case 'error':
        return this.#count('carrier-reported-error');
      case 'prompt':
        return this.#give({
          kind: 'caller.words',
          text: message.text,
          final: message.last,
          language: message.language,
        });
      case 'dtmf':
        return this.#pressed(message.digit);
      case 'interrupt':
        return this.#interrupted(message.heard, message.heardMs);
      case 'played':
        return this.#speech.played(message.text);
      case 'speaking':
        if (message.who === 'agent') return this.#speech.speaking(message.on);
        return this.#give({ kind: 'caller.speaking', on: message.on });
      default:
        unreachable(message);
    }
  }

  binary(): void {
    if (this.#ending === null) this.#break(CLOSE.unsupported, 'a binary message');
  }

  /** The socket is gone. Twilio closes it when the caller hangs up; a connection that breaks closes nothing. */
  closed(code: number): void {
    if (this.#ending !== null) return;
    const clean = this.#closing || code === CLOSE.normal || code === NO_STATUS;
    this.#end(clean ? 'stop' : 'lost', String(code));
  }

  /** One that the session was not begun with Twilio does not have. */
  #speak(language: string): void {
    if (language === this.#language || !this.#ways.languages.includes(language)) return;
    this.#language = language;
    this.#send(relayEncoder.language(language));
  }

  #pressed(digit: string): void {
    if (!this.#ways.stopsAtKeys || !this.#speech.speaks) return this.#give({ kind: 'caller.digit', digit });
    this.#keys.push(digit);
    this.#keyTimer ??= this.#world.timers.after(KEY_HELD_MS, () => this.#tellKeys());
  }

  #tellKeys(): void {
    this.#keyTimer?.stop();
    this.#keyTimer = null;
    for (const digit of this.#keys.splice(0)) this.#give({ kind: 'caller.digit', digit });
  }

  #interrupted(heard: string | null, heardMs: number | null): void {
    const beyondMs = this.#speech.interrupted(heard, heardMs);
    const cause = this.#keys.length > 0 ? 'digit' : 'speech';
    if (beyondMs !== null) this.#give({ kind: 'playout.cut', cause, beyondMs });
    this.#tellKeys();
  }

  /** Twilio's alphabet has one pause and no letters. */
  #sendDigits(digits: string): void {
    const sendable = digits.replaceAll('W', 'ww').replaceAll(/[^0-9w#*]/g, () => {
      this.#count('unsendable-key');
      return '';
    });
    if (sendable !== '') this.#send(relayEncoder.sendDigits(sendable));
  }

  #send(message: string): void {
    if (this.#closing || this.#ending !== null) return;
    this.#socket.send(message);
    if (this.#socket.unsentBytes > UNSENT_BYTES_MAX) this.#break(CLOSE.policy, 'the carrier does not read');
  }

  #give(frame: Given): void {
    if (this.#ending !== null) return;
    if (this.#push !== null) return this.#push(frame);
    const before = this.#early.dropped;
    this.#early.push(frame);
    if (this.#early.dropped > before) this.#count('early-frame-dropped');
  }

  #tolerate(detail: string): void {
    this.#count('invalid-message');
    this.#faults += 1;
    if (this.#faults > STREAM_FAULTS_MAX) this.#break(CLOSE.policy, detail);
  }

  #break(code: number, detail: string): void {
    this.#end('fault', detail);
    this.#socket.close(code, detail);
  }

  #quiet(): void {
    this.#speech.stop();
    this.#keyTimer?.stop();
    this.#endTimer?.stop();
  }

  #end(cause: Cause, detail: string): void {
    this.#quiet();
    this.#ending = { kind: 'carrier.stopped', cause, detail };
    this.#push?.(this.#ending);
  }
}

/** RFC 6455: the close frame had no code. */
const NO_STATUS = 1005;
