// Reply: one response of the agent: thought of as text, cut into sentences, spoken sentence by sentence.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { durationMs, type AudioFormat } from '../../media/audio.ts';
import { speakingMs } from '../../media/speaking-time.ts';
import { transcoderTo, type Transcoder } from '../../media/transcode.ts';
import type { Llm, LlmAnswer, LlmEvent, LlmRequest, LlmUsage } from '../../speech/llm.ts';
import type { SpokenWord, TtsEvent, TtsSession } from '../../speech/tts.ts';
import type { MODEL_GIVES } from '../model.ts';
import { NO_THOUGHT, textUsage } from '../text-usage.ts';
import { ReplySteps } from './reply-steps.ts';
import { SentenceSplitter } from './sentence-splitter.ts';
import { SpokenItem } from './spoken-item.ts';
import { spokenText } from './spoken-text.ts';

/** A frame that a model gives. */
export type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** How long whoever is waited for, the language model or the voice, may give nothing. */
export const STALL_MS_MAX = 6000;

/** Frames that a reply nobody asked for yet may hold back. */
const HELD_MAX = 4096;

/** Who speaks and thinks for a reply, and who is told of it. */
export interface ReplyParts {
  readonly world: World;
  readonly llm: Llm;
  /** Null: the carrier speaks, and is given the words. */
  readonly tts: TtsSession | null;
  readonly language: string;
  /** In which its sound is given. */
  readonly format: AudioFormat;
  give(frame: Given): void;
  /** The reply gave its last frame. `stalled`: who was waited for in vain. */
  over(stalled: 'llm' | 'tts' | null): void;
}

/** What is to be replied: a conversation to be gone on with, or a text to be said as it is. */
export interface ReplyWish {
  /** Of the `response.create` that asked for it; null for a turn of the caller's. */
  readonly requestId: string | null;
  readonly say: LlmRequest | string;
  /** True: nothing is given before `release`. */
  readonly held: boolean;
}

/** One response of at most one item. Its last frame is `response.done`, unless it is discarded. */
export class Reply {
  readonly id: ResponseId;
  readonly itemId: ItemId;
  readonly spoken = new SpokenItem();
  readonly #parts: ReplyParts;
  readonly #wish: ReplyWish;
  readonly #splitter = new SentenceSplitter();
  readonly #sound: Transcoder;
  readonly #steps = new ReplySteps();
  #held: Given[] | null;
  #answer: LlmAnswer | null = null;
  #written = false;
  #speaks = false;
  #over = false;
  #cutShort = false;
  #usage: LlmUsage | null = null;
  /** Given to the voice. */
  #characters = 0;
  #signAt: Micros;
  #stall: Timer | null = null;

  constructor(parts: ReplyParts, wish: ReplyWish) {
    this.#parts = parts;
    this.#wish = wish;
    const token = parts.world.random.token(16);
    this.id = `resp_${token}` as ResponseId;
    this.itemId = `item_${token}` as ItemId;
    this.#held = wish.held ? [] : null;
    this.#sound = transcoderTo(parts.format);
    this.#signAt = parts.world.clock.now();
  }

  /** What it says, as far as it was written. */
  get said(): string {
    return this.spoken.said;
  }

  /** Everything that it is to say was written. */
  get written(): boolean {
    return this.#written;
  }

  /** Begins; to be called once, when its owner knows it. */
  begin(): void {
    this.#give({ kind: 'response.started', responseId: this.id, requestId: this.#wish.requestId });
    this.#watch(STALL_MS_MAX);
    const { say } = this.#wish;
    const { llm, world } = this.#parts;
    if (typeof say !== 'string') {
      this.#steps.begun('llm', world.clock.now());
      this.#answer = llm.ask(world, say, (event) => this.#thought(event));
    } else {
      this.#write(say);
      this.#allWritten();
    }
  }

  /** It is wanted after all: what it held back is given, and all that comes. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const frame of held) this.#parts.give(frame);
    if (this.#over) this.#parts.over(null);
  }

  /** What the voice says about this reply's speech. */
  voiced(event: Extract<TtsEvent, { readonly kind: 'audio' | 'words' | 'done' }>): void {
    if (this.#over) return;
    this.#signAt = this.#parts.world.clock.now();
    switch (event.kind) {
      case 'audio': {
        const audio = this.#sound.convert(event.audio);
        if (audio.base64 === '') return;
        this.#steps.gave('tts', this.#signAt);
        this.spoken.sound(durationMs(audio));
        return this.#give({ kind: 'agent.audio', responseId: this.id, itemId: this.itemId, audio });
      }
      case 'words': {
        const marks = this.spoken.timed(event.words);
        return this.#give({ kind: 'agent.timing', itemId: this.itemId, marks });
      }
      case 'done':
        this.#steps.ended('tts', this.#signAt);
        this.spoken.done();
        return this.#end(
          this.#cutShort ? 'incomplete' : 'completed',
          this.#cutShort ? 'length' : null,
          false,
        );
    }
  }

  /** Stops it: `response.done` says that it was cancelled, and why. */
  cancel(reason: string): void {
    this.#stop();
    this.#end('cancelled', reason, false);
  }

  /** Stops it: something failed. */
  fail(code: string, fatal: boolean, stalled: 'llm' | 'tts' | null = null): void {
    this.#stop();
    this.#end('failed', code, fatal, stalled);
  }

  /** Stops it without a word: nobody was told that it began. */
  discard(): void {
    if (this.#over) return;
    this.#stop();
    this.#over = true;
    this.#stall?.stop();
  }

  #thought(event: LlmEvent): void {
    if (this.#over) return;
    this.#signAt = this.#parts.world.clock.now();
    this.#steps[event.kind === 'done' || event.kind === 'fault' ? 'ended' : 'gave']('llm', this.#signAt);
    switch (event.kind) {
      case 'text':
        return this.#write(event.delta);
      case 'call': {
        const { id, name, argumentsJson } = event.call;
        const toolCallId = id as ToolCallId;
        // What was written before it is said before it.
        this.#sayRest();
        return this.#give({ kind: 'tool.called', responseId: this.id, toolCallId, name, argumentsJson });
      }
      case 'done':
        this.#usage = event.usage;
        this.#cutShort = event.cut;
        return this.#allWritten();
      case 'fault':
        this.#give({
          kind: 'model.fault',
          code: `llm.${event.code}`,
          detail: event.detail,
          fatal: event.fatal,
        });
        return this.fail(`llm.${event.code}`, event.fatal);
    }
  }

  #write(delta: string): void {
    for (const sentence of this.#splitter.push(delta)) this.#say(sentence);
  }

  #say(sentence: string): void {
    const spoken = spokenText(sentence, this.#parts.language);
    // Marks without a word make no sound.
    if (!/[\p{L}\p{N}]/u.test(spoken)) return;
    this.#speaks = true;
    this.spoken.say(sentence, spoken);
    this.#give({ kind: 'agent.text', itemId: this.itemId, delta: sentence });
    if (this.#parts.tts === null) this.#handOver(sentence, spoken);
    else {
      this.#characters += spoken.length;
      this.#steps.begun('tts', this.#parts.world.clock.now());
      this.#parts.tts.say(this.id, spoken);
    }
  }

  /** Nobody tells when the carrier's words sound: they are taken to come at the pace of speech. */
  #handOver(sentence: string, spoken: string): void {
    const text = /\s$/.test(sentence) && !/\s$/.test(spoken) ? `${spoken} ` : spoken;
    const words = wordTimes(text, this.spoken.producedMs);
    this.spoken.sound(speakingMs(text));
    this.#give({ kind: 'agent.timing', itemId: this.itemId, marks: this.spoken.timed(words) });
    this.#give({ kind: 'agent.words', responseId: this.id, itemId: this.itemId, text });
  }

  #sayRest(): void {
    const rest = this.#splitter.end();
    if (rest !== null) this.#say(rest);
  }

  #allWritten(): void {
    this.#sayRest();
    this.#written = true;
    const { tts } = this.#parts;
    if (this.#speaks && tts === null) this.spoken.done();
    if (this.#speaks && tts !== null) tts.finish(this.id);
    else this.#end(this.#cutShort ? 'incomplete' : 'completed', this.#cutShort ? 'length' : null, false);
  }

  #stop(): void {
    if (this.#over) return;
    this.#answer?.stop();
    if (this.#speaks) this.#parts.tts?.cancel(this.id);
  }

  #end(
    status: FrameOf<'response.done'>['status'],
    reason: string | null,
    fatal: boolean,
    stalled: 'llm' | 'tts' | null = null,
  ): void {
    if (this.#over) return;
    if (this.#speaks) this.#give({ kind: 'agent.item-done', responseId: this.id, itemId: this.itemId });
    const tokens = typeof this.#wish.say === 'string' ? NO_THOUGHT : this.#usage;
    const usage = textUsage(tokens, { spokenCharacters: this.#characters });
    const steps = this.#steps.all(this.#parts.world.clock.now());
    this.#give({ kind: 'response.done', responseId: this.id, status, reason, fatal, usage, steps });
    this.#over = true;
    this.#stall?.stop();
    if (this.#held === null) this.#parts.over(stalled);
  }

  #give(frame: Given): void {
    if (this.#over) return;
    if (this.#held === null) this.#parts.give(frame);
    else if (this.#held.length < HELD_MAX) this.#held.push(frame);
  }

  /** Signs of life are many: the timer looks for itself when the last one came. */
  #watch(ms: number): void {
    const { clock, timers } = this.#parts.world;
    this.#stall = timers.after(ms, () => {
      const leftMs = STALL_MS_MAX - msBetween(this.#signAt, clock.now());
      if (leftMs > 0) return this.#watch(leftMs);
      const who = this.#written ? 'tts' : 'llm';
      const detail = `gave nothing for ${STALL_MS_MAX} ms`;
      this.#give({ kind: 'model.fault', code: `${who}.stalled`, detail, fatal: false });
      this.fail(`${who}.stalled`, false, who);
    });
  }
}

/** When each word of a text sounds that begins at `fromMs`. */
function wordTimes(text: string, fromMs: number): readonly SpokenWord[] {
  return [...text.matchAll(/\S+/g)].map((match) => {
    const startMs = fromMs + speakingMs(text.slice(0, match.index));
    return { text: match[0], startMs, endMs: startMs + speakingMs(match[0]) };
  });
}
