// Live replies: what the model says, and what it has thought over, as responses and items. The wire knows neither.
import type { ItemId, ResponseId } from '../../base/brand.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import type { Usage } from '../../frames/model-frames.ts';
import { durationMs, type Audio } from '../../media/audio.ts';
import { heardText } from '../../nodes/heard-text.ts';
import type { LlmUsage } from '../../speech/llm.ts';
import type { MODEL_GIVES } from '../model.ts';
import { Recent } from '../recent.ts';
import { textUsage } from '../text-usage.ts';

/** A frame that a model gives. */
export type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** Items whose words are remembered, and how many of them. */
const ITEMS_MAX = 32;
const TEXT_CHARS_MAX = 16_384;

/** How long the model may take to say what it was given to say. */
export const SPEAK_MS_MAX = 4000;

interface Item {
  readonly itemId: ItemId;
  said: string;
  producedMs: number;
  /** It was stopped by us: the model does not know of it. */
  cut: boolean;
}

/** One thing is said at a time, and beside it something may be thought over. */
export class LiveReplies {
  readonly #world: Pick<World, 'random' | 'timers'>;
  readonly #give: (frame: Given) => void;
  readonly #items = new Recent<ItemId, Item>(ITEMS_MAX);
  /** Of what was thought over: what is only said has none. */
  readonly #usages = new Recent<ResponseId, Usage>(ITEMS_MAX);
  #speaking: { readonly responseId: ResponseId; readonly item: Item } | null = null;
  #last: { readonly item: Item; readonly untilMs: number } | null = null;
  /** What was thought over is about to be said. */
  #due: { readonly responseId: ResponseId; readonly bound: Timer } | null = null;
  #early = '';
  #expected: string | null = null;

  constructor(world: Pick<World, 'random' | 'timers'>, give: (frame: Given) => void) {
    this.#world = world;
    this.#give = give;
  }

  get speaking(): ResponseId | null {
    return this.#speaking?.responseId ?? this.#due?.responseId ?? null;
  }

  /** The next thing that is said or thought over is wanted by this request. */
  expect(requestId: string): void {
    this.#expected = requestId;
  }

  /** A response of its own for something that is thought over. */
  think(): ResponseId {
    return this.#started();
  }

  /** Thinking it over took this; null: it was not told. */
  used(responseId: ResponseId, usage: LlmUsage | null): void {
    this.#usages.set(responseId, textUsage(usage));
  }

  /** What came of it will be said: then it is said in this response. */
  willSay(responseId: ResponseId): void {
    this.#sayNothing();
    const bound = this.#world.timers.after(SPEAK_MS_MAX, () => this.#sayNothing());
    this.#due = { responseId, bound };
  }

  #sayNothing(): void {
    const due = this.#due;
    this.#due = null;
    due?.bound.stop();
    if (due !== null) this.done(due.responseId, 'completed', null);
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#due?.bound.stop();
    this.#due = null;
  }

  begin(): void {
    const itemId = `item_${this.#world.random.token(16)}` as ItemId;
    const item: Item = { itemId, said: '', producedMs: 0, cut: false };
    this.#items.set(itemId, item);
    const due = this.#due;
    this.#due = null;
    due?.bound.stop();
    this.#speaking = { responseId: due?.responseId ?? this.#started(), item };
    const early = this.#early;
    this.#early = '';
    if (early !== '') this.#text(item, early);
  }

  sound(audio: Audio): void {
    if (this.#speaking === null) return;
    const { responseId, item } = this.#speaking;
    item.producedMs += durationMs(audio);
    this.#give({ kind: 'agent.audio', responseId, itemId: item.itemId, audio });
  }

  /** Words of what is said; those of what was said before come late, those of what will be said early. */
  text(delta: string, startMs: number | null): void {
    if (this.#speaking !== null) return this.#text(this.#speaking.item, delta);
    const late = this.#last !== null && (startMs === null || startMs < this.#last.untilMs);
    if (late && this.#last !== null) this.#text(this.#last.item, delta);
    else this.#early = (this.#early + delta).slice(-TEXT_CHARS_MAX);
  }

  end(status: 'completed' | 'cancelled', reason: string | null, streamMs: number): void {
    if (this.#due !== null && status === 'cancelled') {
      const { responseId, bound } = this.#due;
      bound.stop();
      this.#due = null;
      this.done(responseId, status, reason);
    }
    if (this.#speaking === null) return;
    const { responseId, item } = this.#speaking;
    this.#speaking = null;
    this.#last = { item, untilMs: streamMs };
    item.cut = reason === 'client_cancelled';
    this.#give({ kind: 'agent.item-done', responseId, itemId: item.itemId });
    this.done(responseId, status, reason);
  }

  done(
    responseId: ResponseId,
    status: FrameOf<'response.done'>['status'],
    reason: string | null,
    fatal = false,
  ): void {
    const usage = this.#usages.get(responseId) ?? null;
    this.#give({ kind: 'response.done', responseId, status, reason, fatal, usage });
  }

  /** What was heard of an item that we stopped; null for any other. */
  heardOfCut(itemId: ItemId, heardMs: number): string | null {
    const item = this.#items.get(itemId);
    return item?.cut === true ? heardText(item.said, heardMs, item.producedMs) : null;
  }

  #started(): ResponseId {
    const responseId = `resp_${this.#world.random.token(16)}` as ResponseId;
    const requestId = this.#expected;
    this.#expected = null;
    this.#give({ kind: 'response.started', responseId, requestId });
    return responseId;
  }

  #text(item: Item, delta: string): void {
    item.said = (item.said + delta).slice(0, TEXT_CHARS_MAX);
    this.#give({ kind: 'agent.text', itemId: item.itemId, delta });
  }
}
