// Managed session: the life of one conversation whose ear and voice are the carrier's: only what is thought is ours.
import type { ItemId } from '../../base/brand.ts';
import { unreachable } from '../../base/assert.ts';
import { CLOSE } from '../../base/socket.ts';
import type { Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { sameWords } from '../../nodes/same-words.ts';
import type { Llm } from '../../speech/llm.ts';
import { earlyFrames } from '../early-frames.ts';
import { MODEL_GIVES, MODEL_TAKES, type ModelSession, type SessionSettings } from '../model.ts';
import { AgentSpeech } from './agent-speech.ts';
import { ChatContext } from './chat-context.ts';
import { Replies } from './replies.ts';
import type { Given } from './reply.ts';

/** Frames kept until the session is attached to a graph. */
const EARLY_FRAMES_MAX = 1024;

/** A carrier that does not tell when speech ends has so long to write down what interrupted the agent. */
export const WORDS_MS_MAX = 8000;

type Taken = FrameOf<(typeof MODEL_TAKES)[number]>;
type Heard = FrameOf<'caller.words' | 'caller.speaking' | 'playout.cut'>;

/** One conversation. It has no connection that could be lost: each answer is asked for by itself. */
export class ManagedSession implements ModelSession {
  readonly takes = MODEL_TAKES;
  readonly gives = MODEL_GIVES;
  readonly #world: World;
  #settings: SessionSettings;
  readonly #outlet = earlyFrames<Given>(EARLY_FRAMES_MAX);
  readonly #context: ChatContext;
  readonly #replies: Replies;
  #speaking = false;
  /** The carrier tells when the caller begins and ends to speak. */
  #tellsSpeech = false;
  #silence: Timer | null = null;
  #guessedAt: string | null = null;
  #closed = false;

  constructor(world: World, settings: SessionSettings, llm: Llm) {
    this.#world = world;
    this.#settings = settings;
    this.#context = new ChatContext(settings.instructions);
    this.#replies = new Replies({
      world,
      settings: () => this.#settings,
      llm,
      tts: null,
      context: this.#context,
      speech: new AgentSpeech(),
      give: (frame) => this.#give(frame),
      faulted: (code, detail, fatal) => this.#faulted(code, detail, fatal),
      voiceLost: () => {},
    });
    world.log.info('model.ready', { tookMs: 0 });
    this.#give({ kind: 'model.ready' });
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: Taken, _at?: Micros): void {
    if (this.#closed) return;
    switch (frame.kind) {
      case 'caller.audio':
        return;
      case 'response.create':
        return this.#create(frame);
      case 'response.cancel':
        return this.#replies.cancel(frame.responseId, 'client_cancelled');
      case 'context.add':
        return this.#context.add(frame);
      case 'context.tool-result':
        return this.#context.result(frame.toolCallId, frame.outputJson);
      case 'context.truncate':
        return this.#context.truncate(frame.itemId, frame.heardMs);
      case 'context.remove':
        return this.#context.remove(frame.itemId);
      case 'session.update':
        return this.#update(frame);
      case 'model.close':
        return this.close();
      default:
        return unreachable(frame);
    }
  }

  /** What the carrier heard. */
  readonly hear = (frame: Heard): void => {
    if (this.#closed) return;
    switch (frame.kind) {
      case 'caller.speaking':
        this.#tellsSpeech = true;
        return frame.on ? this.#begin() : this.#end();
      case 'caller.words':
        return frame.final ? this.#turnEnded(frame) : this.#turnMayEnd(frame);
      case 'playout.cut':
        if (frame.cause === 'speech') this.#begin();
        // As a model that hears does: nobody has to tell it to stop.
        return this.#replies.cancel(null, 'turn_detected');
    }
  };

  close(): void {
    if (this.#closed) return;
    this.#replies.discard();
    this.#silence?.stop();
    this.#closed = true;
    this.#world.log.info('model.closed', { code: CLOSE.normal });
    this.#outlet.pushLast({ kind: 'model.closed', code: CLOSE.normal, detail: 'closed by us' });
  }

  #begin(): void {
    this.#silence?.stop();
    if (!this.#tellsSpeech) this.#silence = this.#world.timers.after(WORDS_MS_MAX, () => this.#end());
    if (this.#speaking) return;
    this.#speaking = true;
    this.#give({ kind: 'speech.started' });
  }

  #end(): void {
    this.#silence?.stop();
    if (!this.#speaking) return;
    this.#speaking = false;
    this.#give({ kind: 'speech.stopped' });
  }

  /** An answer is prepared, and held back until the turn is over in these very words. */
  #turnMayEnd({ text }: FrameOf<'caller.words'>): void {
    this.#begin();
    if (this.#guessedAt !== null && sameWords(this.#guessedAt, text)) return;
    this.#replies.dropGuess();
    this.#guessedAt = text;
    this.#replies.guess(text);
  }

  #turnEnded({ text: heard, language }: FrameOf<'caller.words'>): void {
    const text = heard.trim();
    if (text === '') return this.#end();
    this.#begin();
    this.#end();
    this.#guessedAt = null;
    const itemId = `item_${this.#world.random.token(16)}` as ItemId;
    this.#give({ kind: 'caller.committed', itemId });
    const spoke = language === null ? {} : { language };
    this.#give({ kind: 'caller.text', itemId, text, final: true, ...spoke });
    this.#context.add({ itemId, role: 'caller', text });
    // The caller had more to say before any answer came: one answer for all of it.
    if (this.#replies.isSilent) this.#replies.cancel(null, 'turn_detected');
    this.#replies.answer(text);
  }

  /** The voice is the carrier's. */
  #update({ instructions, language, tools }: FrameOf<'session.update'>): void {
    if (instructions !== undefined) this.#context.instructions = instructions;
    this.#settings = {
      ...this.#settings,
      ...(language === undefined ? {} : { language }),
      ...(tools === undefined ? {} : { tools }),
    };
  }

  #create({ requestId, instructions, tools }: FrameOf<'response.create'>): void {
    const { underWay } = this.#replies;
    if (underWay === null) return this.#replies.ask(requestId, instructions, tools);
    this.#give({
      kind: 'response.refused',
      requestId,
      cause: 'busy',
      detail: `${underWay} is under way`,
    });
  }

  /** The detail is the vendor's own text and may repeat what it was sent: the log has the code. */
  #faulted(code: string, detail: string, fatal: boolean): void {
    this.#world.log.warn('model.fault', { code: /^[\w.-]{1,80}$/.test(code) ? code : 'other', fatal });
    this.#give({ kind: 'model.fault', code, detail, fatal });
  }

  #give(frame: Given): void {
    if (this.#closed) return;
    if (!this.#outlet.push(frame)) this.close();
  }
}
