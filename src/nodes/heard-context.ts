// Heard context: tells the model how much of what it said was heard, so that both believe the same.
import type { ItemId } from '../base/brand.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import type { FrameOf } from '../frames/frame.ts';
import { heardText } from './heard-text.ts';

const TAKES = ['playout.started', 'agent.text', 'item.heard'] as const;
const GIVES = ['context.truncate', 'context.remove', 'context.add'] as const;

/** Texts of items from memory kept at a time; each is forgotten once it was heard. */
const TEXTS_MAX = 64;

/** Truncates the model's own items; replaces items played from memory, which have no sound at the model. */
export function heardContext(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const fromMemory = new Set<ItemId>();
  const texts = new Map<ItemId, string>();

  function correct({ itemId, heardMs, producedMs, whole }: FrameOf<'item.heard'>) {
    const text = texts.get(itemId) ?? null;
    const memory = fromMemory.delete(itemId);
    texts.delete(itemId);
    // Sound from memory without words, such as keys, the model was never told of.
    if (whole || (memory && text === null)) return NOTHING;
    const heardMsWhole = Math.floor(heardMs);
    if (!memory && heardMsWhole > 0) {
      return [{ kind: 'context.truncate', itemId, heardMs: heardMsWhole }] as const;
    }
    // Truncating at 0 is an error at the model: an item of which nothing was heard goes altogether.
    const heard = memory ? heardText(text ?? '', heardMs, producedMs) : '';
    if (heard === '') return [{ kind: 'context.remove', itemId }] as const;
    return [
      { kind: 'context.remove', itemId },
      { kind: 'context.add', itemId: null, role: 'agent', text: heard },
    ] as const;
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'playout.started':
          if (frame.responseId === null) fromMemory.add(frame.itemId);
          return NOTHING;
        case 'agent.text':
          if (texts.size < TEXTS_MAX) texts.set(frame.itemId, (texts.get(frame.itemId) ?? '') + frame.delta);
          return NOTHING;
        case 'item.heard':
          return correct(frame);
      }
    },
  };
}
