// Utterances: speaks fixed texts word for word: from memory at once where they are rendered, else through the model.
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { durationMs, type Audio } from '../media/audio.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { sameWords } from './same-words.ts';

const TAKES = [
  'utterance.wanted',
  'response.started',
  'response.done',
  'response.missed',
  'agent.audio',
  'agent.text',
  'item.heard',
  'carrier.stopped',
] as const;

const GIVES = [
  'utterance.started',
  'utterance.done',
  'agent.audio',
  'agent.text',
  'agent.item-done',
  'context.add',
  'response.wanted',
  'session.update',
  'phrase.rendered',
] as const;

type Given = FrameOf<(typeof GIVES)[number]>;

/** Fixed texts that may wait to be spoken. */
const WAITING_MAX = 8;

/** A longer rendering is not kept: it is no phrase. */
const PHRASE_MS_MAX = 60_000;

export interface UtterancesOptions {
  /** The rendered sound of a text; null when it is not in memory. */
  find(text: string): readonly Audio[] | null;
  /** Whether the model stops its own responses when the caller speaks; switched off around a protected text. */
  readonly interruptible: boolean;
}

interface Current {
  readonly wanted: FrameOf<'utterance.wanted'>;
  readonly fromMemory: boolean;
  responseId: ResponseId | null;
  itemId: ItemId | null;
  /** What the model says, by item: its text runs ahead of its sound. */
  readonly said: Map<ItemId, string>;
  rendered: Audio[];
  renderedMs: number;
}

/** What the model is asked so that it says a text and nothing else. The rehearsal model understands it too. */
export function sayExactly(text: string): string {
  return `Say exactly this, word for word, and nothing else: "${text}"`;
}

/** One at a time, and never into a response of the model's own. */
export function utterances(options: UtterancesOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  let waiting: FrameOf<'utterance.wanted'>[] = [];
  let current: Current | null = null;
  let stopped = false;

  function want(frame: FrameOf<'utterance.wanted'>): Given[] {
    const free = current === null && active.size === 0;
    if (stopped || (!free && frame.optional) || waiting.length === WAITING_MAX)
      return [unsaid(frame.utteranceId)];
    waiting.push(frame);
    return next();
  }

  function next(): Given[] {
    const wanted = waiting[0];
    if (wanted === undefined || current !== null || active.size > 0) return [];
    waiting.shift();
    const sound = options.find(wanted.text);
    current = {
      wanted,
      fromMemory: sound !== null,
      responseId: null,
      itemId: null,
      said: new Map(),
      rendered: [],
      renderedMs: 0,
    };
    return sound === null ? askModel(wanted) : playFromMemory(current, sound);
  }

  function playFromMemory(one: Current, sound: readonly Audio[]): Given[] {
    const { utteranceId, text, protected: isProtected } = one.wanted;
    // The model's conversation knows it by the same id, so that it can be corrected to what was heard.
    const itemId = String(utteranceId) as ItemId;
    one.itemId = itemId;
    return [
      { kind: 'utterance.started', utteranceId, itemId, protected: isProtected },
      { kind: 'agent.text', itemId, delta: text },
      ...sound.map((audio) => ({ kind: 'agent.audio', responseId: null, itemId, audio }) as const),
      { kind: 'agent.item-done', responseId: null, itemId },
      { kind: 'context.add', itemId, role: 'agent', text },
    ];
  }

  function askModel({ utteranceId, text, protected: isProtected }: FrameOf<'utterance.wanted'>): Given[] {
    const guard: Given[] =
      isProtected && options.interruptible ? [{ kind: 'session.update', interruptible: false }] : [];
    return [
      ...guard,
      { kind: 'response.wanted', requestId: utteranceId, instructions: sayExactly(text), tools: false },
    ];
  }

  function audio(frame: FrameOf<'agent.audio'>): Given[] {
    if (current === null || current.responseId === null || frame.responseId !== current.responseId) return [];
    current.rendered.push(frame.audio);
    current.renderedMs += durationMs(frame.audio);
    if (current.itemId !== null) return [];
    current.itemId = frame.itemId;
    const { utteranceId, protected: isProtected } = current.wanted;
    return [{ kind: 'utterance.started', utteranceId, itemId: frame.itemId, protected: isProtected }];
  }

  function responseDone(frame: FrameOf<'response.done'>): Given[] {
    active.delete(frame.responseId);
    if (current === null || current.responseId !== frame.responseId) return next();
    const given: Given[] = [];
    const { wanted, rendered, renderedMs, itemId } = current;
    const said = itemId === null ? '' : (current.said.get(itemId) ?? '');
    // Only what was said to the letter is kept: a model may have added a word of its own.
    if (frame.status === 'completed' && renderedMs <= PHRASE_MS_MAX && sameWords(said, wanted.text)) {
      given.push({ kind: 'phrase.rendered', text: wanted.text, audio: rendered });
    }
    if (itemId === null) given.push(...finish('unsaid'));
    return given;
  }

  function finish(result: 'heard' | 'cut' | 'unsaid'): Given[] {
    if (current === null) return [];
    const { wanted, fromMemory } = current;
    current = null;
    const unguard: Given[] =
      wanted.protected && !fromMemory && options.interruptible
        ? [{ kind: 'session.update', interruptible: true }]
        : [];
    return [...unguard, { kind: 'utterance.done', utteranceId: wanted.utteranceId, result }, ...next()];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'utterance.wanted':
          return want(frame);
        case 'response.started':
          if (current !== null && frame.requestId === current.wanted.utteranceId)
            current.responseId = frame.responseId;
          active.add(frame.responseId);
          return NOTHING;
        case 'agent.audio':
          return audio(frame);
        case 'agent.text':
          if (current === null || current.responseId === null) return NOTHING;
          current.said.set(frame.itemId, (current.said.get(frame.itemId) ?? '') + frame.delta);
          return NOTHING;
        case 'response.done':
          return responseDone(frame);
        case 'response.missed':
          return frame.requestId === current?.wanted.utteranceId ? finish('unsaid') : NOTHING;
        case 'item.heard':
          return current?.itemId === frame.itemId ? finish(frame.whole ? 'heard' : 'cut') : NOTHING;
        case 'carrier.stopped': {
          stopped = true;
          const left = waiting;
          waiting = [];
          return [...finish('unsaid'), ...left.map((wanted) => unsaid(wanted.utteranceId))];
        }
      }
    },
  };
}

function unsaid(utteranceId: UtteranceId): Given {
  return { kind: 'utterance.done', utteranceId, result: 'unsaid' };
}
