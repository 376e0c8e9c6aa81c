// Agent sound: the model's way to the caller's ear, and how much of each item got there.
import { Buffer } from 'node:buffer';
import { BoundedQueue } from '../base/bounded-queue.ts';
import type { ItemId } from '../base/brand.ts';
import type { Clock } from '../base/world.ts';
import { BYTES_PER_MS } from '../media/audio.ts';
import { PlayoutLedger } from '../nodes/playout-ledger.ts';
import type { TwilioLine } from './twilio-line.ts';

/** A stretch of the model's sound, and what it belongs to. */
export interface AgentPiece {
  readonly itemId: string;
  readonly contentIndex: number;
  readonly responseId: string;
  /** µ-law. */
  readonly sound: ArrayBuffer;
}

/** What became of an item that was cut. */
export interface CutItem {
  readonly itemId: string;
  readonly contentIndex: number;
  /** Whole milliseconds; 0: nothing was heard. */
  readonly heardMs: number;
}

/** Pieces kept for a stream whose name is not known yet; the oldest goes first. */
export const EARLY_PIECES_MAX = 500;

type Owner = Pick<AgentPiece, 'itemId' | 'contentIndex'>;

/** Hands the model's sound to Twilio, a mark behind each piece, and keeps the books of what was heard. */
export class AgentSound {
  readonly #line: TwilioLine;
  readonly #clock: Clock;
  readonly #ledger = new PlayoutLedger();
  readonly #owners = new Map<ItemId, Owner>();
  readonly #early = new BoundedQueue<AgentPiece>(EARLY_PIECES_MAX, 'drop-oldest');

  constructor(line: TwilioLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** True while the caller may still be hearing something, or will. */
  get busy(): boolean {
    return this.#ledger.busy || this.#early.size > 0;
  }

  /** A new stream takes sound: what was handed to the one before is gone. */
  started(): void {
    const early = this.#early.drain();
    this.forget();
    // The way to Twilio and back is measured while nothing else is on it.
    this.#line.mark(this.#ledger.probe(this.#clock.now()));
    for (const piece of early) this.#play(piece);
  }

  /** Goes out at once; Twilio plays it when what stands before it was played. */
  say(piece: AgentPiece): void {
    if (this.#line.started) this.#play(piece);
    else this.#early.push(piece);
  }

  /** All sound of the item has been handed over. */
  done(itemId: string, contentIndex: number): void {
    this.#forget(this.#ledger.done(keyOf({ itemId, contentIndex })));
  }

  /** A mark came back. */
  marked(name: string): void {
    this.#forget(this.#ledger.marked(name, this.#clock.now()));
  }

  /** How long Twilio still plays what it has, in milliseconds. */
  get aheadMs(): number {
    return this.#ledger.waitMs(this.#clock.now());
  }

  /** There will be no more of what was begun, and nobody to tell how much of it was heard. Twilio plays what it has. */
  forget(): void {
    this.#early.drain();
    this.#ledger.clear(this.#clock.now());
    this.#owners.clear();
  }

  /** Twilio drops what it has not played. What was cut, in the order of speech, without what was heard to its end. */
  cut(): readonly CutItem[] {
    const early = this.#early.drain();
    const cut = this.#ledger.clear(this.#clock.now()).flatMap(({ itemId, heardMs, whole }) => {
      const owner = this.#owners.get(itemId);
      return whole || owner === undefined ? [] : [{ ...owner, heardMs: Math.floor(heardMs) }];
    });
    this.#owners.clear();
    this.#line.clear();
    const unheard = new Map(early.map((piece) => [keyOf(piece), piece]));
    return [
      ...cut,
      ...[...unheard.values()].map(({ itemId, contentIndex }) => ({ itemId, contentIndex, heardMs: 0 })),
    ];
  }

  #play(piece: AgentPiece): void {
    const { itemId, contentIndex, sound } = piece;
    const key = keyOf(piece);
    this.#owners.set(key, { itemId, contentIndex });
    const mark = this.#ledger.add(key, sound.byteLength / BYTES_PER_MS, this.#clock.now());
    this.#line.play(Buffer.from(sound).toString('base64'), mark);
  }

  #forget(heard: readonly { readonly itemId: ItemId }[]): void {
    for (const { itemId } of heard) this.#owners.delete(itemId);
  }
}

/** Items have parts, which play one after the other. */
function keyOf({ itemId, contentIndex }: Owner): ItemId {
  return `${contentIndex}:${itemId}` as ItemId;
}
