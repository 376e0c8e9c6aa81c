// Replies: what Gemini says, as responses and items. It names neither, and tells only when all of an answer is made.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import { plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import type { Usage } from '../../frames/model-frames.ts';
import { audioIn, durationMs, type SampleRateHz } from '../../media/audio.ts';
import { WholeSamples } from '../../media/whole-samples.ts';
import { heardText } from '../../nodes/heard-text.ts';
import type { MODEL_GIVES } from '../model.ts';
import { Recent } from '../recent.ts';
import type { WireCall } from './server-message.ts';

/** A frame that a model gives. */
export type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** When an answer is made, its last words and what it used may still be on their way. */
export const TAIL_MS_MAX = 500;

/** Items whose words are remembered, and how many of them. */
const ITEMS_MAX = 64;
const TEXT_CHARS_MAX = 16_384;

const RATES: readonly number[] = [8000, 16_000, 24_000] satisfies readonly SampleRateHz[];

interface Item {
  readonly itemId: ItemId;
  readonly whole: WholeSamples;
  said: string;
  producedMs: number;
}

interface Reply {
  readonly responseId: ResponseId;
  item: Item | null;
  tail: Timer | null;
}

/** Who is told. None of these may throw. */
export interface RepliesHost {
  give(frame: Given): void;
  /** An answer begins. */
  begins(): void;
  /** It is over. */
  over(): void;
}

/** The answers of one session, one at a time. */
export class Replies {
  readonly #world: Pick<World, 'clock' | 'timers' | 'random'>;
  readonly #host: RepliesHost;
  readonly #items = new Recent<ItemId, Item>(ITEMS_MAX);
  readonly #called = new Recent<string, string>(ITEMS_MAX);
  #reply: Reply | null = null;
  #expected: string | null = null;
  /** What still comes of an answer that nobody wants. */
  #dropping = false;
  #soundsUntil: Micros;
  #usage: Usage | null = null;

  constructor(world: Pick<World, 'clock' | 'timers' | 'random'>, host: RepliesHost) {
    this.#world = world;
    this.#host = host;
    this.#soundsUntil = world.clock.now();
  }

  /** An answer is being made. */
  get underWay(): ResponseId | null {
    return this.#reply === null || this.#reply.tail !== null ? null : this.#reply.responseId;
  }

  /** What nobody wants is still being made: it cannot be told to stop, and what came would be taken for another answer. */
  get dropping(): boolean {
    return this.#dropping;
  }

  /** What was made so far is still being played, as far as the clock tells. */
  get sounds(): boolean {
    return this.#world.clock.now() < this.#soundsUntil;
  }

  /** The next answer is to this request. */
  expect(requestId: string): void {
    this.#finish('completed', null);
    this.#expected = requestId;
  }

  /** False: sound of a rate that there is not. */
  sound(base64: string, rateHz: number): boolean {
    if (!RATES.includes(rateHz)) return false;
    if (this.#dropping) return true;
    const { responseId, item } = this.#spoken();
    const whole = item.whole.take(base64);
    if (whole === '') return true;
    const audio = audioIn({ encoding: 'pcm16', rateHz: rateHz as SampleRateHz }, whole);
    const ms = durationMs(audio);
    item.producedMs += ms;
    const now = this.#world.clock.now();
    this.#soundsUntil = plusMs(this.#soundsUntil > now ? this.#soundsUntil : now, ms);
    this.#host.give({ kind: 'agent.audio', responseId, itemId: item.itemId, audio });
    return true;
  }

  text(delta: string): void {
    if (this.#dropping) return;
    const { item } = this.#spoken();
    item.said = (item.said + delta).slice(0, TEXT_CHARS_MAX);
    this.#host.give({ kind: 'agent.text', itemId: item.itemId, delta });
  }

  /** The model waits for all of the results, and goes on by itself then: with another answer. */
  calls(calls: readonly WireCall[]): void {
    if (this.#dropping) return;
    const { responseId } = this.#begun();
    for (const { id, name, argumentsJson } of calls) {
      if (this.#called.has(id)) continue;
      this.#called.set(id, name);
      this.#host.give({ kind: 'tool.called', responseId, toolCallId: id as ToolCallId, name, argumentsJson });
    }
    this.#finish('completed', null);
  }

  /** The function that a call was of. */
  nameOf(toolCallId: ToolCallId): string {
    return this.#called.get(toolCallId) ?? '';
  }

  generated(): void {
    this.#dropping = false;
    const reply = this.#reply;
    if (reply === null || reply.tail !== null) return;
    reply.tail = this.#world.timers.after(TAIL_MS_MAX, () => this.#finish('completed', null));
  }

  turnOver(): void {
    this.#dropping = false;
    this.#finish('completed', null);
  }

  interrupted(): void {
    this.#dropping = false;
    this.#soundsUntil = this.#world.clock.now();
    this.#finish('cancelled', 'turn_detected');
  }

  /** Nothing more of it is given; the model makes it to its end all the same. */
  cancel(responseId: ResponseId): void {
    if (this.#reply?.responseId !== responseId) return;
    this.#dropping = this.#reply.tail === null;
    this.#soundsUntil = this.#world.clock.now();
    this.#finish('cancelled', 'client_cancelled');
  }

  /** The connection is gone, and what was being made with it. */
  lost(): void {
    this.#dropping = false;
    this.#finish('failed', 'connection_lost');
  }

  used(usage: Usage): void {
    this.#usage = this.#usage === null ? usage : sum(this.#usage, usage);
  }

  /** What was heard of an item, in words; null for one that never sounded here. */
  heard(itemId: ItemId, heardMs: number): string | null {
    const item = this.#items.get(itemId);
    return item === undefined ? null : heardText(item.said, heardMs, item.producedMs);
  }

  stop(): void {
    this.#reply?.tail?.stop();
    this.#reply = null;
  }

  #begun(): Reply {
    // Sound behind the end of one answer is another's.
    if (this.#reply !== null) return this.#reply;
    this.#host.begins();
    const responseId = `resp_${this.#world.random.token(16)}` as ResponseId;
    const requestId = this.#expected;
    this.#expected = null;
    this.#reply = { responseId, item: null, tail: null };
    this.#host.give({ kind: 'response.started', responseId, requestId });
    return this.#reply;
  }

  #spoken(): { readonly responseId: ResponseId; readonly item: Item } {
    const reply = this.#begun();
    if (reply.item === null) {
      const itemId = `item_${this.#world.random.token(16)}` as ItemId;
      reply.item = { itemId, whole: new WholeSamples(), said: '', producedMs: 0 };
      this.#items.set(itemId, reply.item);
    }
    return { responseId: reply.responseId, item: reply.item };
  }

  #finish(status: FrameOf<'response.done'>['status'], reason: string | null): void {
    const reply = this.#reply;
    if (reply === null) return;
    this.#reply = null;
    reply.tail?.stop();
    const { responseId, item } = reply;
    const usage = this.#usage;
    this.#usage = null;
    if (item !== null) this.#host.give({ kind: 'agent.item-done', responseId, itemId: item.itemId });
    this.#host.give({ kind: 'response.done', responseId, status, reason, fatal: false, usage });
    this.#host.over();
  }
}

function sum(one: Usage, other: Usage): Usage {
  return {
    inputTextTokens: one.inputTextTokens + other.inputTextTokens,
    inputAudioTokens: one.inputAudioTokens + other.inputAudioTokens,
    cachedTextTokens: one.cachedTextTokens + other.cachedTextTokens,
    cachedAudioTokens: one.cachedAudioTokens + other.cachedAudioTokens,
    outputTextTokens: one.outputTextTokens + other.outputTextTokens,
    outputAudioTokens: one.outputAudioTokens + other.outputAudioTokens,
  };
}
