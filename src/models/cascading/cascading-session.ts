// Cascading session: the life of one conversation held by three vendors: frames in, frames out, like any other model's.
import type { ItemId } from '../../base/brand.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { assert, unreachable } from '../../base/assert.ts';
import { CLOSE } from '../../base/socket.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { sameFormat } from '../../media/audio.ts';
import type { SttEvent } from '../../speech/stt.ts';
import type { TtsEvent, TtsSession } from '../../speech/tts.ts';
import { earlyFrames } from '../early-frames.ts';
import { MODEL_GIVES, MODEL_TAKES, type ModelSession, type SessionSettings } from '../model.ts';
import { AgentSpeech } from './agent-speech.ts';
import { CallerVoice } from '../caller-voice.ts';
import type { CascadingModelOptions } from './cascading-model.ts';
import { ChatContext } from './chat-context.ts';
import { Ear } from './ear.ts';
import { Replies } from './replies.ts';
import type { Given } from './reply.ts';
import { TurnTaking } from './turn-taking.ts';

/** How long the vendors may take until they listen and can speak. */
export const READY_MS_MAX = 8000;

/** Requests for a response that wait until the session is ready. */
const WAITING_MAX = 16;

/** Frames kept until the session is attached to a graph. */
const EARLY_FRAMES_MAX = 1024;

type Taken = FrameOf<(typeof MODEL_TAKES)[number]>;

/** One conversation. Nothing that a vendor does makes it throw; when one of them is lost, it is over. */
export class CascadingSession implements ModelSession {
  readonly takes = MODEL_TAKES;
  readonly gives = MODEL_GIVES;
  readonly #world: World;
  #settings: SessionSettings;
  readonly #stt: Ear;
  readonly #ownVoice: string;
  readonly #tts: TtsSession;
  readonly #outlet = earlyFrames<Given>(EARLY_FRAMES_MAX);
  readonly #context: ChatContext;
  readonly #voice: CallerVoice;
  readonly #speech = new AgentSpeech();
  readonly #turns: TurnTaking;
  readonly #replies: Replies;
  readonly #waiting = new BoundedQueue<FrameOf<'response.create'>>(WAITING_MAX, 'refuse-new');
  readonly #dialledAt: Micros;
  readonly #awaited = new Set(['stt', 'tts']);
  #bound: Timer;
  #voiceName: string;
  #interruptible: boolean;
  #closed = false;

  constructor(world: World, settings: SessionSettings, options: CascadingModelOptions) {
    const { stt, tts } = options;
    this.#world = world;
    this.#settings = settings;
    this.#ownVoice = options.voice ?? settings.voice;
    this.#voiceName = this.#ownVoice;
    this.#interruptible = settings.interruptible;
    this.#context = new ChatContext(settings.instructions);
    this.#voice = new CallerVoice(settings.format, settings.sensitivity);
    this.#turns = new TurnTaking(world, stt.endsTurns, {
      agentSpeaks: () => this.#speech.speaks(world.clock.now()),
      speechStarted: () => this.#speechStarted(),
      speechStopped: () => this.#give({ kind: 'speech.stopped' }),
      turnEager: (text) => this.#replies.guess(text),
      turnGoesOn: () => this.#replies.dropGuess(),
      turnEnded: (text, heardIn) => this.#turnEnded(text, heardIn),
      backchannel: (text) => this.#give({ kind: 'caller.text', itemId: this.#newItem(), text, final: true }),
      falseAlarm: () => this.#replies.goOn(),
      settle: () => this.#stt.settle(),
    });
    this.#dialledAt = world.clock.now();
    this.#bound = world.timers.after(READY_MS_MAX, () => {
      this.#faulted(`${[...this.#awaited].join('.')}.open_timeout`, '', false);
      this.#end(CLOSE.normal, 'not ready in time');
    });
    const { language, format } = settings;
    this.#stt = new Ear(world, stt, { language, format });
    const ownFormat = tts.formats.find((each) => sameFormat(each, format)) ?? tts.formats[0] ?? format;
    this.#tts = tts.open(world, { language, format: ownFormat, voice: this.#ownVoice });
    this.#replies = new Replies({
      world,
      settings: () => this.#settings,
      llm: options.llm,
      tts: this.#tts,
      context: this.#context,
      speech: this.#speech,
      give: (frame) => this.#give(frame),
      faulted: (code, detail, fatal) => this.#faulted(code, detail, fatal),
      // A voice that has fallen silent is no voice for the next try either.
      voiceLost: () => this.#end(CLOSE.normal, 'tts: stalled'),
    });
    this.#stt.listen((event) => this.#sttSaid(event));
    this.#tts.listen((event) => this.#ttsSaid(event));
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: Taken, at: Micros): void {
    if (this.#closed) return;
    switch (frame.kind) {
      case 'caller.audio':
        return this.#hear(frame);
      case 'response.create':
        return this.#create(frame);
      case 'response.cancel':
        return this.#replies.cancel(frame.responseId, 'client_cancelled');
      case 'context.add':
        if (frame.role === 'agent')
          if (frame.itemId === null) this.#speech.corrected(frame.text);
          else this.#speech.phrase(frame.itemId, frame.text, at);
        return this.#context.add(frame);
      case 'context.tool-result':
        return this.#context.result(frame.toolCallId, frame.outputJson);
      case 'context.truncate':
        this.#context.truncate(frame.itemId, frame.heardMs);
        return this.#speech.stopped(frame.itemId, this.#context.heardOf(frame.itemId) ?? '', at);
      case 'context.remove':
        this.#context.remove(frame.itemId);
        return this.#speech.stopped(frame.itemId, '', at);
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

  #hear({ audio }: FrameOf<'caller.audio'>): void {
    assert(sameFormat(audio, this.#settings.format), "the caller's audio is in the session's format");
    if (this.#awaited.size > 0) return;
    this.#stt.hear(audio);
    const change = this.#voice.hear(audio);
    if (change !== null) this.#turns.voice(change);
  }

  #update({ instructions, voice, interruptible, language, tools }: FrameOf<'session.update'>): void {
    if (instructions !== undefined) this.#context.instructions = instructions;
    if (tools !== undefined) this.#settings = { ...this.#settings, tools };
    if (language !== undefined) {
      this.#settings = { ...this.#settings, language };
      this.#stt.change(language);
    }
    // The pipeline's voice stands for the one with which the session was opened, also when that comes back.
    if (voice !== undefined) this.#voiceName = voice === this.#settings.voice ? this.#ownVoice : voice;
    if (voice !== undefined || language !== undefined)
      this.#tts.change(this.#voiceName, this.#settings.language);
    if (interruptible !== undefined) this.#interruptible = interruptible;
  }

  #sttSaid(event: SttEvent): void {
    if (this.#closed) return;
    switch (event.kind) {
      case 'ready':
        return this.#ready('stt');
      case 'fault':
        return this.#vendorFault('stt', event);
      case 'closed':
        return this.#end(event.code, `stt: ${event.detail}`);
      default:
        return this.#turns.heard(event);
    }
  }

  #ttsSaid(event: TtsEvent): void {
    if (this.#closed) return;
    switch (event.kind) {
      case 'ready':
        return this.#ready('tts');
      case 'fault':
        this.#vendorFault('tts', event);
        if (event.speechId !== null) this.#replies.failed(event.speechId, event.code);
        return;
      case 'closed':
        return this.#end(event.code, `tts: ${event.detail}`);
      default:
        return this.#replies.voiced(event);
    }
  }

  #ready(part: 'stt' | 'tts'): void {
    if (!this.#awaited.delete(part) || this.#awaited.size > 0) return;
    this.#bound.stop();
    const tookMs = Math.round(msBetween(this.#dialledAt, this.#world.clock.now()));
    this.#world.log.info('model.ready', { tookMs });
    this.#give({ kind: 'model.ready' });
    for (const wish of this.#waiting.drain()) this.#create(wish);
  }

  #create(wish: FrameOf<'response.create'>): void {
    const { requestId, instructions, tools } = wish;
    const refuse = (cause: 'busy' | 'failed', detail: string): void =>
      this.#give({ kind: 'response.refused', requestId, cause, detail });
    if (this.#awaited.size > 0) {
      if (!this.#waiting.push(wish)) refuse('failed', 'too many requests wait for the session');
      return;
    }
    const { underWay } = this.#replies;
    if (underWay !== null) return refuse('busy', `${underWay} is under way`);
    this.#replies.ask(requestId, instructions, tools);
  }

  #speechStarted(): void {
    if (this.#speech.speaks(this.#world.clock.now())) this.#speech.interrupted();
    this.#give({ kind: 'speech.started' });
    if (this.#interruptible) this.#replies.cancel(null, 'turn_detected');
  }

  #turnEnded(text: string, language: string | null): void {
    const itemId = this.#newItem();
    this.#give({ kind: 'caller.committed', itemId });
    const told = language === null ? {} : { language };
    this.#give({ kind: 'caller.text', itemId, text, final: true, ...told });
    this.#context.add({ itemId, role: 'caller', text });
    this.#replies.answer(text);
  }

  #newItem(): ItemId {
    return `item_${this.#world.random.token(16)}` as ItemId;
  }

  #vendorFault(
    part: 'stt' | 'tts',
    { code, detail, fatal }: { code: string; detail: string; fatal: boolean },
  ): void {
    this.#faulted(`${part}.${code}`, detail, fatal);
    if (fatal) this.#end(CLOSE.normal, `${part}: ${code}`);
  }

  /** The detail is the vendor's own text and may repeat what it was sent: the log has the code. */
  #faulted(code: string, detail: string, fatal: boolean): void {
    if (this.#closed) return;
    this.#world.log.warn('model.fault', { code: /^[\w.-]{1,80}$/.test(code) ? code : 'other', fatal });
    this.#give({ kind: 'model.fault', code, detail, fatal });
  }

  #give(frame: Given): void {
    if (this.#closed) return;
    if (!this.#outlet.push(frame)) this.#end(CLOSE.internal, 'nobody listens');
  }

  #end(code: number, detail: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#bound.stop();
    this.#turns.stop();
    this.#replies.discard();
    this.#stt.close();
    this.#tts.close();
    this.#waiting.drain();
    this.#world.log.info('model.closed', { code });
    this.#outlet.pushLast({ kind: 'model.closed', code, detail });
  }
}
