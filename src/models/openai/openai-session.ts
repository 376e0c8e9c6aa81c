// OpenAI session: the life of one Realtime session. Dialled, set up, ready, closed; commands out, frames in.
import { assert, unreachable } from '../../base/assert.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { CLOSE, type Socket } from '../../base/socket.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { BYTES_PER_MS, bytesPerMs, sameFormat, type AudioFormat } from '../../media/audio.ts';
import { refusalOf } from '../../speech/vendor-line.ts';
import { earlyFrames } from '../early-frames.ts';
import { MODEL_GIVES, MODEL_TAKES, type ModelSession, type SessionSettings } from '../model.ts';
import { ConversationReader, type Given } from './conversation-reader.ts';
import { CommandWriter, type Command } from './command-writer.ts';
import { detailOf, isBusyCode, judgeError } from './faults.ts';
import type { ErrorEvent } from './server-event.ts';
import type { VendorSettings } from './settings.ts';
import { parseServerEvent } from './wire-server.ts';

/** Everything a session is dialled with. */
export interface SessionAddress extends VendorSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long the handshake may take. */
export const OPEN_MS_MAX = 5_000;
/** How long the server may take from the handshake to `session.updated`. */
export const SETTINGS_MS_MAX = 5_000;
/** What a fault's code looks like; anything else is text, which no log line takes. */
const CODE = /^[\w.-]{1,80}$/;
/** Messages that are no events before the session is given up. */
export const MALFORMED_MAX = 10;
/** Commands kept until the session is ready. */
export const KEPT_COMMANDS_MAX = 256;
/** Frames kept until the session is attached to a graph. */
export const EARLY_FRAMES_MAX = 1_024;
/** Bytes that may wait in the socket, 24 s of a caller in G.711 (wider sound takes more): a model that far behind is of no use. */
export const UNSENT_BYTES_MAX = 256 * 1024;

type Phase = 'dialling' | 'open' | 'configuring' | 'ready' | 'closed';

/** One Realtime session over one socket. Nothing that the peer sends makes it throw. */
export class OpenaiSession implements ModelSession {
  readonly takes = MODEL_TAKES;
  readonly gives = MODEL_GIVES;
  readonly #world: World;
  readonly #socket: Socket;
  readonly #dialledAt: Micros;
  readonly #reader: ConversationReader;
  readonly #writer: CommandWriter;
  readonly #format: AudioFormat;
  readonly #unsentBytesMax: number;
  readonly #outlet = earlyFrames<Given>(EARLY_FRAMES_MAX);
  readonly #kept = new BoundedQueue<Command>(KEPT_COMMANDS_MAX, 'refuse-new');
  readonly #counts = { malformed: 0, unknown: 0, ignored: 0, audioDropped: 0 };
  #phase: Phase = 'dialling';
  #bound: Timer;

  constructor(world: World, settings: SessionSettings, address: SessionAddress) {
    this.#world = world;
    this.#format = settings.format;
    this.#unsentBytesMax = (UNSENT_BYTES_MAX * bytesPerMs(settings.format)) / BYTES_PER_MS;
    this.#reader = new ConversationReader(settings.format);
    this.#writer = new CommandWriter(settings, address, this.#reader);
    this.#dialledAt = world.clock.now();
    this.#bound = world.timers.after(OPEN_MS_MAX, () => this.#fail('open_timeout', ''));
    this.#socket = world.dial({ url: address.url, headers: address.headers, openMsMax: OPEN_MS_MAX });
    this.#socket.listen({
      open: () => this.#opened(),
      text: (message) => this.#received(message),
      binary: () => this.#malformed(),
      closed: (code, reason) => this.#gone(code, reason),
    });
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: FrameOf<(typeof MODEL_TAKES)[number]>): void {
    if (frame.kind === 'caller.audio') this.#hear(frame);
    else if (frame.kind === 'model.close') this.close();
    else if (this.#phase === 'ready') this.#command(frame);
    else if (this.#phase !== 'closed') this.#keep(frame);
  }

  close(): void {
    this.#end(CLOSE.normal, 'closed by us');
  }

  #hear({ audio }: FrameOf<'caller.audio'>): void {
    assert(sameFormat(audio, this.#format), "the caller's audio is in the session's format");
    if (this.#phase !== 'ready') {
      this.#counts.audioDropped += 1;
      return;
    }
    if (this.#socket.unsentBytes > this.#unsentBytesMax) this.#fail('send_backlog', '');
    else this.#socket.send(this.#writer.append(audio.base64));
  }

  #keep(command: Command): void {
    // What changes before the settings are sent is sent with them.
    if (this.#phase !== 'configuring' && command.kind === 'session.update') this.#writer.change(command);
    else if (!this.#kept.push(command) && command.kind === 'response.create')
      this.#give({
        kind: 'response.refused',
        requestId: command.requestId,
        cause: 'failed',
        detail: 'too many commands wait for the session',
      });
  }

  #command(command: Command): void {
    const message = this.#writer.write(command);
    if (message === null) this.#ignored(command.kind);
    else this.#socket.send(message);
  }

  #opened(): void {
    if (this.#phase !== 'dialling') return;
    this.#phase = 'open';
    this.#bound.stop();
    this.#bound = this.#world.timers.after(SETTINGS_MS_MAX, () => this.#fail('settings_timeout', ''));
  }

  #received(message: string): void {
    if (this.#phase === 'closed') return;
    const event = parseServerEvent(message);
    switch (event.kind) {
      // Some greet with the one, some with the other.
      case 'session.created':
      case 'conversation.created':
        return this.#created();
      case 'session.updated':
        return this.#updated();
      case 'error':
        return this.#errored(event);
      case 'malformed':
        return this.#malformed();
      case 'unknown':
        this.#counts.unknown += 1;
        return;
      case 'response.output_audio.delta':
        this.#writer.voiceIsFixed();
        break;
      case 'response.created':
        if (event.requestId !== null) this.#writer.sent.answered(event.requestId);
        break;
      default:
    }
    for (const frame of this.#reader.read(event)) this.#give(frame);
  }

  #created(): void {
    // A server that opens with its event may tell it before the handshake's end is told to us.
    this.#opened();
    if (this.#phase !== 'open') return;
    this.#phase = 'configuring';
    this.#socket.send(this.#writer.wholeSession());
  }

  #updated(): void {
    if (this.#phase !== 'configuring') return;
    this.#phase = 'ready';
    this.#bound.stop();
    this.#writer.sessionIsSet();
    const tookMs = Math.round(msBetween(this.#dialledAt, this.#world.clock.now()));
    this.#world.log.info('model.ready', { tookMs });
    // First what was asked for first: `model.ready` brings new commands.
    for (const command of this.#kept.drain()) this.#command(command);
    this.#give({ kind: 'model.ready' });
  }

  #errored(error: ErrorEvent): void {
    const { sent } = this.#writer;
    const named = error.commandId === null ? null : sent.settle(error.commandId);
    const purpose = named ?? (isBusyCode(error.code) ? sent.settleResponse() : null);
    const verdict = judgeError(error, purpose);
    const code = error.code ?? error.type;
    const detail = detailOf(error);
    switch (verdict.kind) {
      case 'ignored':
        return this.#ignored(code);
      case 'expired':
        return this.#end(CLOSE.goingAway, code);
      case 'remove':
        this.#ignored(code);
        return this.#command({ kind: 'context.remove', itemId: verdict.itemId });
      case 'refused': {
        const { requestId, cause } = verdict;
        return this.#give({ kind: 'response.refused', requestId, cause, detail: `${code}: ${detail}` });
      }
      case 'fault':
        if (verdict.ours)
          this.#world.log.error('model.command-refused', {
            code,
            param: error.param ?? '',
            for: purpose?.kind,
          });
        if (verdict.fatal) return this.#refused(code, detail);
        return this.#faulted(code, detail, false);
      default:
        return unreachable(verdict);
    }
  }

  #malformed(): void {
    if (this.#phase === 'closed') return;
    this.#counts.malformed += 1;
    if (this.#counts.malformed === MALFORMED_MAX) this.#fail('malformed', 'not the protocol', CLOSE.protocol);
  }

  #ignored(what: string): void {
    this.#counts.ignored += 1;
    this.#world.log.debug('model.ignored', { what });
  }

  #give(frame: Given): void {
    if (this.#phase === 'closed') return;
    if (!this.#outlet.push(frame)) this.#end(CLOSE.internal, 'nobody listens');
  }

  /** The account, the key or the model's name is at fault: another session would fare no better. */
  #refused(code: string, detail: string): void {
    this.#faulted(code, detail, true);
    this.#end(CLOSE.normal, code);
  }

  /** This session is at fault, or the way to it: another one may do. */
  #fail(code: string, detail: string, closeCode: number = CLOSE.normal): void {
    this.#faulted(code, detail, false);
    this.#end(closeCode, code);
  }

  /** The detail is the vendor's own text and may repeat what it was sent: the log has the code. */
  #faulted(code: string, detail: string, fatal: boolean): void {
    if (this.#phase === 'closed') return;
    this.#world.log.warn('model.fault', { code: CODE.test(code) ? code : 'other', fatal });
    this.#give({ kind: 'model.fault', code, detail, fatal });
  }

  /** The socket is closed, not by us. Before it was open, the reason is our own side's: who did not answer, or how. */
  #gone(code: number, reason: string): void {
    const refusal = refusalOf(code, reason, this.#phase !== 'dialling');
    if (refusal !== null) this.#faulted(refusal.code, reason, refusal.fatal);
    else if (this.#phase === 'dialling')
      this.#world.log.warn('model.fault', { code: 'not_reached', why: reason, fatal: false });
    this.#closed(code, reason);
  }

  /** Ends it from our side. What the socket says from then on is of no interest: its own close is bounded. */
  #end(code: number, detail: string): void {
    if (this.#phase === 'closed') return;
    this.#socket.close(code === CLOSE.protocol ? code : CLOSE.normal, '');
    this.#closed(code, detail);
  }

  #closed(code: number, detail: string): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#bound.stop();
    this.#kept.drain();
    this.#world.log.info('model.closed', { code, ...this.#counts });
    this.#outlet.pushLast({ kind: 'model.closed', code, detail });
  }
}
