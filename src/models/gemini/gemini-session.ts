// Gemini session: the life of one Live session over one connection after another: set up, ready, resumed, closed.
import { assert, unreachable } from '../../base/assert.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { CLOSE } from '../../base/socket.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { rateHzOf, sameFormat } from '../../media/audio.ts';
import type { VendorLine } from '../../speech/vendor-line.ts';
import { earlyFrames } from '../early-frames.ts';
import { InferredTurns } from '../inferred-turns.ts';
import { MODEL_GIVES, MODEL_TAKES, type ModelSession, type SessionSettings } from '../model.ts';
import { encodeSetup, encodeSound } from './client-message.ts';
import { geminiConnection, refusalCode, type GeminiAddress } from './connection.ts';
import { Replies, type Given } from './replies.ts';
import { readServerMessage, type ServerMessage } from './server-message.ts';
import { Untold } from './untold.ts';

/** Frames kept until the session is attached to a graph. */
const EARLY_FRAMES_MAX = 1024;

/** Pieces of the caller's sound kept while a session is resumed: 3 s of a carrier's 20 ms. */
const KEPT_SOUNDS_MAX = 150;

/** Connections tried in a row that bring nothing. */
const RESUMES_MAX = 2;

/** So long before the server ends a connection another takes over, whoever speaks. */
const LEAVE_AHEAD_MS = 1500;

/** Requests kept until the session is ready, or what nobody wants to hear is over. */
const WAITING_MAX = 16;

type Taken = FrameOf<(typeof MODEL_TAKES)[number]>;

/** One session. Nothing that the peer sends makes it throw. */
export class GeminiSession implements ModelSession {
  readonly takes = MODEL_TAKES;
  readonly gives = MODEL_GIVES;
  readonly #world: World;
  readonly #address: GeminiAddress;
  readonly #outlet = earlyFrames<Given>(EARLY_FRAMES_MAX);
  readonly #turns: InferredTurns;
  readonly #replies: Replies;
  readonly #untold: Untold;
  readonly #sounds = new BoundedQueue<string>(KEPT_SOUNDS_MAX, 'drop-oldest');
  readonly #waiting = new BoundedQueue<FrameOf<'response.create'>>(WAITING_MAX, 'refuse-new');
  readonly #dialledAt: Micros;
  readonly #rateHz: number;
  #settings: SessionSettings;
  #line: VendorLine;
  #listens = false;
  #ready = false;
  #closed = false;
  #handle: string | null = null;
  #resumes = 0;
  /** Another connection is to take over at the next quiet moment. */
  #leaving = false;
  #leave: Timer | null = null;

  constructor(world: World, settings: SessionSettings, address: GeminiAddress) {
    this.#world = world;
    this.#settings = settings;
    this.#address = address;
    this.#rateHz = rateHzOf(settings.format);
    this.#dialledAt = world.clock.now();
    this.#untold = new Untold(address.model);
    this.#replies = new Replies(world, {
      give: (frame) => this.#give(frame),
      begins: () => this.#turns.answered(),
      over: () => this.#turns.settle(),
    });
    this.#turns = new InferredTurns(world, settings, {
      give: (frame) => this.#give(frame),
      agentSounds: () => this.#replies.sounds,
      answersAll: true,
    });
    this.#line = this.#dial();
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: Taken): void {
    if (this.#closed) return;
    switch (frame.kind) {
      case 'caller.audio':
        return this.#hear(frame);
      case 'response.create':
        return this.#create(frame);
      case 'response.cancel':
        return this.#replies.cancel(frame.responseId);
      case 'context.add':
        this.#untold.add(frame);
        return this.#listens ? this.#line.send(this.#untold.aside()) : undefined;
      case 'context.tool-result': {
        const { toolCallId: id, outputJson } = frame;
        return this.#untold.result({ id, name: this.#replies.nameOf(id), outputJson });
      }
      case 'context.truncate':
        return this.#heardOnly(frame.itemId, frame.heardMs);
      case 'context.remove':
        return this.#heardOnly(frame.itemId, 0);
      case 'session.update':
        return this.#update(frame);
      case 'model.close':
        return this.close();
      default:
        return unreachable(frame);
    }
  }

  close(): void {
    this.#end(CLOSE.normal, 'closed by us');
  }

  #dial(): VendorLine {
    return geminiConnection(this.#world, this.#address.url, {
      setup: () =>
        encodeSetup(this.#settings, {
          model: this.#address.model,
          handle: this.#handle,
          withHistory: this.#handle === null && this.#untold.takesHistory,
        }),
      isCurrent: (line) => line === this.#line,
      text: (message) => this.#received(message),
      fault: (code, detail, fatal) => this.#faulted(code, detail, fatal),
      closed: (code, detail) => this.#lost(code, detail),
    });
  }

  #received(text: string): boolean {
    const messages = readServerMessage(text);
    for (const message of messages ?? []) if (!this.#closed) this.#read(message);
    if (this.#listens && !this.#replies.dropping)
      for (const wish of this.#waiting.drain()) this.#create(wish);
    if (this.#leaving && this.#isQuiet())
      this.#resume('the connection is about to end, or its settings changed');
    return messages !== null;
  }

  #read(message: ServerMessage): void {
    switch (message.kind) {
      case 'setup-complete':
        return this.#isSetUp();
      case 'sound':
        this.#resumes = 0;
        if (!this.#replies.sound(message.base64, message.rateHz))
          this.#faulted('sound_format', `${message.rateHz} Hz`, false);
        return;
      case 'agent-text':
        return this.#replies.text(message.text);
      case 'caller-text':
        this.#resumes = 0;
        return this.#turns.words(message.text, message.done);
      case 'interrupted':
        this.#turns.interrupted();
        return this.#replies.interrupted();
      case 'generated':
        return this.#replies.generated();
      case 'turn-over':
        return this.#replies.turnOver();
      case 'calls':
        this.#untold.called(message.calls);
        return this.#replies.calls(message.calls);
      case 'calls-cancelled':
        return this.#untold.forget(message.ids);
      case 'usage':
        return this.#replies.used(message.usage);
      case 'handle':
        return void (this.#handle = message.handle ?? this.#handle);
      case 'go-away':
        this.#leaving = true;
        this.#leave?.stop();
        this.#leave = this.#world.timers.after(Math.max(0, message.leftMs - LEAVE_AHEAD_MS), () =>
          this.#resume('the connection is about to end'),
        );
        return;
      default:
        return unreachable(message);
    }
  }

  #isSetUp(): void {
    this.#line.ready();
    if (this.#listens) return;
    this.#listens = true;
    for (const sound of this.#sounds.drain()) this.#line.send(encodeSound(sound, this.#rateHz));
    const isFirst = !this.#ready;
    this.#ready = true;
    if (!isFirst) return;
    const tookMs = Math.round(msBetween(this.#dialledAt, this.#world.clock.now()));
    this.#world.log.info('model.ready', { tookMs });
    this.#give({ kind: 'model.ready' });
  }

  #hear({ audio }: FrameOf<'caller.audio'>): void {
    assert(sameFormat(audio, this.#settings.format), "the caller's audio is in the session's format");
    if (!this.#ready) return;
    if (!this.#listens) return void this.#sounds.push(audio.base64);
    this.#line.send(this.#untold.history());
    this.#line.send(encodeSound(audio.base64, this.#rateHz));
    this.#turns.hear(audio);
  }

  #create(wish: FrameOf<'response.create'>): void {
    const { requestId, instructions, tools } = wish;
    const refuse = (cause: 'busy' | 'failed', detail: string): void =>
      this.#give({ kind: 'response.refused', requestId, cause, detail });
    if (!this.#listens || this.#replies.dropping) {
      if (!this.#waiting.push(wish)) refuse('failed', 'too many requests wait for the session');
      return;
    }
    const { underWay } = this.#replies;
    if (underWay !== null) return refuse('busy', `${underWay} is under way`);
    this.#replies.expect(requestId);
    this.#line.send(this.#untold.history());
    for (const message of this.#untold.asked(instructions, tools)) this.#line.send(message);
  }

  /** An interruption by the caller's voice Gemini knows of itself; one of ours it is told with the next text. */
  #heardOnly(itemId: FrameOf<'context.truncate'>['itemId'], heardMs: number): void {
    const heard = this.#replies.heard(itemId, heardMs);
    if (heard === null) this.#untold.remove(itemId);
    else this.#untold.heardOnly(heard);
  }

  /** Nothing of a session changes but with a new connection: at the next quiet moment. */
  #update({ instructions, tools, language, interruptible }: FrameOf<'session.update'>): void {
    const { interruptible: before } = this.#settings;
    this.#settings = {
      ...this.#settings,
      ...(instructions === undefined ? {} : { instructions }),
      ...(tools === undefined ? {} : { tools }),
      ...(language === undefined ? {} : { language }),
      // Once it is set up it would have to be changed too often.
      interruptible: this.#ready ? before : (interruptible ?? before),
    };
    if (!this.#ready || (instructions ?? tools) === undefined) return;
    // Functions cannot be told in words: another session has them from its beginning.
    if (this.#handle === null && tools !== undefined) return this.#end(CLOSE.goingAway, 'its tools changed');
    if (this.#handle === null && instructions !== undefined) this.#untold.instruct(instructions);
    this.#leaving = this.#handle !== null;
    if (this.#isQuiet()) this.#resume('its settings changed');
  }

  #isQuiet(): boolean {
    return this.#replies.underWay === null && !this.#turns.speaking && !this.#untold.owesResults;
  }

  #resume(detail: string): void {
    if (this.#closed || this.#handle === null) return;
    const old = this.#line;
    this.#leaving = false;
    this.#leave?.stop();
    this.#listens = false;
    this.#untold.renewed();
    this.#replies.lost();
    if (this.#closed) return;
    this.#faulted('connection_renewed', detail, false);
    this.#line = this.#dial();
    old.close();
  }

  #lost(code: number, detail: string): void {
    if (this.#closed) return;
    const refusal = refusalCode(code, detail, this.#ready);
    if (refusal !== null) return this.#faulted(refusal, detail, true);
    if (!this.#ready || this.#handle === null || this.#resumes >= RESUMES_MAX) return this.#end(code, detail);
    this.#resumes += 1;
    this.#resume(`${code} ${detail}`.trim());
  }

  /** The detail is the vendor's own text and may repeat what it was sent: the log has the code. */
  #faulted(code: string, detail: string, fatal: boolean): void {
    if (this.#closed) return;
    this.#world.log.warn('model.fault', { code, fatal });
    this.#give({ kind: 'model.fault', code, detail, fatal });
    if (fatal) this.#end(CLOSE.normal, code);
  }

  #give(frame: Given): void {
    if (this.#closed) return;
    if (!this.#outlet.push(frame)) this.#end(CLOSE.internal, 'nobody listens');
  }

  #end(code: number, detail: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave?.stop();
    this.#turns.stop();
    this.#replies.stop();
    this.#waiting.drain();
    this.#sounds.drain();
    this.#line.close();
    this.#world.log.info('model.closed', { code });
    this.#outlet.pushLast({ kind: 'model.closed', code, detail });
  }
}
